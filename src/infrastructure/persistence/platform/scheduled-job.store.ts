import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';

/** When jobs last ran on whichever process, by the database's clock. */
@Injectable()
export class ScheduledJobStore {
  constructor(private readonly dataSource: DataSource) {}

  /**
   * Marks the job as started now if its last start is at least `intervalSeconds` ago.
   * @returns 0 when it starts, else milliseconds until it is due
   */
  async begin(name: string, intervalSeconds: number): Promise<number> {
    const started = await this.dataSource.query<{ name: string }[]>(
      `INSERT INTO scheduled_jobs AS j (name, last_started_at) VALUES ($1, clock_timestamp())
       ON CONFLICT (name) DO UPDATE SET last_started_at = clock_timestamp(), last_finished_at = NULL
       WHERE j.last_started_at IS NULL
         OR j.last_started_at <= clock_timestamp() - make_interval(secs => $2::double precision)
       RETURNING name`,
      [name, intervalSeconds],
    );
    if (started.length === 1) return 0;
    const [row] = await this.dataSource.query<{ due_in_ms: string }[]>(
      `SELECT extract(epoch FROM last_started_at - clock_timestamp()) * 1000 + $2::double precision * 1000 AS due_in_ms
       FROM scheduled_jobs WHERE name = $1`,
      [name, intervalSeconds],
    );
    return Math.max(1, Math.ceil(Number(row?.due_in_ms ?? 1)));
  }

  async finish(name: string, error: string | undefined): Promise<void> {
    await this.dataSource.query(
      'UPDATE scheduled_jobs SET last_finished_at = clock_timestamp(), last_error = $2 WHERE name = $1',
      [name, error ?? null],
    );
  }
}
