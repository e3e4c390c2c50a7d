import path from 'node:path';
import { Worker } from 'node:worker_threads';
import { type Release, SessionMutex } from './session-mutex';
import { simpleQuery } from './wire-protocol';

/** PostgreSQL extensions to load; a migration must also create them. */
export const embeddedExtensions: readonly string[] = [];

/** Most milliseconds to wait for the one session. */
export const SESSION_WAIT_MS = 5_000;
/** Most milliseconds that closing waits for a transaction to end, and then for the last checkpoint. */
const CLOSE_SESSION_WAIT_MS = 1_000;
const CLOSE_CHECKPOINT_WAIT_MS = 5_000;

export interface EngineOptions {
  /** Directory of an existing database. */
  readonly directory?: string;
  /** Tar archive of a database to hold in memory only. */
  readonly archive?: Uint8Array;
  readonly onWarning: (message: string) => void;
}

interface Exchange {
  readonly resolve: (reply: Buffer) => void;
  readonly reject: (error: Error) => void;
}

/**
 * PGlite in its worker thread. When the thread dies, everything that waits for it fails at once and so does everything
 * asked later: a new process must open the database again.
 */
export class EmbeddedEngine {
  private readonly mutex = new SessionMutex();
  private readonly exchanges: Exchange[] = [];
  private readonly failureListeners = new Set<(error: Error) => void>();
  private failure: Error | undefined;
  private closing = false;

  private constructor(
    private readonly worker: Worker,
    private readonly onWarning: (message: string) => void,
  ) {
    worker.on('message', (reply: Uint8Array<ArrayBuffer> | 'closed') => {
      if (reply === 'closed') return;
      this.exchanges.shift()?.resolve(Buffer.from(reply.buffer, reply.byteOffset, reply.byteLength));
    });
    worker.on('error', (error) => this.fail(error));
    worker.on('exit', (code) => this.fail(new Error(`its thread ended with code ${code}`)));
  }

  static async start(options: EngineOptions): Promise<EmbeddedEngine> {
    const worker = new Worker(path.join(__dirname, 'pglite-worker.mjs'), {
      workerData: { dataDir: options.directory, archive: options.archive, extensions: embeddedExtensions },
      // Flags of the parent (a debugger, --test) are not for this thread.
      execArgv: [],
    });
    await new Promise<void>((resolve, reject) => {
      const stopped = (code: number): void => reject(new Error(`the embedded database did not start (code ${code})`));
      worker.once('exit', stopped);
      worker.once('error', reject);
      worker.once('message', () => {
        worker.off('exit', stopped).off('error', reject);
        resolve();
      });
    });
    return new EmbeddedEngine(worker, options.onWarning);
  }

  /** Takes the session; see SessionMutex. */
  async acquire(): Promise<Release> {
    this.assertAlive();
    return this.mutex.acquire(SESSION_WAIT_MS).catch((error: unknown) => {
      this.onWarning(`embedded database: a query waited ${SESSION_WAIT_MS} ms for the session and was refused`);
      throw error;
    });
  }

  /** One round of the wire protocol; only while holding the session. `request` is given away. */
  exchange(request: Uint8Array<ArrayBuffer>): Promise<Buffer> {
    return new Promise((resolve, reject) => {
      this.assertAlive();
      this.exchanges.push({ resolve, reject });
      this.worker.postMessage(request, [request.buffer]);
    });
  }

  /** Tells of the thread's end, expected or not; returns the function that ends the subscription. */
  onEnd(listener: (error: Error) => void): () => void {
    this.failureListeners.add(listener);
    return () => this.failureListeners.delete(listener);
  }

  /** Writes a checkpoint and stops the thread; waits for a running transaction for a short time only. */
  async close(): Promise<void> {
    if (this.failure) return;
    const release = await this.mutex.acquire(CLOSE_SESSION_WAIT_MS).catch(() => undefined);
    if (!release) this.onWarning('embedded database: closed while a transaction was open; it is rolled back');
    const exited = new Promise((resolve) => this.worker.once('exit', resolve));
    this.closing = true;
    if (release && !this.failure) {
      await this.exchange(new Uint8Array(simpleQuery('CHECKPOINT'))).catch(() => undefined);
      this.worker.postMessage('close');
      const forced = setTimeout(() => void this.worker.terminate(), CLOSE_CHECKPOINT_WAIT_MS);
      await exited;
      clearTimeout(forced);
    } else {
      await this.worker.terminate();
    }
    // Whoever still waits for the session learns that the engine is gone, instead of waiting on.
    release?.();
  }

  private assertAlive(): void {
    if (this.failure) throw this.failure;
  }

  private fail(cause: Error): void {
    if (this.failure) return;
    this.failure = this.closing
      ? connectionError('the embedded database is closed')
      : connectionError(`the embedded database has stopped: ${cause.message}`);
    if (!this.closing) this.onWarning(`${this.failure.message}; restart the server`);
    for (const exchange of this.exchanges.splice(0)) exchange.reject(this.failure);
    for (const listener of [...this.failureListeners]) listener(this.failure);
  }
}

/** Looks to the driver like a server that is gone. */
function connectionError(message: string): Error {
  return Object.assign(new Error(message), { code: 'ECONNRESET' });
}
