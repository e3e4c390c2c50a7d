import { once } from 'node:events';
import net from 'node:net';
import { toAppError } from '../../src/infrastructure/persistence/constraint-errors';
import { openDatabase } from '../../src/infrastructure/persistence/database';
import { describeWithPostgres, openTestDatabase, type TestDatabase } from '../support/database';
import { withClient } from '../support/postgres';
import { until } from '../support/until';

const silent = { onProgress: () => undefined, onWarning: () => undefined };
const optionsFor = (port: number) => ({
  url: `postgres://postgres@127.0.0.1:${port}/guildhall`,
  dataDir: '',
  poolSize: 2,
  ...silent,
});

describe('a PostgreSQL server that cannot be reached', () => {
  let listener: net.Server;
  let port: number;
  const sockets = new Set<net.Socket>();

  beforeEach(async () => {
    listener = net.createServer((socket) => sockets.add(socket)).listen(0, '127.0.0.1');
    await once(listener, 'listening');
    const address = listener.address();
    port = typeof address === 'object' && address ? address.port : 0;
  });

  afterEach(async () => {
    for (const socket of sockets) socket.destroy();
    if (listener.listening) await new Promise((resolve) => listener.close(resolve));
  });

  it('is unavailable when it refuses the connection', async () => {
    await new Promise((resolve) => listener.close(resolve));
    await expect(openDatabase(optionsFor(port))).rejects.toMatchObject({ kind: 'unavailable' });
  });

  it('is unavailable when it accepts the connection and stays silent', async () => {
    await expect(openDatabase(optionsFor(port))).rejects.toMatchObject({ kind: 'unavailable' });
  });
});

describeWithPostgres('a PostgreSQL server', () => {
  let testDatabase: TestDatabase;

  beforeAll(async () => {
    testDatabase = await openTestDatabase('server');
  });
  afterAll(() => testDatabase.close());

  const terminateOthers = (): Promise<unknown> =>
    withClient(testDatabase.url ?? '', (client) =>
      client.query(
        `SELECT pg_terminate_backend(pid) FROM pg_stat_activity
         WHERE datname = current_database() AND pid <> pg_backend_pid()`,
      ),
    );

  it('may drop all connections, and queries succeed again', async () => {
    const warnings: string[] = [];
    const database = await testDatabase.open({ onWarning: (message) => warnings.push(message) });
    await Promise.all(Array.from({ length: 5 }, () => database.dataSource.query('SELECT pg_sleep(0.01)')));
    const dedicated = await database.connectDedicated();
    const lost = new Promise((resolve) => dedicated.once('end', resolve));
    await terminateOthers();
    await lost;
    // The pool throws away what it finds broken; until it has noticed, a query may still fail, and then as unavailable.
    await until(async () => {
      const error = await database.ping(5_000).catch((reason: unknown) => reason);
      if (error !== undefined) expect(error).toMatchObject({ kind: 'unavailable' });
      return error === undefined;
    });
    expect(await database.dataSource.query('SELECT 1 AS one')).toEqual([{ one: 1 }]);
    await database.close();
  });

  it('fails a transaction whose connection is dropped, as unavailable, and takes the next', async () => {
    const database = await testDatabase.open();
    const work = database.dataSource.transaction(async (manager) => {
      await manager.query('SELECT 1');
      await terminateOthers();
      await manager.query('SELECT 2');
    });
    const error: unknown = await work.catch((reason: unknown) => reason);
    expect(toAppError(error)).toMatchObject({ kind: 'unavailable' });
    await until(() =>
      database
        .ping(5_000)
        .then(() => true)
        .catch(() => false),
    );
    await database.close();
  });

  it('is unavailable when no connection of the pool is free in time', async () => {
    const database = await testDatabase.open({ poolSize: 1 });
    await database.dataSource.transaction(async () => {
      const error: unknown = await database.dataSource.query('SELECT 1').catch((reason: unknown) => reason);
      expect(toAppError(error)).toMatchObject({ kind: 'unavailable' });
    });
    await database.close();
  });

  it('is asked to bound statements and idle transactions', async () => {
    const database = await testDatabase.open();
    const rows = await database.dataSource.query(
      `SELECT current_setting('statement_timeout') AS statement, current_setting('application_name') AS name,
              current_setting('idle_in_transaction_session_timeout') AS idle`,
    );
    expect(rows).toEqual([{ statement: '30s', idle: '1min', name: 'guildhall' }]);
    await database.close();
  });

  it('is migrated by one of several processes that start at once', async () => {
    const messages: string[] = [];
    const empty = await openTestDatabase('server');
    await withClient(empty.url ?? '', (client) => client.query('DROP SCHEMA public CASCADE; CREATE SCHEMA public'));
    const onProgress = (message: string): number => messages.push(message);
    const opened = await Promise.all([1, 2, 3].map(() => empty.open({ onProgress })));
    const updates = messages.filter((message) => message.startsWith('Database schema updated'));
    expect(updates).toHaveLength(1);
    for (const database of opened) await database.ping(5_000);
    await empty.close();
  });
});
