import { compareIds, firstIdAt } from '../../shared/ids';
import type { TakenWorkerNumber } from '../persistence/platform/worker-lease.store';
import { LOGICAL_CLOCK_LEAD_MAX_MS, SnowflakeIdGenerator } from './snowflake-id-generator';

const START_MS = Date.UTC(2026, 0, 1);

/** Lets promises that are ready run. */
const settle = () => new Promise((resolve) => setImmediate(resolve));

class Rig {
  nowMs = START_MS;
  monotonicMs = 0;
  live = 1;
  isDown = false;
  nextNumbers: TakenWorkerNumber[] = [{ workerNumber: 1 }, { workerNumber: 2 }];
  readonly released: number[] = [];
  readonly warnings: string[] = [];
  private timer: (() => void) | undefined;

  readonly ids = new SnowflakeIdGenerator({
    leases: {
      take: async () => this.up() && this.nextNumbers.shift(),
      renew: async () => (this.up() ? this.live : 0),
      release: async (_workerNumber, _processId, usedUntilMs) => void this.released.push(usedUntilMs),
    },
    identity: { processId: '0b8f2c7e-0000-4000-8000-000000000001' },
    clock: { nowMs: () => this.nowMs },
    timers: {
      endOfTick: (work) => void setImmediate(work),
      after: (_delayMs, work) => {
        this.timer = work;
        return () => (this.timer = undefined);
      },
      every: () => () => undefined,
    },
    logger: {
      debug: () => undefined,
      info: () => undefined,
      warn: (message) => void this.warnings.push(message),
      error: () => undefined,
    },
    monotonicMs: () => this.monotonicMs,
    warnsOfNeighbours: true,
  });

  async pass(ms: number): Promise<void> {
    this.monotonicMs += ms;
    this.nowMs += ms;
    this.timer?.();
    await settle();
  }

  private up(): true {
    if (this.isDown) throw new Error('connection refused');
    return true;
  }
}

describe('SnowflakeIdGenerator', () => {
  let rig: Rig;
  beforeEach(() => {
    rig = new Rig();
  });

  it('makes no id before it holds a worker number', () => {
    expect(() => rig.ids.next()).toThrow(expect.objectContaining({ kind: 'unavailable' }));
  });

  it('stops when the lease cannot be renewed in time, and goes on once it can', async () => {
    await rig.ids.start();
    const before = rig.ids.next();
    rig.isDown = true;
    await rig.pass(10_000);
    expect(compareIds(rig.ids.next(), before)).toBeGreaterThan(0);
    await rig.pass(20_000);
    expect(() => rig.ids.next()).toThrow(expect.objectContaining({ kind: 'unavailable' }));

    rig.isDown = false;
    await rig.pass(1_000);

    expect(compareIds(rig.ids.next(), before)).toBeGreaterThan(0);
  });

  it('takes a new number when another process has taken its own', async () => {
    await rig.ids.start();
    const before = rig.ids.next();
    rig.live = 0;
    await rig.pass(10_000);
    expect(() => rig.ids.next()).toThrow(expect.objectContaining({ kind: 'unavailable' }));

    rig.live = 1;
    rig.nextNumbers = [{ workerNumber: 7 }];
    await rig.pass(1_000);

    const after = rig.ids.next();
    expect(compareIds(after, before)).toBeGreaterThan(0);
    expect((BigInt(after) >> 12n) & 1_023n).toBe(7n);
  });

  it('starts after what an earlier holder of the number may have made', async () => {
    rig.nextNumbers = [{ workerNumber: 1, usedUntilMs: START_MS + 60_000 }];
    await rig.ids.start();

    expect(compareIds(rig.ids.next(), firstIdAt(START_MS + 60_001))).toBeGreaterThanOrEqual(0);
  });

  it('refuses to run further ahead than it has reserved, and reserves more for the next try', async () => {
    await rig.ids.start();
    const farAhead = firstIdAt(START_MS + 2 * LOGICAL_CLOCK_LEAD_MAX_MS);
    expect(() => rig.ids.next(farAhead)).toThrow(expect.objectContaining({ kind: 'unavailable' }));
    await settle();

    expect(compareIds(rig.ids.next(farAhead), farAhead)).toBeGreaterThan(0);
  });

  it('warns of a second process once', async () => {
    await rig.ids.start();
    rig.live = 2;
    await rig.pass(10_000);
    await rig.pass(10_000);

    expect(rig.ids.liveProcesses()).toBe(2);
    expect(rig.warnings).toHaveLength(1);
  });

  it('gives the number back with the time it reached', async () => {
    await rig.ids.start();
    rig.ids.next();
    await rig.ids.stop();

    expect(rig.released).toEqual([START_MS]);
    expect(() => rig.ids.next()).toThrow(expect.objectContaining({ kind: 'unavailable' }));
  });
});
