import { AsyncLocalStorage } from 'node:async_hooks';
import { Clock } from '../../src/application/shared/clock';
import { IdGenerator } from '../../src/application/shared/id-generator';
import { UnitOfWork } from '../../src/application/shared/unit-of-work';
import { assert } from '../../src/shared/assert';
import type { DomainEvent } from '../../src/shared/events';
import { compareIds, firstIdAt, type Id } from '../../src/shared/ids';

/** Stands still until a test moves it. */
export class ManualClock extends Clock {
  constructor(private time = Date.UTC(2026, 0, 1)) {
    super();
  }

  nowMs(): number {
    return this.time;
  }

  advance(milliseconds: number): void {
    this.time += milliseconds;
  }
}

/** Ids of the clock's time, one after the other. */
export class SequentialIds extends IdGenerator {
  private last = '0';

  constructor(private readonly clock: Clock) {
    super();
  }

  next(after: Id = '0'): Id {
    const newest = compareIds(after, this.last) > 0 ? after : this.last;
    const first = firstIdAt(this.clock.nowMs());
    this.last = compareIds(first, newest) > 0 ? first : (BigInt(newest) + 1n).toString();
    return this.last;
  }
}

interface RunningWork {
  readonly events: DomainEvent[];
  readonly keys: string[];
}

/** Collects what was committed; failed work leaves no event and no invalidation. It cannot roll fakes back. */
export class FakeUnitOfWork extends UnitOfWork {
  readonly events: DomainEvent[] = [];
  readonly invalidatedKeys: string[] = [];
  runs = 0;
  private readonly storage = new AsyncLocalStorage<RunningWork>();

  get active(): boolean {
    return this.storage.getStore() !== undefined;
  }

  async run<Result>(work: () => Promise<Result>): Promise<Result> {
    if (this.active) return work();
    this.runs += 1;
    const running: RunningWork = { events: [], keys: [] };
    const result = await this.storage.run(running, work);
    this.events.push(...running.events);
    this.invalidatedKeys.push(...running.keys);
    return result;
  }

  record(event: DomainEvent): void {
    this.running().events.push(event);
  }

  async invalidate(key: string): Promise<void> {
    this.running().keys.push(key);
  }

  async invalidateAll(keys: readonly string[]): Promise<void> {
    this.running().keys.push(...keys);
  }

  private running(): RunningWork {
    const running = this.storage.getStore();
    assert(running, 'this needs a running unit of work');
    return running;
  }
}
