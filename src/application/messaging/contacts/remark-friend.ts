import { Injectable } from '@nestjs/common';
import { remarkOn } from '../../../domain/messaging';
import type { Id } from '../../../shared/ids';
import type { AccountActor } from '../../shared/actor';
import { UnitOfWork } from '../../shared/unit-of-work';
import { Friendships } from './friendships';

export interface RemarkFriendInput {
  readonly userId: Id;
  /** At most `REMARK_LENGTH_MAX` characters; empty takes it away. */
  readonly remark: string;
}

/** What one calls a friend; only oneself sees it. */
@Injectable()
export class RemarkFriend {
  constructor(
    private readonly friendships: Friendships,
    private readonly uow: UnitOfWork,
  ) {}

  /** @throws AppError `unknown_friend`, `invalid` */
  execute(actor: AccountActor, { userId, remark }: RemarkFriendInput): Promise<void> {
    return this.uow.run(async () => {
      const friendship = await this.friendships.require(actor.userId, userId, ['friend']);
      await this.friendships.save(remarkOn(friendship, actor.userId, remark));
    });
  }
}
