import { Injectable } from '@nestjs/common';
import { type Id, isId } from '../../../shared/ids';
import type { AccountActor } from '../../shared/actor';
import { UnitOfWork } from '../../shared/unit-of-work';
import { BlockRepository } from './block.repository';
import { blocksKey } from './blocks';

export interface UnblockUserInput {
  readonly userId: Id;
}

/** Lifts one's own block; a friendship that it ended stays ended. */
@Injectable()
export class UnblockUser {
  constructor(
    private readonly blocks: BlockRepository,
    private readonly uow: UnitOfWork,
  ) {}

  /** Whoever is not blocked stays so. */
  async execute(actor: AccountActor, { userId }: UnblockUserInput): Promise<void> {
    if (!isId(userId)) return;
    await this.uow.run(async () => {
      if (!(await this.blocks.remove(actor.userId, userId))) return;
      await this.uow.invalidate(blocksKey(actor.userId, userId));
    });
  }
}
