import { spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { existsSync } from 'node:fs';
import fs from 'node:fs/promises';
import path from 'node:path';
import { embeddedExtensions } from './embedded-engine';

/** The version of PostgreSQL that PGlite is made from; its data files are of no use to any other. */
const POSTGRES_MAJOR = '18';
const databaseName = 'database';
const unfinishedPrefix = 'database.new-';

/** Where the files of the embedded database of `dataDir` are. */
export function embeddedDirectory(dataDir: string): string {
  return path.join(dataDir, databaseName);
}

export function hasEmbeddedDatabase(dataDir: string): boolean {
  return existsSync(path.join(embeddedDirectory(dataDir), 'PG_VERSION'));
}

/**
 * Makes sure that `dataDir` holds a database and returns its directory. A new one is made beside and then renamed, so
 * a process killed meanwhile leaves no half database behind. Only while holding the lock of `dataDir`.
 */
export async function prepareEmbeddedDirectory(
  dataDir: string,
  onProgress: (message: string) => void,
): Promise<string> {
  const directory = embeddedDirectory(dataDir);
  const version = await fs.readFile(path.join(directory, 'PG_VERSION'), 'utf8').catch(ignoreMissing);
  if (version === undefined) {
    await removeUnfinished(dataDir);
    onProgress('Creating the embedded database (once, a few seconds) ...');
    const unfinished = path.join(dataDir, `${unfinishedPrefix}${randomUUID().slice(0, 8)}`);
    await initialise([unfinished]);
    await fs.rename(unfinished, directory);
  } else if (version.trim() !== POSTGRES_MAJOR) {
    throw new Error(
      `${directory} holds a database of PostgreSQL ${version.trim()}; this version of Guildhall reads PostgreSQL ` +
        `${POSTGRES_MAJOR}. Copy it to a PostgreSQL server with the version of Guildhall that wrote it (npm run db:copy).`,
    );
  }
  return directory;
}

/** A new database as a tar archive, to be held in memory. */
export async function prepareEmbeddedArchive(onProgress: (message: string) => void): Promise<Buffer> {
  onProgress('Creating an embedded database in memory (a few seconds) ...');
  return initialise([]);
}

async function removeUnfinished(dataDir: string): Promise<void> {
  const names = (await fs.readdir(dataDir)).filter((name) => name.startsWith(unfinishedPrefix));
  for (const name of names) await fs.rm(path.join(dataDir, name), { recursive: true, force: true });
}

/** Runs pglite-init.mjs in a process of its own and returns what it wrote. */
function initialise(args: readonly string[]): Promise<Buffer> {
  const script = path.join(__dirname, 'pglite-init.mjs');
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [script, embeddedExtensions.join(','), ...args], {
      stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
      windowsHide: true,
    });
    const output: Buffer[] = [];
    let errors = '';
    child.stdout?.on('data', (chunk: Buffer) => output.push(chunk));
    child.stderr?.on('data', (chunk: Buffer) => (errors += chunk.toString()));
    child.on('error', reject);
    child.on('close', (code) => {
      if (code === 0) resolve(Buffer.concat(output));
      else reject(new Error(`the embedded database could not be created (exit code ${code})\n${errors.trim()}`));
    });
  });
}

function ignoreMissing(error: NodeJS.ErrnoException): undefined {
  if (error.code !== 'ENOENT') throw error;
  return undefined;
}
