import type { Logger } from '../../application/shared/logger';

/** Any constant that no other advisory lock uses. */
const JOB_LEADER_LOCK = 4_711_004;
const RECONNECT_FIRST_MS = 1_000;
const RECONNECT_LAST_MS = 30_000;

/** A database connection of its own; losing it loses the lock. */
export interface LockConnection {
  query(sql: string, parameters: unknown[]): Promise<{ rows: { locked?: boolean }[] }>;
  on(event: 'error', listener: (error: Error) => void): unknown;
  on(event: 'end', listener: () => void): unknown;
  end(): Promise<void>;
}

/** Which process runs the jobs: the one that holds a session advisory lock on a connection outside the pool. */
export class JobLeadership {
  private connection: LockConnection | undefined;
  private term: AbortController | undefined;
  private failures = 0;
  private nextTryMs = 0;

  constructor(
    private readonly connect: () => Promise<LockConnection>,
    private readonly monotonicMs: () => number,
    private readonly logger: Logger,
  ) {}

  /** The signal of this process's term, aborted when the lock is lost; undefined while another process leads. */
  async lead(): Promise<AbortSignal | undefined> {
    if (this.term) return this.term.signal;
    if (this.monotonicMs() < this.nextTryMs) return undefined;
    try {
      this.connection ??= await this.open();
      const { connection } = this;
      const { rows } = await connection.query('SELECT pg_try_advisory_lock($1) AS locked', [JOB_LEADER_LOCK]);
      this.failures = 0;
      // The connection may have been lost while it answered.
      if (rows[0]?.locked !== true || this.connection !== connection) return undefined;
      this.term = new AbortController();
      this.logger.info('this process runs the scheduled jobs');
      return this.term.signal;
    } catch (error) {
      this.lose(error);
      return undefined;
    }
  }

  /** Ends the term, so that another process may lead at once. */
  async resign(): Promise<void> {
    const { connection } = this;
    this.term?.abort();
    this.term = undefined;
    this.connection = undefined;
    // A connection that is lost already has given the lock back.
    await connection?.end().catch(() => undefined);
  }

  private async open(): Promise<LockConnection> {
    const connection = await this.connect();
    const lost = (error?: Error): void => {
      if (this.connection === connection) this.lose(error ?? new Error('the connection ended'));
    };
    connection.on('error', lost);
    connection.on('end', lost);
    return connection;
  }

  private lose(error: unknown): void {
    const { connection } = this;
    this.connection = undefined;
    this.term?.abort();
    this.term = undefined;
    this.nextTryMs = this.monotonicMs() + Math.min(RECONNECT_LAST_MS, RECONNECT_FIRST_MS * 2 ** this.failures);
    this.failures = Math.min(this.failures + 1, 16);
    this.logger.warn('the database connection of the scheduled jobs was lost', { error });
    connection?.end().catch(() => undefined);
  }
}
