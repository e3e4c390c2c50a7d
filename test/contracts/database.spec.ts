import type { DataSource } from 'typeorm';
import { toAppError } from '../../src/infrastructure/persistence/constraint-errors';
import type { Database } from '../../src/infrastructure/persistence/database';
import { AppError } from '../../src/shared/errors';
import { describeWithPostgres, openTestDatabase, type TestDatabase } from '../support/database';

/** What the rest of the server relies on, whichever database it stands on. */
describe('embedded database', () => databaseContract('embedded'));
describeWithPostgres('PostgreSQL server', () => databaseContract('server'));

function databaseContract(kind: TestDatabase['kind']): void {
  let testDatabase: TestDatabase;
  let database: Database;
  let source: DataSource;

  beforeAll(async () => {
    testDatabase = await openTestDatabase(kind);
    database = await testDatabase.open();
    source = database.dataSource;
    await source.query(`
      CREATE TABLE parents (id bigint CONSTRAINT parents_pkey PRIMARY KEY);
      CREATE TABLE items (
        id bigint GENERATED ALWAYS AS IDENTITY,
        parent_id bigint CONSTRAINT items_parent_fk REFERENCES parents (id),
        name text CONSTRAINT items_name_key UNIQUE,
        size bigint CONSTRAINT items_size_check CHECK (size >= 0),
        bytes bytea, tags text[], facts jsonb, at timestamptz
      )`);
  });
  beforeEach(() => source.query('TRUNCATE items, parents'));
  afterAll(() => testDatabase.close());

  const one = async (sql: string, parameters: unknown[] = []): Promise<Record<string, unknown>> => {
    const rows = await source.query<Record<string, unknown>[]>(sql, parameters);
    return rows[0];
  };

  const failure = (work: Promise<unknown>): Promise<unknown> =>
    work.then(
      () => undefined,
      (error: unknown) => error,
    );

  describe('values', () => {
    it('keeps bigint as a string without losing digits', async () => {
      const stored = await one('INSERT INTO items (size) VALUES ($1) RETURNING size', ['9223372036854775807']);
      expect(stored.size).toBe('9223372036854775807');
      expect((await one('SELECT count(*) AS count FROM items')).count).toBe('1');
    });

    it('keeps bytes, arrays, documents and milliseconds', async () => {
      const value = {
        bytes: Buffer.from([0, 1, 255, 10]),
        tags: ['a', 'with "quotes", commas', 'Grüße 🎲'],
        facts: { list: [1, 2.5, null], text: "it's" },
        at: new Date('2026-11-21T01:02:03.456Z'),
      };
      const stored = await one(
        'INSERT INTO items (bytes, tags, facts, at) VALUES ($1, $2, $3, $4) RETURNING bytes, tags, facts, at',
        [value.bytes, value.tags, JSON.stringify(value.facts), value.at],
      );
      expect(stored).toEqual(value);
      expect(Buffer.isBuffer(stored.bytes)).toBe(true);
    });

    it('finds documents by containment', async () => {
      await source.query(`INSERT INTO items (name, facts) VALUES ('one', '{"a": 1}'), ('two', '{"a": 2}')`);
      expect(await one(`SELECT name FROM items WHERE facts @> $1`, ['{"a": 2}'])).toEqual({ name: 'two' });
    });

    it('inserts many rows from arrays', async () => {
      const names = Array.from({ length: 500 }, (_item, index) => `name ${index}`);
      await source.query('INSERT INTO items (name, size) SELECT * FROM unnest($1::text[], $2::bigint[])', [
        names,
        names.map((_name, index) => String(index)),
      ]);
      expect(await one('SELECT count(*)::int AS count, sum(size) AS sum FROM items')).toEqual({
        count: 500,
        sum: '124750',
      });
    });

    it('takes thousands of parameters and a mebibyte of bytes', async () => {
      const numbers = Array.from({ length: 20_000 }, (_item, index) => index);
      const list = numbers.map((index) => `($${index + 1}::int)`).join(', ');
      expect(await one(`SELECT sum(n)::int AS sum FROM (VALUES ${list}) AS v (n)`, numbers)).toEqual({
        sum: 199_990_000,
      });
      const bytes = Buffer.alloc(1_048_576, 'guildhall');
      const stored = await one('INSERT INTO items (bytes) VALUES ($1) RETURNING bytes', [bytes]);
      expect(bytes.equals(stored.bytes as Buffer)).toBe(true);
    });

    it('reads a result of several mebibytes', async () => {
      const rows = await source.query<unknown[]>(`SELECT repeat('x', 1000) AS text FROM generate_series(1, 5000)`);
      expect(rows).toHaveLength(5_000);
    });

    it('numbers transactions', async () => {
      const { id, xmin } = await source.transaction(async (manager) => {
        const rows = await manager.query<{ id: string; xmin: string }[]>(
          `SELECT pg_current_xact_id()::text AS id, pg_snapshot_xmin(pg_current_snapshot())::text AS xmin`,
        );
        return rows[0];
      });
      expect(BigInt(xmin)).toBeLessThanOrEqual(BigInt(id));
      const later = await one('SELECT pg_current_xact_id()::text AS id');
      expect(BigInt(String(later.id))).toBeGreaterThan(BigInt(id));
    });
  });

  describe('errors', () => {
    const translate = async (sql: string, parameters: unknown[] = []): Promise<unknown> =>
      toAppError(await failure(source.query(sql, parameters)), {
        items_size_check: () => new AppError('invalid', 'size', 'too small'),
      });

    it('name the constraint that was broken', async () => {
      await source.query(`INSERT INTO items (name) VALUES ('taken')`);
      const error = await failure(source.query(`INSERT INTO items (name) VALUES ('taken')`));
      expect(error).toMatchObject({ driverError: { code: '23505', constraint: 'items_name_key' } });
    });

    it('become what they mean', async () => {
      await source.query(`INSERT INTO items (name) VALUES ('taken')`);
      expect(await translate(`INSERT INTO items (name) VALUES ('taken')`)).toMatchObject({ kind: 'conflict' });
      expect(await translate('INSERT INTO items (parent_id) VALUES (7)')).toMatchObject({ kind: 'not_found' });
      expect(await translate('INSERT INTO items (size) VALUES (-1)')).toMatchObject({ kind: 'invalid', code: 'size' });
    });

    it('leave a mistake in SQL as it is', async () => {
      expect(await translate('SELECT * FROM nowhere')).toMatchObject({ driverError: { code: '42P01' } });
      expect(await one('SELECT 1 AS one')).toEqual({ one: 1 });
    });
  });

  describe('transactions', () => {
    it('leave nothing behind when their work throws', async () => {
      const work = source.transaction(async (manager) => {
        await manager.query(`INSERT INTO items (name) VALUES ('gone')`);
        throw new Error('changed my mind');
      });
      await expect(work).rejects.toThrow('changed my mind');
      expect((await one('SELECT count(*)::int AS count FROM items')).count).toBe(0);
    });

    it('go on after a savepoint was rolled back', async () => {
      await source.transaction(async (manager) => {
        await manager.query(`INSERT INTO items (name) VALUES ('kept')`);
        await failure(
          manager.transaction(async (inner) => {
            await inner.query(`INSERT INTO items (name) VALUES ('dropped')`);
            await inner.query('SELECT 1 / 0');
          }),
        );
        await manager.query(`INSERT INTO items (name) VALUES ('also kept')`);
      });
      const rows = await source.query('SELECT name FROM items ORDER BY name');
      expect(rows).toEqual([{ name: 'also kept' }, { name: 'kept' }]);
    });

    it('do not lose updates of each other', async () => {
      await source.query('INSERT INTO parents VALUES (1)');
      await source.query(`INSERT INTO items (name, size) VALUES ('counter', 0)`);
      const increment = (): Promise<void> =>
        source.transaction(async (manager) => {
          const rows = await manager.query<{ size: string }[]>(
            `SELECT size FROM items WHERE name = 'counter' FOR UPDATE`,
          );
          await manager.query('SELECT 1');
          await manager.query(`UPDATE items SET size = $1 WHERE name = 'counter'`, [String(Number(rows[0].size) + 1)]);
        });
      await Promise.all(Array.from({ length: 10 }, increment));
      expect((await one('SELECT size FROM items')).size).toBe('10');
    });

    it('are not seen by others before they commit', async () => {
      let readWhileOpen: Promise<Record<string, unknown>> | undefined;
      await source.transaction(async (manager) => {
        await manager.query(`INSERT INTO items (name) VALUES ('dirty')`);
        // The embedded database answers it after this transaction, a server at once; neither may show the row early.
        readWhileOpen = one(`SELECT count(*)::int AS count FROM items WHERE name = 'dirty'`);
        if (kind === 'server') expect(await readWhileOpen).toEqual({ count: 0 });
        await manager.query(`DELETE FROM items WHERE name = 'dirty'`);
      });
      expect(await readWhileOpen).toEqual({ count: 0 });
    });

    it('are not part of what other connections do meanwhile', async () => {
      let unrelated: Promise<unknown> | undefined;
      const work = source.transaction(async (manager) => {
        await manager.query(`INSERT INTO items (name) VALUES ('rolled back')`);
        unrelated = source.query(`INSERT INTO items (name) VALUES ('unrelated')`);
        throw new Error('changed my mind');
      });
      await expect(work).rejects.toThrow();
      await unrelated;
      expect(await source.query('SELECT name FROM items')).toEqual([{ name: 'unrelated' }]);
    });
  });

  describe('connections', () => {
    it('may use the same name for different prepared statements', async () => {
      const first = await database.connectDedicated();
      const second = await database.connectDedicated();
      const results = [
        await first.query({ name: 'same', text: 'SELECT $1::int + 1 AS value', values: [1] }),
        await second.query({ name: 'same', text: 'SELECT $1::int + 10 AS value', values: [1] }),
        await first.query({ name: 'same', text: 'SELECT $1::int + 1 AS value', values: [2] }),
      ];
      expect(results.map(({ rows }) => (rows as unknown[])[0])).toEqual([{ value: 2 }, { value: 11 }, { value: 3 }]);
      await first.end();
      await second.end();
    });

    it('that end in a transaction roll it back', async () => {
      const client = await database.connectDedicated();
      await client.query('BEGIN');
      await client.query(`INSERT INTO items (name) VALUES ('unfinished')`);
      await client.end();
      expect((await one('SELECT count(*)::int AS count FROM items')).count).toBe(0);
    });

    it('hold session locks until they are freed', async () => {
      const client = await database.connectDedicated();
      const { rows } = await client.query('SELECT pg_try_advisory_lock(4711) AS locked');
      expect(rows).toEqual([{ locked: true }]);
      await client.query('SELECT pg_advisory_unlock(4711)');
      await client.end();
    });

    it('answer a ping and survive maintenance', async () => {
      await database.ping(5_000);
      await database.maintain();
      await database.ping(5_000);
    });
  });

  it('keeps what it holds when it is closed and opened again', async () => {
    await source.query(`INSERT INTO items (name) VALUES ('lasting')`);
    await database.close();
    database = await testDatabase.open();
    source = database.dataSource;
    expect(await source.query('SELECT name FROM items')).toEqual([{ name: 'lasting' }]);
  });
}
