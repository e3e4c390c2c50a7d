import { AsyncResource } from 'node:async_hooks';
import { assert } from '../../../shared/assert';
import { isAppError } from '../../../shared/errors';

export interface BatchQueueOptions<Entry, Result> {
  /** Commits all entries or none; the results stand in the order of the entries. */
  run(entries: readonly Entry[]): Promise<readonly Result[]>;
  /** Commits one entry of a batch that failed; without it, `run` is called with that entry alone. */
  runOne?(entry: Entry): Promise<Result>;
  /** Entries in one batch. */
  readonly entriesMax: number;
  /** Sum of `sizeOf` in one batch; an entry larger than this is a batch of its own. */
  readonly bytesMax?: number;
  sizeOf?(entry: Entry): number;
  /** Entries that wait, without those in flight. */
  readonly queuedMax: number;
  /** The error of an entry that found the queue full. */
  onFull(): Error;
}

interface Waiting<Entry, Result> {
  readonly entry: Entry;
  readonly size: number;
  readonly resolve: (result: Result) => void;
  readonly reject: (error: unknown) => void;
}

/**
 * Lets concurrent writes share commits: while one batch is in flight the next one gathers. One batch at a time, entries
 * in the order they came. When a batch fails, its entries run one by one, so that a bad one does not fail the others;
 * when the database cannot be reached (`unavailable`) all of them fail at once.
 */
export class BatchQueue<Entry, Result> {
  private waiting: Waiting<Entry, Result>[] = [];
  private working: Promise<void> | undefined;
  /** Batches must not inherit the async context (transaction, request id) of the caller that happened to start them. */
  private readonly scope = new AsyncResource('BatchQueue');

  constructor(private readonly options: BatchQueueOptions<Entry, Result>) {}

  /** Entries that wait, without those in flight. */
  get depth(): number {
    return this.waiting.length;
  }

  /** Resolves when the entry's batch is committed. */
  add(entry: Entry): Promise<Result> {
    if (this.waiting.length >= this.options.queuedMax) return Promise.reject(this.options.onFull());
    return new Promise<Result>((resolve, reject) => {
      this.waiting.push({ entry, size: this.options.sizeOf?.(entry) ?? 0, resolve, reject });
      this.working ??= this.scope.runInAsyncScope(() => this.work());
    });
  }

  /** Resolves when nothing waits and nothing is in flight; entries added meanwhile are waited for too. */
  async drain(): Promise<void> {
    while (this.working) await this.working;
  }

  private async work(): Promise<void> {
    // Everything that arrives in the same turn of the event loop joins the first batch.
    await new Promise<void>((resolve) => setImmediate(resolve));
    while (this.waiting.length > 0) await this.settle(this.take());
    this.working = undefined;
  }

  private take(): Waiting<Entry, Result>[] {
    const { entriesMax, bytesMax = Infinity } = this.options;
    let count = 0;
    let bytes = 0;
    for (const { size } of this.waiting) {
      if (count >= entriesMax || (count > 0 && bytes + size > bytesMax)) break;
      count += 1;
      bytes += size;
    }
    return this.waiting.splice(0, count);
  }

  private async settle(batch: readonly Waiting<Entry, Result>[]): Promise<void> {
    try {
      const results = await this.runAll(batch.map(({ entry }) => entry));
      batch.forEach(({ resolve }, index) => resolve(results[index]));
    } catch (error) {
      if (batch.length === 1 || (isAppError(error) && error.kind === 'unavailable')) {
        for (const { reject } of batch) reject(error);
        return;
      }
      for (const waiting of batch) await this.settleOne(waiting);
    }
  }

  private async settleOne({ entry, resolve, reject }: Waiting<Entry, Result>): Promise<void> {
    try {
      resolve(this.options.runOne ? await this.options.runOne(entry) : (await this.runAll([entry]))[0]);
    } catch (error) {
      reject(error);
    }
  }

  private async runAll(entries: readonly Entry[]): Promise<readonly Result[]> {
    const results = await this.options.run(entries);
    assert(results.length === entries.length, 'a batch must answer every entry');
    return results;
  }
}
