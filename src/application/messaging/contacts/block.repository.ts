import type { BlocksBetween } from '../../../domain/messaging';
import type { Id } from '../../../shared/ids';

/** In one answer at most: all that one person can have. */
export const BLOCKS_PAGE_MAX = 1_000;

export interface BlockView {
  readonly userId: Id;
  readonly blockedAtMs: number;
}

/** Who wants to hear nothing of whom. */
export abstract class BlockRepository {
  /** @returns false when it is there already. Only inside `UnitOfWork.run`. */
  abstract add(blockerId: Id, blockedId: Id, atMs: number): Promise<boolean>;
  /** @returns false when there is none. Only inside `UnitOfWork.run`. */
  abstract remove(blockerId: Id, blockedId: Id): Promise<boolean>;
  /** Those a deleted account set and those set against it. Only inside `UnitOfWork.run`. */
  abstract removeAllOf(userId: Id): Promise<void>;
  abstract count(blockerId: Id): Promise<number>;
  /** Whom somebody blocks, by id, ascending. */
  abstract list(blockerId: Id, after: Id | undefined, limit: number): Promise<readonly BlockView[]>;
  abstract between(one: Id, other: Id): Promise<BlocksBetween>;
  /** Which of these people block `userId`; one query. */
  abstract blockersAmong(userId: Id, candidateIds: readonly Id[]): Promise<ReadonlySet<Id>>;
}
