import { Injectable } from '@nestjs/common';
import { type BlocksBetween, pairOf, requireNoBlock } from '../../../domain/messaging';
import { assert } from '../../../shared/assert';
import type { Id } from '../../../shared/ids';
import { InvalidatingCache } from '../../shared/invalidating-cache';
import { Invalidations } from '../../shared/invalidations';
import { BlockRepository } from './block.repository';

/** Pairs of people remembered; the one used longest ago is dropped. */
export const CACHED_BLOCKS_MAX = 100_000;

/** Invalidated when either of the two blocks the other or lifts a block. */
export const blocksKey = (one: Id, other: Id): string => `blocks:${pairOf(one, other).join(':')}`;

/** Who has blocked whom, from memory where it is known: every direct message asks. */
@Injectable()
export class Blocks {
  private readonly pairs: InvalidatingCache<BlocksBetween>;

  constructor(
    private readonly repository: BlockRepository,
    invalidations: Invalidations,
  ) {
    this.pairs = new InvalidatingCache((key) => this.load(key), CACHED_BLOCKS_MAX, invalidations);
  }

  /** In either order. */
  between(one: Id, other: Id): Promise<BlocksBetween> {
    return this.pairs.get(blocksKey(one, other));
  }

  /** Whether either of the two has blocked the other. */
  async isBlocked(one: Id, other: Id): Promise<boolean> {
    const { blockerIds } = await this.between(one, other);
    return blockerIds.length > 0;
  }

  /** @throws AppError `user_blocked` when the actor set the block, `blocked_by_user` when the other one did */
  async requireNone(actorId: Id, otherId: Id): Promise<void> {
    requireNoBlock(await this.between(actorId, otherId), actorId);
  }

  /** Which of these people block `userId`. Not remembered: one query, also in a transaction. */
  async blockersAmong(userId: Id, candidateIds: readonly Id[]): Promise<ReadonlySet<Id>> {
    return candidateIds.length === 0 ? new Set() : this.repository.blockersAmong(userId, candidateIds);
  }

  private load(key: string): Promise<BlocksBetween> {
    const [, one, other] = key.split(':');
    assert(one !== undefined && other !== undefined, `not a pair's key: ${key}`);
    return this.repository.between(one, other);
  }
}
