import { Housekeeping } from '../../../application/operations/housekeeping';
import type { Clock } from '../../../application/shared/clock';
import type { OutboxDeliveries } from '../../../application/shared/outbox-deliveries';
import type { Database } from '../database';

const DAY_MS = 86_400_000;
/** Delivered entries are listed this long. */
export const DELIVERED_KEPT_DAYS = 7;
/** Given up entries can be retried this long. */
export const DEAD_KEPT_DAYS = 30;
const OUTBOX_REMOVED_PER_STATEMENT = 1_000;
export const INVALIDATIONS_KEPT_MINUTES = 10;

export class DatabaseHousekeeping extends Housekeeping {
  constructor(
    private readonly database: Database,
    private readonly deliveries: OutboxDeliveries,
    private readonly clock: Clock,
  ) {
    super();
  }

  get needsMaintenance(): boolean {
    return this.database.kind === 'embedded';
  }

  async cleanOutbox(signal: AbortSignal): Promise<number> {
    const nowMs = this.clock.nowMs();
    let removed = 0;
    while (!signal.aborted) {
      const count = await this.deliveries.removeOld(
        nowMs - DELIVERED_KEPT_DAYS * DAY_MS,
        nowMs - DEAD_KEPT_DAYS * DAY_MS,
        OUTBOX_REMOVED_PER_STATEMENT,
      );
      removed += count;
      if (count < OUTBOX_REMOVED_PER_STATEMENT) break;
    }
    return removed;
  }

  async cleanInvalidations(): Promise<number> {
    const [, removed] = await this.database.dataSource.query<[unknown, number]>(
      `DELETE FROM invalidations
       WHERE created_at < clock_timestamp() - make_interval(mins => ${INVALIDATIONS_KEPT_MINUTES})`,
    );
    return removed;
  }

  maintain(): Promise<void> {
    return this.database.maintain();
  }
}
