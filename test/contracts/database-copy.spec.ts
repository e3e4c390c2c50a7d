import { execFile } from 'node:child_process';
import path from 'node:path';
import { promisify } from 'node:util';
import type { DataSource } from 'typeorm';
import { describeWithPostgres, openTestDatabase, type TestDatabase } from '../support/database';
import { root } from '../support/template-hash';

const run = promisify(execFile);
const script = path.join(root, 'scripts/db-copy.mjs');

describeWithPostgres('npm run db:copy', () => {
  let source: TestDatabase;
  let target: TestDatabase;

  beforeEach(async () => {
    source = await openTestDatabase('embedded');
    target = await openTestDatabase('server');
    const database = await source.open();
    await fill(database.dataSource);
    await database.close();
  });
  afterEach(async () => {
    await source.close();
    await target.close();
  });

  const copy = (): Promise<{ stdout: string }> =>
    run(process.execPath, [script, target.url ?? ''], {
      env: { ...process.env, DATA_DIR: source.dataDir, DATABASE_URL: '' },
    });

  it('copies every row exactly, goes on counting where the source was, and renews transaction numbers', async () => {
    const before = await source.open();
    const expected = await contents(before.dataSource);
    await before.close();

    expect((await copy()).stdout).toMatch(/messages\s+1200 rows/);

    const after = await target.open();
    expect(await contents(after.dataSource)).toEqual(expected);
    const [row] = await after.dataSource.query<Record<string, unknown>[]>(
      `INSERT INTO outbox (topic, ordering_key, event_type, payload, status) VALUES ('t', 'k', 'e', '{}', 'pending')
       RETURNING id,
         (SELECT bool_and(changed_xid <= pg_current_xact_id()::text::bigint AND changed_xid <> 7) FROM channels) AS renewed`,
    );
    expect(row).toEqual({ id: '3', renewed: true });
    await after.close();
  });

  it('refuses a target that holds something, and changes nothing there', async () => {
    const occupied = await target.open();
    await occupied.dataSource.query(`INSERT INTO users (id, kind, username) VALUES (1, 'human', 'someone')`);
    await expect(copy()).rejects.toMatchObject({ stderr: expect.stringContaining('not empty') as string });
    expect(await occupied.dataSource.query('SELECT count(*) AS count FROM messages')).toEqual([{ count: '0' }]);
    await occupied.close();
  });

  it('refuses a source that a server has open', async () => {
    const running = await source.open();
    await expect(copy()).rejects.toMatchObject({ stderr: expect.stringContaining(`(pid ${process.pid})`) as string });
    await running.close();
  });
});

async function fill(dataSource: DataSource): Promise<void> {
  await dataSource.query(`
    INSERT INTO users (id, kind, external_id, username)
      VALUES (9007199254740993, 'guest', 'Zoë "the\\one"', NULL), (2, 'human', NULL, 'someone');
    INSERT INTO channels (id, kind, name, head_seq, changed_xid) VALUES (10, 'room', 'näme', 1200, 7);
    INSERT INTO rooms (channel_id, admin_user_ids, access, metadata)
      VALUES (10, '{"a,b","c\\"d",NULL}', 'open', '{"deep": [1, {"x": "\\u00fc"}]}');
    INSERT INTO messages (channel_id, id, seq, kind, author_id, content, edited_at)
      SELECT 10, 100 + n, n, 'user', 2, repeat('line ' || n || E'\\n\\t', 10), '2026-01-01T00:00:00.123456Z'
      FROM generate_series(1, 1200) AS n;
    INSERT INTO outbox (topic, ordering_key, event_type, payload) VALUES ('t', 'k', 'e', '{}'), ('t', 'k', 'e', '{}')`);
}

async function contents(dataSource: DataSource): Promise<unknown> {
  const found: Record<string, unknown> = {};
  for (const table of ['users', 'rooms', 'messages', 'outbox']) {
    found[table] = await dataSource.query(`SELECT t.*, t::text AS exact FROM ${table} AS t ORDER BY t::text`);
  }
  return found;
}
