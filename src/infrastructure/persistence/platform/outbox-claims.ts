import { Injectable } from '@nestjs/common';
import { type EntityManager, DataSource } from 'typeorm';
import { TransactionContext } from '../transaction-context';
import { retryingConflicts } from '../transaction-errors';
import { lockKeys, tryLockKeys } from './outbox-keys';
import type { OutboxRow } from './outbox.table';

/** How long a claimed entry is another relay's business only after a crash. */
export const OUTBOX_LEASE_SECONDS = 30;

/** An entry that this process alone may deliver, until the lease runs out. */
export interface ClaimedEntry {
  readonly id: string;
  readonly leaseId: string;
  readonly topic: string;
  readonly orderingKey: string;
  readonly eventType: string;
  readonly coalescingKey?: string;
  readonly payload: Readonly<Record<string, unknown>>;
  /** Present once the first attempt has built it. */
  readonly body?: string;
  readonly attempts: number;
  readonly createdAtMs: number;
}

const PENDING_AND_DUE = `o.status = 'pending' AND o.next_attempt_at <= clock_timestamp()
  AND (o.leased_until IS NULL OR o.leased_until <= clock_timestamp())`;

/** The entries of the outbox that a relay has in hand. All times are the database's. */
@Injectable()
export class OutboxClaims {
  constructor(
    private readonly dataSource: DataSource,
    private readonly context: TransactionContext,
  ) {}

  /**
   * Leases up to `limit` due entries, committed when this resolves. Of one key only the oldest pending entry, and none
   * while another of the key is leased.
   */
  claim(topics: readonly string[], leaseId: string, limit: number): Promise<readonly ClaimedEntry[]> {
    return retryingConflicts(() =>
      this.dataSource.transaction(async (manager) => {
        const ids = await selectCandidates(manager, topics, limit);
        if (ids.length === 0) return [];
        const lockedIds = await tryLockKeys(manager, ids);
        // A statement of its own: its snapshot is taken after the locks, so what it sees of these keys is the truth.
        return lockedIds.length === 0 ? [] : leaseEntries(manager, lockedIds, leaseId);
      }),
    );
  }

  /** Milliseconds until the next entry falls due, negative when one waits already; absent without pending entries. */
  async nextDueInMs(topics: readonly string[]): Promise<number | undefined> {
    const [row] = await this.dataSource.query<{ due_in_ms: string | null }[]>(
      `SELECT extract(epoch FROM min(greatest(o.next_attempt_at, o.leased_until)) - clock_timestamp()) * 1000 AS due_in_ms
       FROM outbox o WHERE o.status = 'pending' AND o.topic = ANY($1::text[])`,
      [topics],
    );
    const dueInMs = row?.due_in_ms ?? undefined;
    return dueInMs === undefined ? undefined : Number(dueInMs);
  }

  /** Keeps the body for later attempts and starts the lease anew; false when the lease is lost. */
  async storeBody({ id, leaseId }: ClaimedEntry, body: string): Promise<boolean> {
    const [, affected] = await this.dataSource.query<[unknown, number]>(
      `UPDATE outbox SET body = $3, leased_until = clock_timestamp() + make_interval(secs => ${OUTBOX_LEASE_SECONDS})
       WHERE id = $1 AND lease_id = $2::uuid AND status = 'pending'`,
      [id, leaseId, body],
    );
    return affected === 1;
  }

  /**
   * Marks the entry delivered, in the running transaction. Its body has served and is not kept.
   * @returns undefined when the lease is lost, else whether another run was asked for meanwhile
   */
  async markDelivered(entry: ClaimedEntry): Promise<{ readonly rerun: boolean } | undefined> {
    const { manager } = this.context;
    await lockKeys(manager, [entry.topic], [entry.orderingKey]);
    const [rows] = await manager.query<[{ rerun: boolean }[], number]>(
      `UPDATE outbox SET status = 'delivered', delivered_at = clock_timestamp(), last_error = NULL,
         leased_until = NULL, lease_id = NULL, body = NULL
       WHERE id = $1 AND lease_id = $2::uuid AND status = 'pending' RETURNING rerun`,
      [entry.id, entry.leaseId],
    );
    return rows[0];
  }

  /**
   * Plans the next attempt after `delayMs`, the last one `lifetimeSeconds` after the first; gives up after that. In the
   * running transaction.
   */
  async markFailed(
    entry: ClaimedEntry,
    error: string,
    delayMs: number,
    lifetimeSeconds: number,
  ): Promise<{ readonly dead: boolean; readonly rerun: boolean } | undefined> {
    const { manager } = this.context;
    await lockKeys(manager, [entry.topic], [entry.orderingKey]);
    const [rows] = await manager.query<[{ status: string; rerun: boolean }[], number]>(
      `UPDATE outbox o SET last_error = $3, leased_until = NULL, lease_id = NULL,
         status = CASE WHEN clock_timestamp() >= e.ends_at THEN 'dead' ELSE 'pending' END,
         next_attempt_at = least(clock_timestamp() + make_interval(secs => $4::double precision / 1000), e.ends_at)
       FROM (SELECT id, first_attempt_at + make_interval(secs => $5::double precision) AS ends_at
             FROM outbox WHERE id = $1) e
       WHERE o.id = e.id AND o.lease_id = $2::uuid AND o.status = 'pending' RETURNING o.status, o.rerun`,
      [entry.id, entry.leaseId, error, delayMs, lifetimeSeconds],
    );
    return rows[0] && { dead: rows[0].status === 'dead', rerun: rows[0].rerun };
  }

  /** Ends every lease; only where no other process can hold one. */
  async freeAll(): Promise<void> {
    await this.dataSource.query('UPDATE outbox SET leased_until = NULL, lease_id = NULL WHERE lease_id IS NOT NULL');
  }

  /** Lets others have the entry at once. */
  async free({ id, leaseId }: ClaimedEntry): Promise<void> {
    await this.dataSource.query(
      'UPDATE outbox SET leased_until = NULL, lease_id = NULL WHERE id = $1 AND lease_id = $2::uuid',
      [id, leaseId],
    );
  }
}

async function selectCandidates(manager: EntityManager, topics: readonly string[], limit: number): Promise<string[]> {
  const rows = await manager.query<{ id: string }[]>(
    `SELECT o.id FROM outbox o
     WHERE o.topic = ANY($1::text[]) AND ${PENDING_AND_DUE}
       AND NOT EXISTS (SELECT 1 FROM outbox p WHERE p.topic = o.topic AND p.ordering_key = o.ordering_key
         AND p.status = 'pending' AND p.id < o.id)
     ORDER BY o.next_attempt_at, o.id LIMIT $2 FOR UPDATE OF o SKIP LOCKED`,
    [topics, limit],
  );
  return rows.map((row) => row.id);
}

async function leaseEntries(
  manager: EntityManager,
  ids: readonly string[],
  leaseId: string,
): Promise<readonly ClaimedEntry[]> {
  const [rows] = await manager.query<[OutboxRow[], number]>(
    `UPDATE outbox o SET lease_id = $2::uuid, attempts = o.attempts + 1,
       leased_until = clock_timestamp() + make_interval(secs => ${OUTBOX_LEASE_SECONDS}),
       first_attempt_at = coalesce(o.first_attempt_at, clock_timestamp())
     WHERE o.id = ANY($1::bigint[]) AND ${PENDING_AND_DUE}
       AND NOT EXISTS (SELECT 1 FROM outbox p WHERE p.topic = o.topic AND p.ordering_key = o.ordering_key
         AND p.status = 'pending' AND (p.id < o.id OR (p.id > o.id AND p.leased_until > clock_timestamp())))
     RETURNING o.*`,
    [ids, leaseId],
  );
  return rows.map((row) => toClaimedEntry(row, leaseId));
}

const toClaimedEntry = (row: OutboxRow, leaseId: string): ClaimedEntry => ({
  id: row.id,
  leaseId,
  topic: row.topic,
  orderingKey: row.ordering_key,
  eventType: row.event_type,
  ...(row.coalescing_key !== null && { coalescingKey: row.coalescing_key }),
  payload: row.payload,
  ...(row.body !== null && { body: row.body }),
  attempts: row.attempts,
  createdAtMs: row.created_at.getTime(),
});
