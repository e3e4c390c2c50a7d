import { EventEmitter } from 'node:events';
import type { Logger } from '../../application/shared/logger';
import { JobLeadership, type LockConnection } from './job-leadership';

const quiet: Logger = { debug: () => undefined, info: () => undefined, warn: () => undefined, error: () => undefined };

class FakeConnection extends EventEmitter implements LockConnection {
  ended = false;

  constructor(private readonly locked: () => boolean) {
    super();
  }

  async query(): Promise<{ rows: { locked: boolean }[] }> {
    return { rows: [{ locked: this.locked() }] };
  }

  async end(): Promise<void> {
    this.ended = true;
  }
}

describe('JobLeadership', () => {
  let nowMs = 0;
  let isFree = true;
  let isReachable = true;
  let tries = 0;
  let connections: FakeConnection[] = [];
  let leadership: JobLeadership;

  beforeEach(() => {
    [nowMs, tries, isFree, isReachable, connections] = [0, 0, true, true, []];
    const connect = async (): Promise<LockConnection> => {
      tries += 1;
      if (!isReachable) throw new Error('connection refused');
      const connection = new FakeConnection(() => isFree);
      connections.push(connection);
      return connection;
    };
    leadership = new JobLeadership(connect, () => nowMs, quiet);
  });

  it('leads once the lock is free, on one connection', async () => {
    isFree = false;
    expect(await leadership.lead()).toBeUndefined();
    isFree = true;
    const signal = await leadership.lead();

    expect(signal?.aborted).toBe(false);
    expect(await leadership.lead()).toBe(signal);
    expect(connections).toHaveLength(1);
  });

  it.each(['error', 'end'])('ends its term when the connection reports %s', async (event) => {
    const signal = await leadership.lead();
    connections[0]?.emit(event, new Error('terminated'));

    expect(signal?.aborted).toBe(true);
    expect(await leadership.lead()).toBeUndefined();
  });

  it('connects again after a wait that doubles up to 30 s', async () => {
    isReachable = false;
    const triesMs: number[] = [];
    for (; nowMs <= 100_000; nowMs += 500) {
      const before = tries;
      await leadership.lead();
      if (tries > before) triesMs.push(nowMs);
    }
    expect(triesMs).toEqual([0, 1_000, 3_000, 7_000, 15_000, 31_000, 61_000, 91_000]);

    isReachable = true;
    nowMs = 121_000;
    expect(await leadership.lead()).toBeDefined();
  });

  it('gives the lock back when it resigns', async () => {
    const signal = await leadership.lead();
    await leadership.resign();

    expect(signal?.aborted).toBe(true);
    expect(connections[0]?.ended).toBe(true);
  });
});
