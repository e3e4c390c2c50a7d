import type { DomainEvent } from '../../shared/events';

/**
 * One database transaction. The adapter carries it in AsyncLocalStorage, so that every repository called inside `run`
 * takes part without being handed anything.
 */
export abstract class UnitOfWork {
  /**
   * Runs `work` in a transaction and commits when it resolves; a nested call joins the outer one. No hashing, file or
   * network work inside. A serialization failure or deadlock runs `work` again, at most 3 times, so `work` must have
   * no effect outside the database.
   * @throws AppError `unavailable` when no connection is free within 5 s.
   */
  abstract run<Result>(work: () => Promise<Result>): Promise<Result>;

  /** Publishes `event` after the commit, outside the caller's async context. Throws when called outside `run`. */
  abstract record(event: DomainEvent): void;

  /**
   * Writes an invalidation of a cached key with the transaction: caches of this process drop it right after the commit,
   * those of other processes within a second. Throws when called outside `run`.
   */
  abstract invalidate(key: string): Promise<void>;

  /** As {@link invalidate} for any number of keys, in one statement. */
  abstract invalidateAll(keys: readonly string[]): Promise<void>;

  /** True inside `run`. */
  abstract readonly active: boolean;
}
