import { Injectable } from '@nestjs/common';
import { LastSeen } from '../../../application/realtime';
import { Metrics } from '../../../application/shared/metrics';
import { unavailable } from '../../../shared/errors';
import type { Id } from '../../../shared/ids';
import { BatchQueue } from '../shared/batch-queue';
import { TransactionContext } from '../transaction-context';
import type { LastSeenRow } from './last-seen.table';

/** People written with one statement, and waiting for it: a crowd that leaves at once is few statements. */
const BATCH_MAX = 1_000;
const QUEUED_MAX = 100_000;

interface Seen {
  readonly userId: Id;
  readonly atMs: number;
}

/** Locks in the order of ids, as every writer does. */
const KEEP = `INSERT INTO last_seen AS kept (user_id, last_seen_at)
  SELECT seen.user_id, max(seen.at) FROM unnest($1::bigint[], $2::timestamptz[]) AS seen(user_id, at)
  JOIN users ON users.id = seen.user_id
  GROUP BY seen.user_id ORDER BY seen.user_id
  ON CONFLICT (user_id) DO UPDATE SET last_seen_at = excluded.last_seen_at
  WHERE kept.last_seen_at < excluded.last_seen_at`;

@Injectable()
export class TypeOrmLastSeen extends LastSeen {
  private readonly queue: BatchQueue<Seen, void>;

  constructor(
    private readonly context: TransactionContext,
    metrics: Metrics,
  ) {
    super();
    this.queue = new BatchQueue<Seen, void>({
      run: (entries) => this.write(entries),
      entriesMax: BATCH_MAX,
      queuedMax: QUEUED_MAX,
      onFull: () => {
        metrics.limitReached('last_seen_queue');
        return unavailable('too many people leave at once');
      },
    });
  }

  async of(userIds: readonly Id[]): Promise<ReadonlyMap<Id, number>> {
    if (userIds.length === 0) return new Map();
    const sql = 'SELECT user_id, last_seen_at FROM last_seen WHERE user_id = ANY($1::bigint[])';
    const rows = await this.context.query<LastSeenRow[]>(sql, [userIds]);
    return new Map(rows.map((row) => [row.user_id, row.last_seen_at.getTime()]));
  }

  keep(userId: Id, atMs: number): Promise<void> {
    return this.queue.add({ userId, atMs });
  }

  flush(): Promise<void> {
    return this.queue.drain();
  }

  private async write(entries: readonly Seen[]): Promise<readonly void[]> {
    const times = entries.map(({ atMs }) => new Date(atMs).toISOString());
    await this.context.query(KEEP, [entries.map(({ userId }) => userId), times]);
    return entries.map(() => undefined);
  }
}
