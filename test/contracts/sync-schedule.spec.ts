import { SchedulerRegistry } from '@nestjs/schedule';
import { ScheduledJob } from '../../src/application/shared/scheduled-job';
import type { Database } from '../../src/infrastructure/persistence/database';
import { ScheduledJobStore } from '../../src/infrastructure/persistence/platform/scheduled-job.store';
import { JobLeadership } from '../../src/infrastructure/schedule/job-leadership';
import { JobRunner } from '../../src/infrastructure/schedule/job-runner';
import { SilentLogger } from '../fakes/rooms-log';
import { describeWithPostgres, openTestDatabase, type TestDatabase } from '../support/database';
import { until } from '../support/until';

class TestJob extends ScheduledJob {
  readonly name = 'test';
  readonly signals: AbortSignal[] = [];
  work: (signal: AbortSignal) => Promise<void> = async () => undefined;

  constructor(readonly intervalSeconds = 300) {
    super();
  }

  run(signal: AbortSignal): Promise<void> {
    this.signals.push(signal);
    return this.work(signal);
  }
}

/** One process's runner; time passes for it when a test says so. */
class Process {
  readonly logger = new SilentLogger();
  readonly runner: JobRunner;
  nowMs = 0;

  constructor(
    private readonly database: Database,
    readonly job: TestJob,
  ) {
    const monotonicMs = () => this.nowMs;
    const leadership = new JobLeadership(() => this.database.connectDedicated(), monotonicMs, this.logger);
    const store = new ScheduledJobStore(database.dataSource);
    const registry = new SchedulerRegistry();
    this.runner = new JobRunner({ jobs: [job], leadership, store, registry, logger: this.logger, monotonicMs });
  }

  /** A tick after so long that the process asks the database again. */
  async tick(): Promise<void> {
    this.nowMs += 1_000_000;
    await this.runner.tick();
  }
}

interface JobRow {
  last_started_at: Date | null;
  last_finished_at: Date | null;
  last_error: string | null;
}

const rowOf = async (database: Database): Promise<JobRow | undefined> => {
  const rows = await database.dataSource.query<JobRow[]>(`SELECT * FROM scheduled_jobs WHERE name = 'test'`);
  return rows[0];
};
const finished = (database: Database) =>
  until(async () => {
    const row = await rowOf(database);
    return row?.last_finished_at ? row : undefined;
  });
const letTimePass = (database: Database, seconds: number) =>
  database.dataSource.query(`UPDATE scheduled_jobs SET last_started_at = last_started_at - make_interval(secs => $1)`, [
    seconds,
  ]);

describe('scheduled jobs', () => {
  let testDatabase: TestDatabase;
  let database: Database;
  let process: Process;

  beforeAll(async () => {
    testDatabase = await openTestDatabase();
    database = await testDatabase.open();
  });
  beforeEach(async () => {
    await database.dataSource.query('DELETE FROM scheduled_jobs');
    process = new Process(database, new TestJob());
  });
  afterEach(() => process.runner.stop());
  afterAll(() => testDatabase.close());

  it('run once an interval, by the database’s record', async () => {
    await process.tick();
    await finished(database);
    await process.tick();
    expect(process.job.signals).toHaveLength(1);

    await letTimePass(database, 299);
    await process.tick();
    expect(process.job.signals).toHaveLength(1);
    await letTimePass(database, 1);
    await process.tick();
    await finished(database);
    expect(process.job.signals).toHaveLength(2);
  });

  it('do not overlap with themselves', async () => {
    let release = (): void => undefined;
    process.job.work = () => new Promise((resolve) => (release = resolve));
    await process.tick();
    await letTimePass(database, 1_000);
    await process.tick();
    expect(process.job.signals).toHaveLength(1);
    release();
    await finished(database);
  });

  it('that fail are logged, recorded and run again', async () => {
    process.job.work = async () => {
      throw new Error('no luck');
    };
    await process.tick();
    expect(await finished(database)).toMatchObject({ last_error: 'failed, see the log' });
    expect(process.logger.problems).toEqual(['a scheduled job failed']);
    process.job.work = async () => undefined;
    await letTimePass(database, 300);
    await process.tick();

    expect(await finished(database)).toMatchObject({ last_error: null });
  });

  it('never run with an interval of 0', async () => {
    const off = new Process(database, new TestJob(0));
    await off.tick();
    await off.runner.stop();

    expect(off.job.signals).toEqual([]);
    expect(await rowOf(database)).toBeUndefined();
  });

  it('are cut off at a stop', async () => {
    process.job.work = (signal) => new Promise((resolve) => signal.addEventListener('abort', () => resolve()));
    await process.tick();
    await process.runner.stop();

    expect(process.job.signals.map((signal) => signal.aborted)).toEqual([true]);
    expect(await finished(database)).toMatchObject({ last_error: 'cut off' });
  });
});

describeWithPostgres('scheduled jobs of several processes', () => {
  let testDatabase: TestDatabase;
  let databases: Database[];

  beforeEach(async () => {
    testDatabase = await openTestDatabase('server');
    databases = [await testDatabase.open(), await testDatabase.open()];
  });
  afterEach(() => testDatabase.close());

  it('run on one of them; another takes over without a second run in the interval', async () => {
    const job = new TestJob();
    const [first, second] = databases.map((database) => new Process(database, job));
    if (!first || !second) throw new Error('two processes are needed');
    await first.tick();
    await second.tick();
    await finished(first['database']);
    await letTimePass(first['database'], 300);
    await second.tick();
    expect(job.signals).toHaveLength(1);
    await first.tick();
    await finished(first['database']);
    expect(job.signals).toHaveLength(2);

    await first.runner.stop();
    await second.tick();
    expect(job.signals).toHaveLength(2);
    await letTimePass(second['database'], 300);
    await second.tick();
    expect(job.signals).toHaveLength(3);
    await second.runner.stop();
  });

  it('are cut off when the connection that holds the lock is lost', async () => {
    const [database] = databases;
    if (!database) throw new Error('a database is needed');
    const process = new Process(database, new TestJob());
    let cutOff = (): void => undefined;
    const aborted = new Promise<void>((resolve) => (cutOff = resolve));
    process.job.work = async (signal) => {
      signal.addEventListener('abort', cutOff);
      await aborted;
    };
    await process.tick();
    await database.dataSource.query(
      `SELECT pg_terminate_backend(pid) FROM pg_locks
       WHERE locktype = 'advisory' AND granted AND database = (SELECT oid FROM pg_database WHERE datname = current_database())`,
    );
    await aborted;

    expect(await finished(database)).toMatchObject({ last_error: 'cut off' });
    await letTimePass(database, 300);
    await process.tick();
    expect(process.job.signals).toHaveLength(2);
    await process.runner.stop();
  });
});
