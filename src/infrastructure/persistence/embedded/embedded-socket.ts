import { Duplex } from 'node:stream';
import type { EmbeddedEngine } from './embedded-engine';
import type { Release } from './session-mutex';
import { errorReply, finalStatus, loginReply, type Round, RoundReader, simpleQuery } from './wire-protocol';

/** A transaction that does nothing for this long is rolled back, as the server shape does. */
export const IDLE_TRANSACTION_MS = 60_000;
/** SQLSTATE lock_not_available. */
const SESSION_BUSY = '55P03';
/** SQLSTATE connection_failure. */
const CONNECTION_FAILURE = '08006';

let connections = 0;

/**
 * What the `pg` driver takes for its TCP socket. It answers the login itself and hands every other round to the engine,
 * holding the session from the first statement of a transaction to its end.
 */
export class EmbeddedSocket extends Duplex {
  private readonly reader: RoundReader;
  private readonly rounds: Round[] = [];
  private readonly stopListening: () => void;
  private release: Release | undefined;
  private working: Promise<void> | undefined;
  private idleTimer: NodeJS.Timeout | undefined;

  constructor(private readonly engine: EmbeddedEngine) {
    super({ emitClose: true });
    connections += 1;
    this.reader = new RoundReader(`connection${connections}_`);
    this.stopListening = engine.onEnd((error) => this.destroy(error));
  }

  connect(): this {
    setImmediate(() => this.emit('connect'));
    return this;
  }

  setNoDelay(): this {
    return this;
  }

  setKeepAlive(): this {
    return this;
  }

  ref(): this {
    return this;
  }

  unref(): this {
    return this;
  }

  override _read(): void {
    // Replies are pushed when they come.
  }

  override _write(chunk: Buffer, _encoding: BufferEncoding, done: () => void): void {
    this.accept(chunk);
    done();
  }

  override _writev(chunks: { chunk: Buffer }[], done: () => void): void {
    this.accept(Buffer.concat(chunks.map(({ chunk }) => chunk)));
    done();
  }

  override _final(done: () => void): void {
    this.rounds.push({});
    this.work();
    done();
  }

  override _destroy(error: Error | null, done: (error: Error | null) => void): void {
    this.stopListening();
    clearTimeout(this.idleTimer);
    this.rounds.length = 0;
    void this.leaveSession().finally(() => done(error));
  }

  private accept(chunk: Buffer): void {
    for (const item of this.reader.read(chunk)) {
      if (item === 'login') this.push(loginReply());
      else this.rounds.push(item);
    }
    this.work();
  }

  private work(): void {
    // Cleared inside the loop's last step: cleared later, a round that comes in between would wait forever.
    if (this.rounds.length > 0) this.working ??= this.runRounds();
  }

  private async runRounds(): Promise<void> {
    for (let round = this.rounds.shift(); round && !this.destroyed; round = this.rounds.shift()) {
      if (!round.request) {
        this.push(null);
        // Not awaited: destroying waits for this very loop.
        setImmediate(() => this.destroy());
        return;
      }
      await this.run(round.request);
    }
    this.working = undefined;
  }

  private async run(request: Uint8Array<ArrayBuffer>): Promise<void> {
    clearTimeout(this.idleTimer);
    try {
      this.release ??= await this.engine.acquire();
    } catch (error) {
      this.push(errorReply(SESSION_BUSY, error instanceof Error ? error.message : String(error)));
      return;
    }
    try {
      const reply = await this.engine.exchange(request);
      this.afterReply(reply);
      if (!this.destroyed) this.push(reply);
    } catch (error) {
      this.giveBack();
      this.destroy(error instanceof Error ? error : new Error(String(error)));
    }
  }

  private afterReply(reply: Buffer): void {
    if (finalStatus(reply) === 'idle') {
      this.giveBack();
      return;
    }
    this.idleTimer = setTimeout(() => {
      const text = `a transaction was idle for ${IDLE_TRANSACTION_MS} ms and is rolled back`;
      this.push(errorReply(CONNECTION_FAILURE, text));
      this.destroy(new Error(text));
    }, IDLE_TRANSACTION_MS);
    this.idleTimer.unref();
  }

  private giveBack(): void {
    this.release?.();
    this.release = undefined;
  }

  /** Ends what this connection left in the shared session: an open transaction, prepared statements. */
  private async leaveSession(): Promise<void> {
    await this.working;
    clearTimeout(this.idleTimer);
    const statements = [...this.reader.statements].map((name) => `DEALLOCATE "${name}"`);
    try {
      if (this.release) await this.engine.exchange(new Uint8Array(simpleQuery('ROLLBACK')));
      for (const sql of statements) {
        this.release ??= await this.engine.acquire();
        await this.engine.exchange(new Uint8Array(simpleQuery(sql)));
      }
    } catch {
      // The engine is gone and the session with it.
    } finally {
      this.giveBack();
    }
  }
}
