import { Injectable } from '@nestjs/common';
import type { Id } from '../../../shared/ids';
import type { AccountActor } from '../../shared/actor';
import { UnitOfWork } from '../../shared/unit-of-work';
import { Friendships } from './friendships';

export interface RemoveFriendInput {
  readonly userId: Id;
}

/** Ends a friendship for both, or takes one's own open request back. */
@Injectable()
export class RemoveFriend {
  constructor(
    private readonly friendships: Friendships,
    private readonly uow: UnitOfWork,
  ) {}

  /** @throws AppError `unknown_friend` */
  execute(actor: AccountActor, { userId }: RemoveFriendInput): Promise<void> {
    return this.uow.run(async () => {
      await this.friendships.end(await this.friendships.require(actor.userId, userId, ['friend', 'outgoing']));
    });
  }
}
