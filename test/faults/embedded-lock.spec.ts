import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process';
import { once } from 'node:events';
import fs from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { DirectoryInUse, lockDirectory } from '../../src/infrastructure/persistence/embedded/directory-lock';

const script = path.join(__dirname, 'lock-holder.cjs');

describe('the lock of a data directory', () => {
  let directory: string;
  const children: ChildProcessWithoutNullStreams[] = [];

  beforeEach(async () => {
    directory = await fs.mkdtemp(path.join(os.tmpdir(), 'guildhall-lock-'));
  });
  afterEach(async () => {
    for (const child of children.splice(0)) await kill(child);
    await fs.rm(directory, { recursive: true, force: true });
  });

  /** Starts a process that takes the lock; resolves with what it says: `held`, or why not. */
  async function start(dataDir = directory): Promise<{ child: ChildProcessWithoutNullStreams; said: string }> {
    const child = spawn(process.execPath, [...process.execArgv, script, dataDir]);
    children.push(child);
    const [said] = (await once(child.stdout, 'data')) as [Buffer];
    return { child, said: said.toString().trim() };
  }

  async function kill(child: ChildProcessWithoutNullStreams): Promise<void> {
    if (child.exitCode !== null || child.signalCode !== null) return;
    const exited = once(child, 'exit');
    child.kill('SIGKILL');
    await exited;
  }

  it('keeps a second process out and names the first', async () => {
    const { child, said } = await start();
    expect(said).toBe('held');
    await expect(lockDirectory(directory)).rejects.toThrow(
      `DATA_DIR ${directory} is in use by another Guildhall process (pid ${child.pid})`,
    );
  });

  it('keeps out the same process too', async () => {
    const lock = await lockDirectory(directory);
    await expect(lockDirectory(directory)).rejects.toBeInstanceOf(DirectoryInUse);
    await lock.release();
    const again = await lockDirectory(directory);
    await again.release();
    expect(await fs.readdir(directory)).toEqual([]);
  });

  it('is free once its process was killed, and leaves no files behind', async () => {
    const { child } = await start();
    await kill(child);
    const lock = await lockDirectory(directory);
    await lock.release();
    expect(await fs.readdir(directory)).toEqual([]);
  });

  it('goes to exactly one of several processes that start at once', async () => {
    for (let round = 0; round < 3; round += 1) {
      const starts = await Promise.all(Array.from({ length: 4 }, () => start()));
      expect(starts.filter(({ said }) => said === 'held')).toHaveLength(1);
      for (const { child } of starts) await kill(child);
    }
  });

  it('works in a directory whose path is longer than a socket can have, and through any link to it', async () => {
    const deep = path.join(directory, ...Array.from({ length: 6 }, () => 'a-rather-long-directory-name-for-a-socket'));
    const { said } = await start(deep);
    expect(said).toBe('held');
    const link = path.join(directory, 'short');
    await fs.symlink(deep, link, 'dir');
    await expect(lockDirectory(link)).rejects.toBeInstanceOf(DirectoryInUse);
    await expect(lockDirectory(deep)).rejects.toBeInstanceOf(DirectoryInUse);
  });
});
