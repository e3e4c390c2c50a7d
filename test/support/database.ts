import fs from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { type Database, type DatabaseOptions, openDatabase } from '../../src/infrastructure/persistence/database';
import { copyEmbeddedTemplate, embeddedTemplateArchive } from './embedded-template';
import { createServerDatabase, databaseUrl, dropServerDatabase, testDatabaseUrl } from './postgres';
import { handOnEngines } from './worker/handed-on-engines.cjs';

export { describeWithPostgres } from './postgres';

const POOL_SIZE = 10;

/** `memory`: gone when it is closed, and of one `open` only; `embedded`: in files; `server`: that of TEST_DATABASE_URL. */
type Kind = 'memory' | 'embedded' | 'server';

/** A kind of database that outlives the server that has it open. */
export const lastingKind: Kind = testDatabaseUrl === undefined ? 'embedded' : 'server';

/** A migrated, empty database of a test's own. */
export interface TestDatabase {
  readonly kind: Kind;
  /** For the setting DATABASE_URL; undefined means embedded in `dataDir`. */
  readonly url: string | undefined;
  /** For the setting DATA_DIR. */
  readonly dataDir: string;
  /** Opens it; what is still open at `close` is closed then. */
  open(options?: Partial<DatabaseOptions>): Promise<Database>;
  /** Closes and removes it with all it holds. */
  close(): Promise<void>;
}

/** A copy of the migrated template: in memory, or on the server of TEST_DATABASE_URL when that is set. */
export async function openTestDatabase(
  kind: Kind = testDatabaseUrl === undefined ? 'memory' : 'server',
): Promise<TestDatabase> {
  const dataDir = await fs.mkdtemp(path.join(os.tmpdir(), 'guildhall-test-'));
  if (kind === 'server') return serverTestDatabase(dataDir);
  if (kind === 'memory') {
    const archive = await embeddedTemplateArchive();
    handOnEngines(archive);
    const url = `memory://${archive}`;
    return testDatabase(kind, url, dataDir, () => Promise.resolve());
  }
  await copyEmbeddedTemplate(dataDir);
  return testDatabase(kind, undefined, dataDir, () => Promise.resolve());
}

async function serverTestDatabase(dataDir: string): Promise<TestDatabase> {
  const serverUrl = testDatabaseUrl;
  if (serverUrl === undefined) throw new Error('TEST_DATABASE_URL is not set');
  const name = await createServerDatabase(serverUrl);
  return testDatabase('server', databaseUrl(serverUrl, name), dataDir, () => dropServerDatabase(serverUrl, name));
}

function testDatabase(
  kind: TestDatabase['kind'],
  url: string | undefined,
  dataDir: string,
  remove: () => Promise<void>,
): TestDatabase {
  const opened = new Set<Database>();
  return {
    kind,
    url,
    dataDir,
    open: async (options = {}) => {
      if (kind === 'memory' && opened.size > 0) throw new Error('a database in memory is of one open only');
      const database = await openDatabase({
        ...(kind === 'memory' ? { url: 'memory://', archive: await embeddedTemplateArchive() } : { url }),
        dataDir,
        poolSize: POOL_SIZE,
        onProgress: () => undefined,
        onWarning: () => undefined,
        ...options,
      });
      opened.add(database);
      return database;
    },
    close: async () => {
      for (const database of opened) await database.close();
      await remove();
      await fs.rm(dataDir, { recursive: true, force: true });
    },
  };
}
