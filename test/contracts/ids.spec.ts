import { randomUUID } from 'node:crypto';
import type { DataSource } from 'typeorm';
import { InvalidationHub } from '../../src/infrastructure/persistence/invalidation-hub';
import { InvalidationPoller } from '../../src/infrastructure/persistence/platform/invalidation-poller';
import { WorkerLeaseStore } from '../../src/infrastructure/persistence/platform/worker-lease.store';
import { NodeTimers } from '../../src/infrastructure/time/node-timers';
import { SNOWFLAKE_WORKERS_MAX } from '../../src/shared/ids';
import { SilentLogger } from '../fakes/rooms-log';
import { describeWithPostgres, openTestDatabase, type TestDatabase } from '../support/database';

const RESERVED_MS = 1_800_000_000_000;
const reserve = (): number => RESERVED_MS;

describe('worker numbers', () => {
  let database: TestDatabase;
  let dataSource: DataSource;
  let leases: WorkerLeaseStore;

  beforeAll(async () => {
    database = await openTestDatabase();
    ({ dataSource } = await database.open());
    leases = new WorkerLeaseStore(dataSource);
  });
  beforeEach(() => dataSource.query('DELETE FROM worker_leases'));
  afterAll(() => database.close());

  const expire = (workerNumber: number, secondsAgo: number) =>
    dataSource.query(
      `UPDATE worker_leases SET expires_at = clock_timestamp() - make_interval(secs => $2),
         renewed_at = clock_timestamp() - make_interval(secs => $2) WHERE worker_number = $1`,
      [workerNumber, secondsAgo],
    );
  const fill = () =>
    dataSource.query(
      `INSERT INTO worker_leases SELECT n, gen_random_uuid(), now(), now() + interval '30 s', $1
       FROM generate_series(0, ${SNOWFLAKE_WORKERS_MAX - 1}) n`,
      [RESERVED_MS],
    );

  it('are given out one after the other while unused ones are left', async () => {
    const [first, second] = [randomUUID(), randomUUID()];
    expect(await leases.take(first, reserve)).toEqual({ workerNumber: 0 });
    await leases.release(0, first, RESERVED_MS);

    expect(await leases.take(second, reserve)).toEqual({ workerNumber: 1 });
  });

  it('are given out again least recently used first, with the time that was reached under them', async () => {
    await fill();
    expect(await leases.take(randomUUID(), reserve)).toBeUndefined();
    await expire(500, 60);
    await expire(7, 90);
    await expire(8, 30);

    const usedUntil: number[] = [];
    const noting = (usedUntilMs: number): number => {
      usedUntil.push(usedUntilMs);
      return usedUntilMs + 1;
    };
    expect(await leases.take(randomUUID(), noting)).toEqual({ workerNumber: 7, usedUntilMs: RESERVED_MS });
    expect(await leases.take(randomUUID(), reserve)).toMatchObject({ workerNumber: 500 });
    expect(usedUntil).toContain(RESERVED_MS);
  });

  it('are renewed by their holder only, and the count of live processes comes with it', async () => {
    const [mine, other] = [randomUUID(), randomUUID()];
    await leases.take(mine, reserve);
    expect(await leases.renew(0, mine, RESERVED_MS)).toBe(1);
    await leases.take(other, reserve);

    expect(await leases.renew(0, mine, RESERVED_MS)).toBe(2);
    expect(await leases.renew(0, other, RESERVED_MS)).toBe(0);
    await leases.release(1, other, RESERVED_MS);
    expect(await leases.renew(0, mine, RESERVED_MS)).toBe(1);
  });

  it('never reserve less than before', async () => {
    const mine = randomUUID();
    await leases.take(mine, reserve);
    await leases.renew(0, mine, RESERVED_MS - 1_000);
    const [row] = await dataSource.query<{ last_time_ms: string }[]>('SELECT last_time_ms FROM worker_leases');

    expect(Number(row?.last_time_ms)).toBe(RESERVED_MS);
  });
});

describeWithPostgres('worker numbers under real concurrency', () => {
  it('are given to one process each', async () => {
    const database = await openTestDatabase('server');
    try {
      const leases = new WorkerLeaseStore((await database.open({ poolSize: 10 })).dataSource);
      const taken = await Promise.all(Array.from({ length: 20 }, () => leases.take(randomUUID(), reserve)));

      expect(new Set(taken.map((lease) => lease?.workerNumber)).size).toBe(20);
    } finally {
      await database.close();
    }
  });
});

describe('invalidations of other processes', () => {
  let database: TestDatabase;
  let dataSource: DataSource;

  beforeAll(async () => {
    database = await openTestDatabase();
    ({ dataSource } = await database.open());
  });
  afterAll(() => database.close());

  it('are published once each, also when they commit out of order, and old ones never', async () => {
    const logger = new SilentLogger();
    const hub = new InvalidationHub(logger);
    const keys: string[] = [];
    hub.subscribe((key) => keys.push(key));
    const poller = new InvalidationPoller({
      dataSource,
      hub,
      timers: new NodeTimers(),
      logger,
      liveProcesses: () => 2,
    });
    const insert = (id: number, key: string, age: string) =>
      dataSource.query(
        `INSERT INTO invalidations (id, key, created_at) VALUES ($1, $2, clock_timestamp() - $3::interval)`,
        [id, key, age],
      );
    await insert(1, 'ancient', '1 minute');
    await insert(30, 'late id first', '0 s');
    await poller.poll();
    await insert(20, 'early id later', '20 s');
    await poller.poll();
    await poller.poll();

    expect(keys).toEqual(['late id first', 'early id later']);
  });

  it('do not disturb anybody when the database is away', async () => {
    const logger = new SilentLogger();
    const closed = await openTestDatabase();
    const { dataSource: gone, close } = await closed.open();
    await close();
    const ports = { dataSource: gone, hub: new InvalidationHub(logger), timers: new NodeTimers(), logger };
    const poller = new InvalidationPoller({ ...ports, liveProcesses: () => 2 });

    await expect(poller.poll()).resolves.toBeUndefined();
    expect(logger.problems).toHaveLength(1);
    await closed.close();
  });
});
