import { Injectable } from '@nestjs/common';
import { invalid } from '../../../shared/errors';
import { type Id, isId } from '../../../shared/ids';
import type { AccountActor } from '../../shared/actor';
import { BlockRepository, BLOCKS_PAGE_MAX, type BlockView } from './block.repository';

export interface ListBlocksInput {
  /** Only people with a higher id. */
  readonly after?: Id;
  /** 1 to `BLOCKS_PAGE_MAX`, which is also the default. */
  readonly limit?: number;
}

/** Whom one has blocked oneself; by whom one is blocked nobody can list. */
@Injectable()
export class ListBlocks {
  constructor(private readonly blocks: BlockRepository) {}

  /** By id, ascending. @throws AppError `invalid` */
  async execute(
    actor: AccountActor,
    { after, limit = BLOCKS_PAGE_MAX }: ListBlocksInput = {},
  ): Promise<readonly BlockView[]> {
    if (!Number.isInteger(limit) || limit < 1 || limit > BLOCKS_PAGE_MAX) {
      throw invalid('limit', `limit must be an integer from 1 to ${BLOCKS_PAGE_MAX}`);
    }
    if (after !== undefined && !isId(after)) throw invalid('after', 'must be an id');
    return this.blocks.list(actor.userId, after, limit);
  }
}
