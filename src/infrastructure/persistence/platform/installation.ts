import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { assert } from '../../../shared/assert';

/** Any constant that no other advisory lock uses. */
const INSTALLATION_LOCK = 4_711_003;

/** Which database cluster the data lives in. */
@Injectable()
export class Installation {
  constructor(private readonly dataSource: DataSource) {}

  /**
   * Run at start. When the data was moved or restored into another cluster, the transaction numbers that channels were
   * changed by mean nothing there, so every channel counts as changed now. Returns whether that was so.
   */
  register(): Promise<boolean> {
    return this.dataSource.transaction(async (manager) => {
      await manager.query('SELECT pg_advisory_xact_lock($1)', [INSTALLATION_LOCK]);
      const [row] = await manager.query<{ actual: string; stored: string | null }[]>(
        `SELECT (SELECT system_identifier::text FROM pg_control_system()) AS actual,
           (SELECT system_identifier FROM installation) AS stored`,
      );
      assert(row, 'a database has an identity');
      if (row.actual === row.stored) return false;
      await manager.query(
        `INSERT INTO installation (id, system_identifier) VALUES (1, $1)
         ON CONFLICT (id) DO UPDATE SET system_identifier = excluded.system_identifier`,
        [row.actual],
      );
      if (row.stored === null) return false;
      await manager.query('UPDATE channels SET changed_xid = pg_current_xact_id()::text::bigint');
      return true;
    });
  }
}
