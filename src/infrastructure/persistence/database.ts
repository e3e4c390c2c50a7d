import type { Client } from 'pg';
import { DataSource } from 'typeorm';
import type { PostgresDataSourceOptions } from 'typeorm/driver/postgres/PostgresDataSourceOptions';
import { migrations } from '../../../migrations';
import { unavailable } from '../../shared/errors';
import type { Backend, DatabaseOptions } from './backend';
import { toAppError } from './constraint-errors';
import { MEMORY_URL, openEmbeddedBackend } from './embedded/embedded-backend';
import { serverBackend } from './server-backend';
import { tables } from './tables';

export type { DatabaseOptions } from './backend';

/** Advisory lock of whoever changes the schema. A number that no other use of such locks takes: ASCII "guildh". */
export const MIGRATION_LOCK = 0x6775696c6468;

/** An open database. Connections lost on the way surface as errors of queries and are replaced; never a crash. */
export interface Database {
  readonly kind: 'embedded' | 'server';
  readonly dataSource: DataSource;
  /**
   * A connection outside the pool, for session locks; the caller ends it. On the embedded database all connections
   * share one session, so a session lock keeps nobody out there: nobody else can be there.
   */
  connectDedicated(): Promise<Client>;
  /** @throws AppError `unavailable` when the database does not answer within `timeoutMs` */
  ping(timeoutMs: number): Promise<void>;
  /** VACUUM, ANALYZE and a checkpoint, which the embedded database does not do by itself; nothing on a server. */
  maintain(): Promise<void>;
  /** Flushes and closes everything; connections still in use are cut. */
  close(): Promise<void>;
}

/**
 * Opens the database and brings its schema up to date, one process at a time.
 * @throws AppError `unavailable` when a server cannot be reached; an Error that says what to do when `dataDir` is in use
 *   or the database has the wrong version.
 */
export async function openDatabase(options: DatabaseOptions): Promise<Database> {
  const backend = await openBackend(options);
  const dataSource = new DataSource(dataSourceOptions(backend, options));
  try {
    await setUp(backend, options);
    await dataSource.initialize();
  } catch (error) {
    await backend.close();
    throw toAppError(error);
  }
  return {
    kind: backend.kind,
    dataSource,
    connectDedicated: () => backend.connectDedicated().catch(rethrow),
    ping: (timeoutMs) => ping(dataSource, timeoutMs),
    maintain: () => backend.maintain().catch(rethrow),
    close: async () => {
      if (dataSource.isInitialized) await dataSource.destroy();
      await backend.close();
    },
  };
}

function openBackend(options: DatabaseOptions): Promise<Backend> {
  const { url } = options;
  return url === undefined || url === MEMORY_URL ? openEmbeddedBackend(options) : Promise.resolve(serverBackend(url));
}

function dataSourceOptions(backend: Backend, options: DatabaseOptions): PostgresDataSourceOptions {
  return {
    type: 'postgres',
    url: backend.kind === 'server' ? options.url : undefined,
    entities: tables,
    migrations,
    migrationsTransactionMode: 'each',
    synchronize: false,
    installExtensions: false,
    logging: false,
    poolSize: options.poolSize,
    extra: backend.poolSettings,
    poolErrorHandler: (error: unknown) => options.onWarning(`an idle database connection was lost: ${textOf(error)}`),
  };
}

async function setUp(backend: Backend, options: DatabaseOptions): Promise<void> {
  const client = await backend.connectDedicated();
  try {
    await backend.prepare(client);
    if (options.migrate === false) return;
    await lockMigrations(client, options);
    await migrate(backend, options);
  } finally {
    // Ending the session frees its lock.
    await client.end();
  }
}

async function lockMigrations(client: Client, options: DatabaseOptions): Promise<void> {
  const attempt = await client.query<{ locked: boolean }>('SELECT pg_try_advisory_lock($1) AS locked', [
    MIGRATION_LOCK,
  ]);
  if (attempt.rows[0]?.locked) return;
  options.onProgress('Waiting for another process that is updating the database schema ...');
  await client.query('SELECT pg_advisory_lock($1)', [MIGRATION_LOCK]);
}

/** With a pool of its own: a migration may take longer than any statement of the server's work. */
async function migrate(backend: Backend, options: DatabaseOptions): Promise<void> {
  const settings = dataSourceOptions(backend, options);
  const dataSource = new DataSource({
    ...settings,
    poolSize: 1,
    extra: { ...backend.poolSettings, ...backend.unlimitedSettings },
  });
  await dataSource.initialize();
  try {
    const done = await dataSource.runMigrations();
    if (done.length > 0) options.onProgress(`Database schema updated; migrations run: ${done.length}.`);
    await warnOfNewerSchema(dataSource, options);
  } finally {
    await dataSource.destroy();
  }
}

/** An older server may still run beside a newer one while that is rolled out; somebody should know. */
async function warnOfNewerSchema(dataSource: DataSource, options: DatabaseOptions): Promise<void> {
  const rows = await dataSource.query<{ name: string }[]>('SELECT name FROM migrations');
  const known = new Set(dataSource.migrations.map((migration) => migration.name));
  const unknown = rows.filter(({ name }) => !known.has(name));
  if (unknown.length === 0) return;
  const names = unknown.map(({ name }) => name).join(', ');
  options.onWarning(`the database schema is newer than this version of Guildhall (${names})`);
}

async function ping(dataSource: DataSource, timeoutMs: number): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const tooLate = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => reject(unavailable(`the database did not answer within ${timeoutMs} ms`)), timeoutMs);
  });
  try {
    await Promise.race([dataSource.query('SELECT 1'), tooLate]);
  } catch (error) {
    throw toAppError(error);
  } finally {
    clearTimeout(timer);
  }
}

function rethrow(error: unknown): never {
  throw toAppError(error);
}

function textOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
