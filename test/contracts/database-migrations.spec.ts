import type { DataSource } from 'typeorm';
import type { Database } from '../../src/infrastructure/persistence/database';
import { describeWithPostgres, openTestDatabase, type TestDatabase } from '../support/database';

describe('migrations of the embedded database', () => migrationContract('embedded'));
describeWithPostgres('migrations of a PostgreSQL server', () => migrationContract('server'));

function migrationContract(kind: TestDatabase['kind']): void {
  let testDatabase: TestDatabase;
  let database: Database;
  let source: DataSource;

  beforeEach(async () => {
    testDatabase = await openTestDatabase(kind);
    database = await testDatabase.open();
    source = database.dataSource;
  });
  afterEach(() => testDatabase.close());

  const missing = async (): Promise<string[]> => {
    const { upQueries } = await source.driver.createSchemaBuilder().log();
    return upQueries.map(({ query }) => query);
  };
  const tableNames = (): Promise<unknown> =>
    source.query(`SELECT table_name FROM information_schema.tables WHERE table_schema = 'public' ORDER BY 1`);

  it('make exactly the tables that the code describes', async () => {
    expect(await missing()).toEqual([]);
  });

  it('can all be undone, and run again', async () => {
    const before = await tableNames();
    for (let left = source.migrations.length; left > 0; left -= 1) await source.undoLastMigration();
    expect(await tableNames()).toEqual([{ table_name: 'migrations' }]);
    await source.runMigrations();
    expect(await tableNames()).toEqual(before);
    expect(await missing()).toEqual([]);
  });

  it('of a newer version are reported and left alone', async () => {
    await source.query(`INSERT INTO migrations (timestamp, name) VALUES (9999999999999, 'FromTheFuture9999999999999')`);
    await database.close();
    const warnings: string[] = [];
    database = await testDatabase.open({ onWarning: (message) => warnings.push(message) });
    expect(warnings).toEqual([expect.stringContaining('FromTheFuture9999999999999')]);
    source = database.dataSource;
    expect(await source.query('SELECT count(*) AS count FROM users')).toEqual([{ count: '0' }]);
  });
}
