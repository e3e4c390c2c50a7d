import { type MessageStorage, messageStorage, recordEvents, statementsOf } from '../builders/message-storage';
import { describeWithPostgres, openTestDatabase, type TestDatabase } from '../support/database';

let database: TestDatabase;
let storage: MessageStorage;
beforeAll(async () => {
  database = await openTestDatabase();
  storage = await messageStorage(database);
}, 60_000);
afterAll(() => database?.close());

/** Through the transaction of the caller, when there is one: a repository's statement like any other. */
const touch = (key: string): Promise<void> => storage.uow.invalidate(key);
async function touched(key: string): Promise<number> {
  const rows = await storage.dataSource.query<unknown[]>('SELECT 1 FROM invalidations WHERE key = $1', [key]);
  return rows.length;
}

describe('UnitOfWork', () => {
  it('commits what ran and returns its result', async () => {
    const result = await storage.uow.run(async () => {
      await touch('commit');
      return 42;
    });

    expect(result).toBe(42);
    expect(await touched('commit')).toBe(1);
  });

  it('takes everything back when the work throws, and throws the same', async () => {
    const failure = new Error('changed my mind');
    const failing = storage.uow.run(async () => {
      await touch('rollback');
      throw failure;
    });

    await expect(failing).rejects.toBe(failure);
    expect(await touched('rollback')).toBe(0);
  });

  it('is active inside and only there', async () => {
    expect(storage.uow.active).toBe(false);
    expect(await storage.uow.run(async () => storage.uow.active)).toBe(true);
    expect(storage.uow.active).toBe(false);
  });

  it('lets a nested run join: one transaction, one commit, one fate', async () => {
    const statements = await statementsOf(() =>
      storage.uow.run(async () => {
        await storage.uow.run(() => touch('nested'));
        await storage.uow.run(() => touch('nested'));
      }),
    );
    const failing = storage.uow.run(async () => {
      await storage.uow.run(() => touch('nested rollback'));
      throw new Error('outer');
    });

    expect(statements.filter((text) => text === 'COMMIT')).toHaveLength(1);
    expect(await touched('nested')).toBe(2);
    await expect(failing).rejects.toThrow('outer');
    expect(await touched('nested rollback')).toBe(0);
  });

  it('publishes recorded events after the commit, in order, outside the transaction', async () => {
    const seen: { type: string; active: boolean }[] = [];
    for (const type of ['test.first', 'test.second']) {
      storage.bus.subscribe(type, () => void seen.push({ type, active: storage.uow.active }));
    }
    await storage.uow.run(async () => {
      storage.uow.record({ type: 'test.first' });
      await storage.uow.run(async () => storage.uow.record({ type: 'test.second' }));
      await touch('events');
      expect(seen).toEqual([]);
    });

    expect(seen).toEqual([
      { type: 'test.first', active: false },
      { type: 'test.second', active: false },
    ]);
  });

  it('publishes nothing of work that failed', async () => {
    const events = recordEvents(storage.bus, 'test.never');
    const keys: string[] = [];
    const unsubscribe = storage.invalidations.subscribe((key) => void keys.push(key));
    const failing = storage.uow.run(async () => {
      storage.uow.record({ type: 'test.never' });
      await touch('never');
      throw new Error('no');
    });

    await expect(failing).rejects.toThrow('no');
    expect(events).toEqual([]);
    expect(keys).toEqual([]);
    unsubscribe();
  });

  it('writes an invalidation with the transaction and tells this process after the commit, before the events', async () => {
    const order: string[] = [];
    const unsubscribe = storage.invalidations.subscribe((key) => void order.push(key));
    storage.bus.subscribe('test.after', () => void order.push('event'));
    await storage.uow.run(async () => {
      storage.uow.record({ type: 'test.after' });
      await touch('room:7');
      expect(order).toEqual([]);
    });

    expect(order).toEqual(['room:7', 'event']);
    expect(await touched('room:7')).toBe(1);
    unsubscribe();
  });

  it('keeps a throwing handler from failing what is committed', async () => {
    storage.bus.subscribe('test.throws', () => {
      throw new Error('handler');
    });
    await storage.uow.run(async () => {
      await touch('handler');
      storage.uow.record({ type: 'test.throws' });
    });

    expect(await touched('handler')).toBe(1);
  });

  it('refuses to record or invalidate outside', async () => {
    expect(() => storage.uow.record({ type: 'test.outside' })).toThrow('needs a running unit of work');
    await expect(storage.uow.invalidate('outside')).rejects.toThrow('needs a running unit of work');
  });

  it('invalidates any number of keys at once', async () => {
    await storage.uow.run(() => storage.uow.invalidateAll([]));
    await storage.uow.run(() => storage.uow.invalidateAll(['many a', 'many b']));

    expect([await touched('many a'), await touched('many b')]).toEqual([1, 1]);
  });

  it('keeps two runs side by side apart', async () => {
    const runs = await Promise.allSettled([
      storage.uow.run(() => touch('side a')),
      storage.uow.run(async () => {
        await touch('side b');
        throw new Error('b only');
      }),
    ]);

    expect(runs.map(({ status }) => status)).toEqual(['fulfilled', 'rejected']);
    expect([await touched('side a'), await touched('side b')]).toEqual([1, 0]);
  });
});

describe('UnitOfWork without a free connection', () => {
  it('fails with unavailable instead of waiting for ever', async () => {
    const narrow = await messageStorage(database.kind === 'memory' ? await freshDatabase() : database, {
      poolSize: 1,
    });
    const holder = narrow.dataSource.createQueryRunner();
    await holder.startTransaction();
    await expect(narrow.uow.run(() => narrow.uow.invalidate('too late'))).rejects.toMatchObject({
      ...{ kind: 'unavailable', code: 'unavailable' },
      message: expect.not.stringMatching(/timeout|connect/i),
    });
    await holder.commitTransaction();
    await holder.release();

    expect(await narrow.uow.run(async () => 'goes on')).toBe('goes on');
  });

  const others: TestDatabase[] = [];
  afterAll(async () => {
    for (const other of others) await other.close();
  });
  async function freshDatabase(): Promise<TestDatabase> {
    const other = await openTestDatabase();
    others.push(other);
    return other;
  }
});

describeWithPostgres('UnitOfWork and a deadlock', () => {
  it('runs the victim again, and both commit', async () => {
    const [first, second] = [await storage.channel(), await storage.channel()];
    let attempts = 0;
    const bothHoldOne = barrier(2);
    const lockInOrder = (order: readonly string[]): Promise<void> =>
      storage.uow.run(async () => {
        attempts += 1;
        await storage.repository.lockChannel(order[0]);
        if (attempts <= 2) await bothHoldOne();
        await storage.repository.lockChannel(order[1]);
        await touch('deadlock');
      });
    await Promise.all([lockInOrder([first, second]), lockInOrder([second, first])]);

    expect(attempts).toBe(3);
    expect(await touched('deadlock')).toBe(2);
  });
});

/** Returns a function that resolves once it was called `count` times. */
function barrier(count: number): () => Promise<void> {
  let open: () => void = () => undefined;
  const opened = new Promise<void>((resolve) => (open = resolve));
  let arrived = 0;
  return () => {
    arrived += 1;
    if (arrived === count) open();
    return opened;
  };
}
