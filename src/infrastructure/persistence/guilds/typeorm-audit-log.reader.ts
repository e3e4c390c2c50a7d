import { Injectable } from '@nestjs/common';
import { type AuditLogQuery, AuditLogReader } from '../../../application/guilds/audit/audit-log.reader';
import type { AuditLogEntry } from '../../../domain/guilds';
import type { Id } from '../../../shared/ids';
import { TransactionContext } from '../transaction-context';
import { toAuditEntry } from './audit-rows';
import type { AuditLogEntryRow } from './guild-extras.table';

@Injectable()
export class TypeOrmAuditLogReader extends AuditLogReader {
  constructor(private readonly context: TransactionContext) {
    super();
  }

  async list(guildId: Id, query: AuditLogQuery): Promise<readonly AuditLogEntry[]> {
    const { userId, targetId, actionType, before, after, limit } = query;
    const rows = await this.context.query<AuditLogEntryRow[]>(
      `SELECT * FROM audit_log_entries
       WHERE guild_id = $1 AND ($2::bigint IS NULL OR user_id = $2) AND ($3::bigint IS NULL OR target_id = $3)
         AND ($4::integer IS NULL OR action_type = $4) AND ($5::bigint IS NULL OR id < $5)
         AND ($6::bigint IS NULL OR id > $6)
       ORDER BY id ${after === undefined ? 'DESC' : 'ASC'} LIMIT $7`,
      [guildId, userId ?? null, targetId ?? null, actionType ?? null, before ?? null, after ?? null, limit],
    );
    return rows.map(toAuditEntry);
  }
}
