import path from 'node:path';
import { Worker } from 'node:worker_threads';

/** Doublings of the work of one comparison; hashes with more open nothing, since each would take seconds. */
export const BCRYPT_COST_MAX = 14;

const bcryptHash = /^\$2[aby]\$(\d\d)\$[./A-Za-z0-9]{53}$/;

/** Whether a password hash is one that accounts brought from another system may have. */
export function isBcryptHash(hash: string): boolean {
  const cost = Number(bcryptHash.exec(hash)?.[1] ?? 0);
  return cost >= 4 && cost <= BCRYPT_COST_MAX;
}

/** In a thread that is started for it: in JavaScript one comparison takes hundreds of milliseconds. */
export function compareBcrypt(hash: string, password: string): Promise<boolean> {
  return new Promise((resolve, reject) => {
    const worker = new Worker(path.join(__dirname, 'bcrypt-worker.mjs'), { workerData: { hash, password } });
    worker.once('message', (isEqual: unknown) => resolve(isEqual === true));
    worker.once('error', reject);
    worker.once('exit', (code) => reject(new Error(`the comparing thread ended with ${code}`)));
  });
}
