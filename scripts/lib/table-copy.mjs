import { createRequire } from 'node:module';
import { inRoot } from './paths.mjs';
import { CommandProblem } from './database.mjs';

const { escapeIdentifier } = createRequire(inRoot('package.json'))('pg');

const ROWS_PER_BATCH = 500;
/** Kept by TypeORM on each side for itself. */
const notCopied = new Set(['migrations']);
/** Transaction numbers mean nothing in another database: these columns take their default there. */
const transactionNumber = /_xid$/;

/**
 * Copies all rows of all tables of schema public, and the sequences, from one migrated database to another, empty one.
 * Values travel as text, which PostgreSQL reads back exactly for every type.
 * @param {import('pg').Client} from
 * @param {import('pg').Client} to
 * @returns {Promise<{ table: string, rows: number }[]>} in the order of copying
 */
export async function copyTables(from, to) {
  await begin(from);
  await begin(to);
  try {
    const tables = await tablesInOrder(to);
    await requireSameTables(tables, await tablesInOrder(from));
    await requireEmpty(to, tables);
    const counts = [];
    for (const table of tables) {
      counts.push({ table, rows: await copyTable(from, to, table) });
    }
    await copySequences(from, to);
    await to.query('COMMIT');
    return counts;
  } catch (error) {
    await to.query('ROLLBACK').catch(() => undefined);
    throw error;
  } finally {
    await from.query('ROLLBACK').catch(() => undefined);
  }
}

async function begin(client) {
  await client.query('BEGIN ISOLATION LEVEL REPEATABLE READ');
  // The text of a value must not depend on how either database is configured.
  await client.query(`SET LOCAL datestyle = 'ISO'; SET LOCAL intervalstyle = 'iso_8601'; SET LOCAL timezone = 'UTC'`);
  await client.query('SET LOCAL extra_float_digits = 1; SET LOCAL statement_timeout = 0');
}

/** Every table after all that its foreign keys refer to. */
async function tablesInOrder(client) {
  const { rows } = await client.query(
    `SELECT c.relname AS name,
       array(SELECT r.relname::text FROM pg_constraint f JOIN pg_class r ON r.oid = f.confrelid
             WHERE f.conrelid = c.oid AND f.contype = 'f' AND f.confrelid <> c.oid) AS refers_to
     FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
     WHERE n.nspname = 'public' AND c.relkind IN ('r', 'p') AND NOT c.relispartition ORDER BY c.relname`,
  );
  const waiting = new Map(rows.filter(({ name }) => !notCopied.has(name)).map((row) => [row.name, row.refers_to]));
  const ordered = [];
  while (waiting.size > 0) {
    const ready = [...waiting].filter(([, needed]) => !needed.some((name) => waiting.has(name)));
    if (ready.length === 0) {
      throw new CommandProblem(`Tables refer to each other in a circle: ${[...waiting.keys()].join(', ')}.`);
    }
    for (const [name] of ready) {
      ordered.push(name);
      waiting.delete(name);
    }
  }
  return ordered;
}

async function requireSameTables(target, source) {
  const different = [
    ...source.filter((name) => !target.includes(name)),
    ...target.filter((name) => !source.includes(name)),
  ];
  if (different.length > 0) {
    throw new CommandProblem(`Source and target do not have the same tables (${different.join(', ')}).`);
  }
}

async function requireEmpty(to, tables) {
  for (const table of tables) {
    // Locked, so that nobody, a server that was left running, writes to it before this transaction ends.
    await to.query(`LOCK TABLE ${escapeIdentifier(table)} IN EXCLUSIVE MODE`);
    const { rowCount } = await to.query(`SELECT 1 FROM ${escapeIdentifier(table)} LIMIT 1`);
    if (rowCount > 0) {
      throw new CommandProblem(`The target is not empty: table ${table} has rows. Nothing was copied.`);
    }
  }
}

async function copyTable(from, to, table) {
  const columns = (await columnsOf(to, table)).filter(({ name }) => !transactionNumber.test(name));
  const names = columns.map(({ name }) => escapeIdentifier(name));
  const texts = names.map((name) => `${name}::text`).join(', ');
  await from.query(
    `DECLARE copied CURSOR FOR SELECT ${texts} FROM ${escapeIdentifier(table)}${await primaryKeyOrder(from, table)}`,
  );
  let copied = 0;
  for (;;) {
    const { rows } = await from.query({ text: `FETCH ${ROWS_PER_BATCH} FROM copied`, rowMode: 'array' });
    if (rows.length === 0) {
      break;
    }
    await insertTexts(to, table, columns, rows);
    copied += rows.length;
  }
  await from.query('CLOSE copied');
  await verifyCount(from, to, table, copied);
  return copied;
}

async function insertTexts(to, table, columns, rows) {
  const names = columns.map(({ name }) => escapeIdentifier(name)).join(', ');
  const values = columns.map(({ type }, index) => `v.c${index}::${type}`).join(', ');
  const arrays = columns.map((_column, index) => `$${index + 1}::text[]`).join(', ');
  const aliases = columns.map((_column, index) => `c${index}`).join(', ');
  await to.query(
    `INSERT INTO ${escapeIdentifier(table)} (${names}) OVERRIDING SYSTEM VALUE
     SELECT ${values} FROM unnest(${arrays}) AS v (${aliases})`,
    columns.map((_column, index) => rows.map((row) => row[index])),
  );
}

async function verifyCount(from, to, table, copied) {
  const count = `SELECT count(*)::int AS count FROM ${escapeIdentifier(table)}`;
  const counts = [await from.query(count), await to.query(count)].map(({ rows }) => rows[0].count);
  if (counts.some((found) => found !== copied)) {
    throw new CommandProblem(
      `Table ${table}: ${counts[0]} rows in the source, ${counts[1]} arrived. Nothing was copied.`,
    );
  }
}

async function columnsOf(client, table) {
  const { rows } = await client.query(
    `SELECT attname AS name, format_type(atttypid, atttypmod) AS type FROM pg_attribute
     WHERE attrelid = $1::regclass AND attnum > 0 AND NOT attisdropped AND attgenerated = '' ORDER BY attnum`,
    [escapeIdentifier(table)],
  );
  return rows;
}

/** Rows that refer to older rows of their own table arrive after them. */
async function primaryKeyOrder(client, table) {
  const { rows } = await client.query(
    `SELECT a.attname AS name FROM pg_index i
       JOIN unnest(i.indkey::int2[]) WITH ORDINALITY AS k (attnum, position) ON true
       JOIN pg_attribute a ON a.attrelid = i.indrelid AND a.attnum = k.attnum
     WHERE i.indrelid = $1::regclass AND i.indisprimary ORDER BY k.position`,
    [escapeIdentifier(table)],
  );
  return rows.length === 0 ? '' : ` ORDER BY ${rows.map(({ name }) => escapeIdentifier(name)).join(', ')}`;
}

async function copySequences(from, to) {
  const { rows } = await from.query(`SELECT sequencename AS name FROM pg_sequences WHERE schemaname = 'public'`);
  for (const { name } of rows.filter(({ name }) => name !== 'migrations_id_seq')) {
    const sequence = escapeIdentifier(name);
    const { rows: states } = await from.query(`SELECT last_value::text AS value, is_called FROM ${sequence}`);
    await to.query('SELECT setval($1::regclass, $2::bigint, $3)', [sequence, states[0].value, states[0].is_called]);
  }
}
