import { execFile } from 'node:child_process';
import fs from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';
import { toAppError } from '../../src/infrastructure/persistence/constraint-errors';
import type { Database } from '../../src/infrastructure/persistence/database';
import { openTestDatabase, type TestDatabase } from '../support/database';

const run = promisify(execFile);

describe('the embedded database', () => {
  let testDatabase: TestDatabase;
  let warnings: string[];
  let database: Database;

  beforeEach(async () => {
    warnings = [];
    testDatabase = await openTestDatabase('embedded');
    database = await testDatabase.open({ onWarning: (message) => warnings.push(message) });
  });
  afterEach(() => testDatabase.close());

  const failureOf = (work: Promise<unknown>): Promise<unknown> => work.catch((error: unknown) => toAppError(error));

  it('refuses, loudly and in time, a query that waits for its own transaction', async () => {
    await database.dataSource.transaction(async (manager) => {
      await manager.query('SELECT 1');
      // Not through the transaction's manager: this is the mistake.
      expect(await failureOf(database.dataSource.query('SELECT 2'))).toMatchObject({ kind: 'unavailable' });
    });
    expect(warnings).toEqual([expect.stringContaining('waited 5000 ms')]);
    await database.ping(1_000);
  });

  it('fails what is running and what comes later when its thread dies', async () => {
    await database.close();
    const { stdout } = await run(process.execPath, [
      ...process.execArgv,
      path.join(__dirname, 'dying-thread.cjs'),
      testDatabase.dataDir,
    ]);
    expect(JSON.parse(stdout)).toEqual({
      outcomes: {
        running: 'unavailable',
        waiting: 'unavailable',
        later: 'unavailable',
        ping: 'unavailable',
        dedicated: 'unavailable',
      },
      warnings: expect.arrayContaining([expect.stringContaining('restart the server')]) as string[],
    });
    const again = await testDatabase.open();
    await again.ping(1_000);
  });

  it('rolls back what is open when it is closed', async () => {
    const client = await database.connectDedicated();
    await client.query(`BEGIN; INSERT INTO users (id, kind, external_id) VALUES (1, 'guest', 'ann')`);
    await database.close();
    const again = await testDatabase.open();
    expect(await again.dataSource.query('SELECT count(*) AS count FROM users')).toEqual([{ count: '0' }]);
  });

  it('refuses data of another version of PostgreSQL with what to do', async () => {
    await database.close();
    await fs.writeFile(path.join(testDatabase.dataDir, 'database/PG_VERSION'), '17\n');
    await expect(testDatabase.open()).rejects.toThrow(/holds a database of PostgreSQL 17.*db:copy/s);
  });
});
