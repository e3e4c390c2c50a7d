import { Injectable } from '@nestjs/common';
import type { Id } from '../../../shared/ids';
import type { AccountActor } from '../../shared/actor';
import { Clock } from '../../shared/clock';
import { UnitOfWork } from '../../shared/unit-of-work';
import { Friendships } from './friendships';

export interface AcceptFriendInput {
  /** Who asked. */
  readonly userId: Id;
}

/** Says yes to somebody's request. */
@Injectable()
export class AcceptFriend {
  constructor(
    private readonly friendships: Friendships,
    private readonly uow: UnitOfWork,
    private readonly clock: Clock,
  ) {}

  /** @throws AppError `unknown_friend_request`, `friends_max` */
  execute(actor: AccountActor, { userId }: AcceptFriendInput): Promise<void> {
    return this.uow.run(async () => {
      const request = await this.friendships.require(actor.userId, userId, ['incoming']);
      await this.friendships.begin({ ...request, befriendedAtMs: this.clock.nowMs() });
    });
  }
}
