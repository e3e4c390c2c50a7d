import { Injectable } from '@nestjs/common';
import {
  checkFriendRoom,
  contactError,
  type Friendship,
  NO_FRIENDS,
  otherOf,
  type FriendRelation,
  relationOf,
} from '../../../domain/messaging';
import { type Id, isId } from '../../../shared/ids';
import { Inbox, type Notice } from '../notifications/inbox';
import { FriendshipRepository } from './friendship.repository';

/** What two are to each other, held until it is changed. Only inside `UnitOfWork.run`. */
@Injectable()
export class Friendships {
  constructor(
    private readonly repository: FriendshipRepository,
    private readonly inbox: Inbox,
  ) {}

  /** As {@link FriendshipRepository.lock}. */
  lock(one: Id, other: Id): Promise<Friendship | undefined> {
    return this.repository.lock(one, other);
  }

  /** @throws AppError `unknown_friend`, or `unknown_friend_request` when only an incoming request is asked for */
  async require(userId: Id, otherId: Id, relations: readonly FriendRelation[]): Promise<Friendship> {
    const friendship = isId(otherId) && otherId !== userId ? await this.lock(userId, otherId) : undefined;
    if (friendship && relations.includes(relationOf(friendship, userId))) return friendship;
    throw contactError(relations.includes('friend') ? 'unknown_friend' : 'unknown_friend_request');
  }

  /** A request or a yes, when both have room for it. @throws AppError `friends_max`, `friend_requests_max` */
  async begin(next: Friendship): Promise<void> {
    const counts = await this.repository.counts(next.userIds);
    checkFriendRoom(next, (userId) => counts.get(userId) ?? NO_FRIENDS);
    await this.repository.save(next);
    await this.settle(next);
  }

  save(friendship: Friendship): Promise<void> {
    return this.repository.save(friendship);
  }

  async end(friendship: Friendship): Promise<void> {
    await this.repository.delete(friendship.userIds);
    await this.withdraw(requestNotice(friendship));
  }

  private withdraw({ kind, actorId, userId }: Notice): Promise<void> {
    return this.inbox.withdraw({ kind, actorId, userIds: [userId] });
  }

  /** Says what came of it: a yes goes back to whoever asked, and nothing is left to answer. */
  private async settle(friendship: Friendship): Promise<void> {
    const notice = requestNotice(friendship);
    if (friendship.befriendedAtMs === undefined) return this.inbox.tell([notice]);
    await this.withdraw(notice);
    await this.inbox.tell([{ kind: 'friend_accepted', userId: notice.actorId, actorId: notice.userId }]);
  }
}

const requestNotice = ({ userIds, requesterId }: Friendship) => ({
  ...({ kind: 'friend_request', actorId: requesterId } as const),
  userId: otherOf({ recipientIds: userIds }, requesterId),
});
