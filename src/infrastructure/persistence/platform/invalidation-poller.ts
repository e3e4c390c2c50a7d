import type { Logger } from '../../../application/shared/logger';
import type { Timers } from '../../../application/shared/timers';
import type { DataSource } from 'typeorm';
import type { InvalidationHub } from '../invalidation-hub';

export const INVALIDATION_POLL_MS = 500;
/** A row becomes visible at its transaction's commit, which may come this long after the time it carries. */
export const INVALIDATION_WINDOW_SECONDS = 30;

export interface InvalidationPollerPorts {
  readonly dataSource: DataSource;
  readonly hub: InvalidationHub;
  readonly timers: Timers;
  readonly logger: Logger;
  /** Processes on this database, this one included. */
  readonly liveProcesses: () => number;
}

/**
 * Tells this process's caches what other processes invalidated. Commits may come out of order, so each poll reads the
 * whole window again and skips what it has seen; what it has seen is never more than one window. This process's own keys
 * come a second time, which costs a reload and nothing else.
 */
export class InvalidationPoller {
  private seen: ReadonlySet<string> = new Set();
  private polling: Promise<void> | undefined;
  private cancel: () => void = () => undefined;

  constructor(private readonly ports: InvalidationPollerPorts) {}

  start(): void {
    this.cancel = this.ports.timers.every(INVALIDATION_POLL_MS, () => {
      if (this.ports.liveProcesses() > 1) void this.poll();
    });
  }

  async stop(): Promise<void> {
    this.cancel();
    await this.polling;
  }

  /** Never rejects; overlapping polls are one. */
  poll(): Promise<void> {
    this.polling ??= this.pollOnce()
      .catch((error: unknown) =>
        this.ports.logger.warn('invalidations of other processes could not be read', { error }),
      )
      .finally(() => {
        this.polling = undefined;
      });
    return this.polling;
  }

  private async pollOnce(): Promise<void> {
    const rows = await this.ports.dataSource.query<{ id: string; key: string }[]>(
      `SELECT id, key FROM invalidations
       WHERE created_at > clock_timestamp() - make_interval(secs => ${INVALIDATION_WINDOW_SECONDS}) ORDER BY id`,
    );
    const before = this.seen;
    this.seen = new Set(rows.map((row) => row.id));
    for (const row of rows) if (!before.has(row.id)) this.ports.hub.publish(row.key);
  }
}
