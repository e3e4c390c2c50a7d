import { randomUUID } from 'node:crypto';
import { Client } from 'pg';
import { openDatabase } from '../../src/infrastructure/persistence/database';
import { templateHash } from './template-hash';

/** A PostgreSQL to test against; the tests make databases of their own there. */
export const testDatabaseUrl: string | undefined = process.env.TEST_DATABASE_URL || undefined;

/** A suite that needs a PostgreSQL server. Without TEST_DATABASE_URL it is skipped and the run's report names it. */
export function describeWithPostgres(name: string, suite: (serverUrl: string) => void): void {
  if (testDatabaseUrl === undefined) describe.skip(name, () => suite('postgres://not-set.invalid/'));
  else describe(name, () => suite(testDatabaseUrl));
}

/** The same server, another database. */
export function databaseUrl(serverUrl: string, database: string): string {
  const url = new URL(serverUrl);
  url.pathname = `/${database}`;
  return url.href;
}

/** Runs `work` with a connection to the server that is ended afterwards. */
export async function withClient<Result>(url: string, work: (client: Client) => Promise<Result>): Promise<Result> {
  const client = new Client({ connectionString: url });
  client.on('error', () => undefined);
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end();
  }
}

/** Makes sure that the server has a migrated database to copy from and returns its name. */
export async function prepareServerTemplate(serverUrl: string): Promise<string> {
  const template = `guildhall_template_${templateHash()}`;
  await withClient(serverUrl, async (client) => {
    // Two runs on one server must not both make it.
    await client.query(`SELECT pg_advisory_lock(hashtext('guildhall-test-template'))`);
    const found = await client.query('SELECT 1 FROM pg_database WHERE datname = $1', [template]);
    if (found.rowCount) return;
    const unfinished = `guildhall_unfinished_${randomName()}`;
    await client.query(`CREATE DATABASE ${unfinished}`);
    const database = await openDatabase({
      url: databaseUrl(serverUrl, unfinished),
      dataDir: '',
      poolSize: 1,
      onProgress: () => undefined,
      onWarning: () => undefined,
    });
    await database.close();
    await client.query(`ALTER DATABASE ${unfinished} RENAME TO ${template}`);
  });
  return template;
}

/** A new migrated database on the server; returns its name. */
export async function createServerDatabase(serverUrl: string): Promise<string> {
  const template = await prepareServerTemplate(serverUrl);
  const name = `guildhall_test_${randomName()}`;
  await withClient(serverUrl, (client) => client.query(`CREATE DATABASE ${name} TEMPLATE ${template}`));
  return name;
}

export async function dropServerDatabase(serverUrl: string, name: string): Promise<void> {
  await withClient(serverUrl, (client) => client.query(`DROP DATABASE IF EXISTS ${name} WITH (FORCE)`));
}

const randomName = (): string => randomUUID().replaceAll('-', '').slice(0, 16);
