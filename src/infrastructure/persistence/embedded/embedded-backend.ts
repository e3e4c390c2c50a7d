import fs from 'node:fs/promises';
import { Client, escapeIdentifier } from 'pg';
import type { Backend, DatabaseOptions } from '../backend';
import { type DirectoryLock, lockDirectory } from './directory-lock';
import { prepareEmbeddedArchive, prepareEmbeddedDirectory } from './embedded-directory';
import { EmbeddedEngine, SESSION_WAIT_MS } from './embedded-engine';
import { EmbeddedSocket } from './embedded-socket';

export const MEMORY_URL = 'memory://';

/** Opens the embedded database of `dataDir`, or one in memory, for this process alone. */
export async function openEmbeddedBackend(options: DatabaseOptions): Promise<Backend> {
  if (options.url === MEMORY_URL) {
    const archive = await (options.archive === undefined
      ? prepareEmbeddedArchive(options.onProgress)
      : fs.readFile(options.archive));
    return backendOf(await EmbeddedEngine.start({ archive, onWarning: options.onWarning }));
  }
  const lock = await lockDirectory(options.dataDir);
  try {
    const directory = await prepareEmbeddedDirectory(options.dataDir, options.onProgress);
    return backendOf(await EmbeddedEngine.start({ directory, onWarning: options.onWarning }), lock);
  } catch (error) {
    await lock.release();
    throw error;
  }
}

function backendOf(engine: EmbeddedEngine, lock?: DirectoryLock): Backend {
  const stream = (): EmbeddedSocket => new EmbeddedSocket(engine);
  const connect = async (): Promise<Client> => {
    const client = new Client({ user: 'postgres', database: 'postgres', stream });
    client.on('error', () => undefined);
    await client.connect();
    return client;
  };
  return {
    kind: 'embedded',
    // No server ever drops an idle connection here, and a new one would have to learn its prepared statements again.
    poolSettings: {
      ...{ user: 'postgres', database: 'postgres', ssl: false, stream },
      idleTimeoutMillis: 0,
      connectionTimeoutMillis: SESSION_WAIT_MS,
    },
    unlimitedSettings: {},
    connectDedicated: connect,
    prepare: () => Promise.resolve(),
    maintain: () => maintain(connect),
    close: async () => {
      await engine.close();
      await lock?.release();
    },
  };
}

/** The embedded database has no background processes. Table by table, so that others get the session in between. */
async function maintain(connect: () => Promise<Client>): Promise<void> {
  const client = await connect();
  try {
    const { rows } = await client.query<{ name: string }>(
      `SELECT tablename AS name FROM pg_tables WHERE schemaname = 'public' ORDER BY tablename`,
    );
    for (const { name } of rows) await client.query(`VACUUM (ANALYZE) ${escapeIdentifier(name)}`);
    await client.query('CHECKPOINT');
  } finally {
    await client.end();
  }
}
