import { existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { parseEnv } from 'node:util';
import { distDirectory, inRoot, root } from './paths.mjs';
import { prepare } from './setup.mjs';

const POOL_SIZE = 2;

/** Installs and builds when needed and returns the compiled server's own database code. */
export async function loadDatabaseCode() {
  await prepare();
  const require = createRequire(`${distDirectory}/`);
  require('reflect-metadata');
  const persistence = './src/infrastructure/persistence';
  return {
    ...require(`${persistence}/database.js`),
    ...require(`${persistence}/embedded/directory-lock.js`),
    ...require(`${persistence}/embedded/embedded-directory.js`),
    ...require('./src/config/parse-environment.js'),
    ...require('./src/config/database-address.js'),
    ...require('pg'),
  };
}

/**
 * Which database the settings (environment and .env) name, as options of `openDatabase`.
 * @param {Awaited<ReturnType<typeof loadDatabaseCode>>} code
 */
export function configuredDatabase(code) {
  const file = existsSync(inRoot('.env')) ? parseEnv(readFileSync(inRoot('.env'), 'utf8')) : {};
  const { environment, problems } = code.parseEnvironment([process.env, file]);
  const ours = problems.filter(({ name }) => name.startsWith('DATA'));
  if (ours.length > 0) {
    throw new CommandProblem(ours.map(({ name, message }) => `${name} ${message}`).join('\n'));
  }
  const address = code.parseDatabaseAddress(environment.databaseUrl);
  const url = address.kind === 'memory' ? 'memory://' : address.url;
  return databaseOptions({ url, archive: address.archive, dataDir: path.resolve(root, environment.dataDir) });
}

/** Options of `openDatabase` for a command: progress goes to standard error, the answer to standard output. */
export const databaseOptions = (options) => ({
  dataDir: inRoot('data'),
  poolSize: POOL_SIZE,
  onProgress: (message) => console.error(message),
  onWarning: (message) => console.error(`Warning: ${message}`),
  ...options,
});

/** Where a database is, for a person to read; never with its password. */
export function describeDatabase({ url, dataDir }) {
  if (url === undefined) {
    return `the embedded database in ${dataDir}`;
  }
  if (url === 'memory://') {
    return 'an embedded database in memory';
  }
  const { hostname, port, pathname } = new URL(url);
  return `PostgreSQL at ${hostname}:${port || 5432}, database ${decodeURIComponent(pathname.slice(1))}`;
}

/** Opens a database for `work` and closes it whatever happens. */
export async function withDatabase(code, options, work) {
  const database = await code.openDatabase(options);
  try {
    return await work(database);
  } finally {
    await database.close();
  }
}

/** Runs `work` while no other process changes the schema. */
export async function withMigrationLock(code, database, work) {
  const client = await database.connectDedicated();
  try {
    await client.query('SELECT pg_advisory_lock($1)', [code.MIGRATION_LOCK]);
    return await work();
  } finally {
    await client.end();
  }
}

/** The statements that would make the migrated database what the tables in the code describe, and their inverse. */
export async function schemaDifference({ dataSource }) {
  const { upQueries, downQueries } = await dataSource.driver.createSchemaBuilder().log();
  return { up: upQueries, down: downQueries };
}

/** A problem that its message explains; no stack is printed. */
export class CommandProblem extends Error {}

/** Runs a command: prints its problem, if it ends with one, and sets the exit code. */
export async function runCommand(help, work) {
  const args = process.argv.slice(2);
  if (args.includes('--help') || args.includes('-h')) {
    console.log(help);
    return;
  }
  try {
    process.exitCode = (await work(args)) ?? 0;
  } catch (error) {
    console.error(explain(error));
    process.exitCode = 1;
  }
}

function explain(error) {
  if (error?.name === 'DirectoryInUse') {
    return `${error.message}. Stop it first.`;
  }
  if (error instanceof CommandProblem) {
    return error.message;
  }
  return error?.kind === 'unavailable' ? `${error.message}: ${error.cause?.message ?? 'no answer'}` : error;
}
