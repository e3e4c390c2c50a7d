import { Injectable } from '@nestjs/common';
import { guildError } from '../../../domain/guilds';
import {
  contactError,
  type FriendRelation,
  relationOf,
  requestFriendship,
  requireNoBlock,
} from '../../../domain/messaging';
import { type Id, isId } from '../../../shared/ids';
import { requirePerson, UserDirectory } from '../../identity';
import type { AccountActor } from '../../shared/actor';
import { Clock } from '../../shared/clock';
import { UnitOfWork } from '../../shared/unit-of-work';
import { BlockRepository } from './block.repository';
import { Friendships } from './friendships';

export interface RequestFriendInput {
  readonly userId: Id;
}

/** Asks somebody to be a friend. Whoever asks somebody who has asked already is a friend at once. */
@Injectable()
export class RequestFriend {
  constructor(
    private readonly users: UserDirectory,
    private readonly blocks: BlockRepository,
    private readonly friendships: Friendships,
    private readonly uow: UnitOfWork,
    private readonly clock: Clock,
  ) {}

  /**
   * @returns what the other one is now
   * @throws AppError `unknown_user`, `cannot_befriend` (oneself, a bot, a deleted account), `already_friends`,
   * `friend_already_requested`, `blocked_by_user`, `user_blocked`, `friends_max`, `friend_requests_max`, `bots_cannot`
   */
  async execute(actor: AccountActor, { userId: recipientId }: RequestFriendInput): Promise<FriendRelation> {
    requirePerson(actor);
    const requesterId = actor.userId;
    if (recipientId === requesterId) throw contactError('cannot_befriend');
    if (!isId(recipientId)) throw guildError('unknown_user');
    return this.uow.run(async () => {
      const existing = await this.friendships.lock(requesterId, recipientId);
      await this.requireWilling(requesterId, recipientId);
      const next = requestFriendship(existing, { requesterId, recipientId, nowMs: this.clock.nowMs() });
      await this.friendships.begin(next);
      return relationOf(next, requesterId);
    });
  }

  /** Both accounts are held: neither can be deleted, block or be blocked meanwhile. */
  private async requireWilling(requesterId: Id, recipientId: Id): Promise<void> {
    const recipient = await this.users.find(recipientId);
    if (!recipient) throw guildError('unknown_user');
    if (recipient.isDeleted || recipient.kind === 'bot') throw contactError('cannot_befriend');
    requireNoBlock(await this.blocks.between(requesterId, recipientId), requesterId);
  }
}
