import { spawn } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { openTestDatabase, type TestDatabase } from '../support/database';

const ROUNDS = process.env.GUILDHALL_LONG === '1' ? 25 : 3;
const COMMITS_BEFORE_KILL_MAX = 400;
const script = path.join(__dirname, 'embedded-writer.cjs');

/** Lets a process write, kills it after some commits and returns the numbers it had acknowledged by then. */
async function writeUntilKilled(dataDir: string, commits: number): Promise<string[]> {
  const child = spawn(process.execPath, [...process.execArgv, script, dataDir], { stdio: ['ignore', 'pipe', 'pipe'] });
  let errors = '';
  child.stderr.on('data', (chunk: Buffer) => (errors += chunk.toString()));
  const closed = once(child, 'close');
  const acknowledged: string[] = [];
  for await (const line of createInterface({ input: child.stdout })) {
    acknowledged.push(line);
    if (acknowledged.length === commits) child.kill('SIGKILL');
  }
  await closed;
  expect(errors).toBe('');
  return acknowledged;
}

describe('the embedded database of a killed process', () => {
  let testDatabase: TestDatabase;

  beforeAll(async () => {
    testDatabase = await openTestDatabase('embedded');
  });
  afterAll(() => testDatabase.close());

  it(`keeps what was acknowledged and nothing by halves, ${ROUNDS} times in a row`, async () => {
    const acknowledged: string[] = [];
    for (let round = 0; round < ROUNDS; round += 1) {
      const commits = 1 + Math.floor(Math.random() * COMMITS_BEFORE_KILL_MAX);
      acknowledged.push(...(await writeUntilKilled(testDatabase.dataDir, commits)));

      const database = await testDatabase.open();
      const [found] = await database.dataSource.query<Record<string, unknown>[]>(
        `SELECT (SELECT count(*)::int FROM unnest($1::bigint[]) AS a (id) LEFT JOIN firsts f USING (id)
                 WHERE f.id IS NULL) AS lost,
                (SELECT count(*)::int FROM firsts FULL JOIN seconds USING (id)
                 WHERE firsts.id IS NULL OR seconds.id IS NULL) AS torn`,
        [acknowledged],
      );
      expect(found).toEqual({ lost: 0, torn: 0 });
      const last = acknowledged.at(-1);
      const indexed = await database.dataSource.query('SELECT id FROM seconds WHERE facts @> $1', [
        JSON.stringify({ id: last }),
      ]);
      expect(indexed).toEqual([{ id: last }]);
      await database.close();
    }
  });
});
