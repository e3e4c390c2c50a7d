import { Injectable } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import { SNOWFLAKE_WORKERS_MAX } from '../../../shared/ids';
import { retryingConflicts } from '../transaction-errors';

export const WORKER_LEASE_SECONDS = 30;
/** Serializes the taking of worker numbers; any constant that no other advisory lock uses. */
const WORKER_LEASE_LOCK = 4_711_001;

export interface TakenWorkerNumber {
  readonly workerNumber: number;
  /** Ids of earlier holders may be as late as this; absent for a number never used. */
  readonly usedUntilMs?: number;
}

interface LeaseRow {
  worker_number: number;
  last_time_ms: string;
}

/** Who holds which worker number, by the database's clock. */
@Injectable()
export class WorkerLeaseStore {
  constructor(private readonly dataSource: DataSource) {}

  /**
   * Takes the worker number that was used least recently, a never used one first, for {@link WORKER_LEASE_SECONDS}.
   * Absent while all 1,024 are held.
   */
  take(processId: string, reservedUntilMs: (usedUntilMs: number) => number): Promise<TakenWorkerNumber | undefined> {
    return retryingConflicts(() =>
      this.dataSource.transaction(async (manager) => {
        await manager.query('SELECT pg_advisory_xact_lock($1)', [WORKER_LEASE_LOCK]);
        return (
          (await takeUnused(manager, processId, reservedUntilMs(0))) ??
          (await takeExpired(manager, processId, reservedUntilMs))
        );
      }),
    );
  }

  /**
   * Extends the lease and reserves ids up to `reservedUntilMs`.
   * @returns how many processes hold a lease, or 0 when this one has lost its own
   */
  async renew(workerNumber: number, processId: string, reservedUntilMs: number): Promise<number> {
    const rows = await this.dataSource.query<{ live: string; mine: string }[]>(
      `WITH mine AS (
         UPDATE worker_leases SET renewed_at = clock_timestamp(),
           expires_at = clock_timestamp() + make_interval(secs => ${WORKER_LEASE_SECONDS}),
           last_time_ms = GREATEST(last_time_ms, $3::bigint)
         WHERE worker_number = $1 AND process_id = $2::uuid RETURNING worker_number)
       SELECT (SELECT count(*) FROM mine) AS mine,
         (SELECT count(*) FROM worker_leases w
          WHERE w.expires_at > clock_timestamp() AND w.worker_number NOT IN (SELECT worker_number FROM mine)) AS live`,
      [workerNumber, processId, reservedUntilMs],
    );
    const [row] = rows;
    return row && Number(row.mine) === 1 ? Number(row.live) + 1 : 0;
  }

  /** Gives the number back at once; ids were made up to `usedUntilMs`. */
  async release(workerNumber: number, processId: string, usedUntilMs: number): Promise<void> {
    await this.dataSource.query(
      `UPDATE worker_leases SET expires_at = clock_timestamp(), last_time_ms = $3
       WHERE worker_number = $1 AND process_id = $2::uuid`,
      [workerNumber, processId, usedUntilMs],
    );
  }
}

async function takeUnused(
  manager: EntityManager,
  processId: string,
  reservedUntilMs: number,
): Promise<TakenWorkerNumber | undefined> {
  const [row] = await manager.query<LeaseRow[]>(
    `INSERT INTO worker_leases (worker_number, process_id, renewed_at, expires_at, last_time_ms)
     SELECT n, $1::uuid, clock_timestamp(), clock_timestamp() + make_interval(secs => ${WORKER_LEASE_SECONDS}), $2
     FROM generate_series(0, ${SNOWFLAKE_WORKERS_MAX - 1}) AS n
     WHERE NOT EXISTS (SELECT 1 FROM worker_leases w WHERE w.worker_number = n)
     ORDER BY n LIMIT 1 RETURNING worker_number, last_time_ms`,
    [processId, reservedUntilMs],
  );
  return row && { workerNumber: row.worker_number };
}

async function takeExpired(
  manager: EntityManager,
  processId: string,
  reservedUntilMs: (usedUntilMs: number) => number,
): Promise<TakenWorkerNumber | undefined> {
  const [row] = await manager.query<LeaseRow[]>(
    `SELECT worker_number, last_time_ms FROM worker_leases WHERE expires_at <= clock_timestamp()
     ORDER BY renewed_at, worker_number LIMIT 1 FOR UPDATE`,
  );
  if (!row) return undefined;
  const usedUntilMs = Number(row.last_time_ms);
  await manager.query(
    `UPDATE worker_leases SET process_id = $2::uuid, renewed_at = clock_timestamp(),
       expires_at = clock_timestamp() + make_interval(secs => ${WORKER_LEASE_SECONDS}), last_time_ms = $3
     WHERE worker_number = $1`,
    [row.worker_number, processId, reservedUntilMs(usedUntilMs)],
  );
  return { workerNumber: row.worker_number, usedUntilMs };
}
