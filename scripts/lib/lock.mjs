import { randomUUID } from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';

const pollIntervalMs = 200;

/**
 * Runs `work` while no other process runs work under the same lock file. The file holds the owner's process id, so a
 * lock left behind by a killed process is noticed and broken.
 * @param {string} file
 * @param {() => Promise<void>} work
 * @param {() => void} onWait called once when another process holds the lock
 */
export async function withLock(file, work, onWait) {
  fs.mkdirSync(path.dirname(file), { recursive: true });
  let hasWaited = false;
  while (!tryLock(file)) {
    if (!hasWaited) {
      hasWaited = true;
      onWait();
    }
    await delay(pollIntervalMs);
  }
  try {
    await work();
  } finally {
    fs.rmSync(file, { force: true });
  }
}

/** `link` fails when the target exists, and the file is complete from its first moment: nobody reads half a lock. */
function tryLock(file) {
  const own = `${file}.${randomUUID()}`;
  fs.writeFileSync(own, String(process.pid));
  try {
    fs.linkSync(own, file);
    return true;
  } catch (error) {
    if (error.code !== 'EEXIST') {
      throw error;
    }
    breakStaleLock(file);
    return false;
  } finally {
    fs.rmSync(own, { force: true });
  }
}

function breakStaleLock(file) {
  const owner = readOwner(file);
  if (owner === undefined || isAlive(owner)) {
    return;
  }
  // Moving it aside first lets only one of several waiting processes break it.
  const aside = `${file}.${randomUUID()}.stale`;
  try {
    fs.renameSync(file, aside);
  } catch {
    return;
  }
  if (readOwner(aside) !== owner) {
    restore(aside, file);
  }
  fs.rmSync(aside, { force: true });
}

/** Another process took the lock between our look and our rename: it gets it back. */
function restore(aside, file) {
  try {
    fs.linkSync(aside, file);
  } catch {
    // Somebody already holds a newer lock.
  }
}

function readOwner(file) {
  try {
    return Number(fs.readFileSync(file, 'utf8'));
  } catch {
    return undefined;
  }
}

function isAlive(processId) {
  try {
    process.kill(processId, 0);
    return true;
  } catch (error) {
    return error.code === 'EPERM';
  }
}
