import { randomBytes } from 'node:crypto';
import pg from 'pg';

const DEFAULT_URL = 'postgres://postgres@127.0.0.1:5432/postgres';

async function execute(url, statement) {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    await client.query(statement);
  } finally {
    await client.end();
  }
}

/** Makes a database of its own on the configured PostgreSQL; `drop` removes it. */
export async function createBenchDatabase() {
  const server = process.env.BENCH_DATABASE_URL || process.env.TEST_DATABASE_URL || DEFAULT_URL;
  const name = `guildhall_bench_${randomBytes(6).toString('hex')}`;
  try {
    await execute(server, `create database ${name}`);
  } catch (error) {
    const reason = error.message || error.code;
    throw new Error(`The benchmarks need PostgreSQL (BENCH_DATABASE_URL, now ${redacted(server)}): ${reason}`, {
      cause: error,
    });
  }
  const url = new URL(server);
  url.pathname = `/${name}`;
  return { url: url.href, drop: () => execute(server, `drop database if exists ${name} with (force)`) };
}

/** What autovacuum does within a minute; a measurement of seconds would see plans made for empty tables. */
export const analyze = (url) => execute(url, 'analyze');

function redacted(address) {
  const url = new URL(address);
  if (url.password !== '') url.password = '***';
  return url.href;
}
