import { Injectable } from '@nestjs/common';
import type { Id } from '../../../shared/ids';
import type { AccountActor } from '../../shared/actor';
import { UnitOfWork } from '../../shared/unit-of-work';
import { Friendships } from './friendships';

export interface DeclineFriendInput {
  /** Who asked. */
  readonly userId: Id;
}

/** Says no to somebody's request, who is not told. */
@Injectable()
export class DeclineFriend {
  constructor(
    private readonly friendships: Friendships,
    private readonly uow: UnitOfWork,
  ) {}

  /** @throws AppError `unknown_friend_request` */
  execute(actor: AccountActor, { userId }: DeclineFriendInput): Promise<void> {
    return this.uow.run(async () => {
      await this.friendships.end(await this.friendships.require(actor.userId, userId, ['incoming']));
    });
  }
}
