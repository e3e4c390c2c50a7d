import { Injectable } from '@nestjs/common';
import { AUDIT_REASON_MAX, AuditLog, type AuditRecord } from '../../../application/guilds';
import { IdGenerator } from '../../../application/shared/id-generator';
import { UnitOfWork } from '../../../application/shared/unit-of-work';
import type { AuditLogChange, AuditLogEntry, AuditLogged } from '../../../domain/guilds';
import { assert } from '../../../shared/assert';
import { TransactionContext } from '../transaction-context';
import { auditLogEntryTable } from './guild-extras.table';
import { toAuditRow } from './audit-rows';

@Injectable()
export class TypeOrmAuditLog extends AuditLog {
  constructor(
    private readonly context: TransactionContext,
    private readonly uow: UnitOfWork,
    private readonly ids: IdGenerator,
  ) {
    super();
  }

  async record({ reason, changes, ...record }: AuditRecord): Promise<void> {
    assert(this.context.current, 'an audit entry is only recorded inside a unit of work');
    const entry: AuditLogEntry = {
      ...record,
      id: this.ids.next(),
      ...(changes && { changes: changes.map(toStorable) }),
      ...(reason !== undefined && reason !== '' && { reason: cut(reason) }),
    };
    await this.context.manager.insert(auditLogEntryTable, toAuditRow(entry));
    const logged: AuditLogged = { type: 'audit.logged', guildId: entry.guildId, entry };
    this.uow.record(logged);
  }
}

/** By code points, so that no character is torn apart. */
const cut = (reason: string): string => [...reason].slice(0, AUDIT_REASON_MAX).join('');

const toStorable = ({ key, oldValue, newValue }: AuditLogChange): AuditLogChange => ({
  key,
  ...(oldValue !== undefined && { oldValue: plain(oldValue) }),
  ...(newValue !== undefined && { newValue: plain(newValue) }),
});

/** Permission bits have no form in JSON; as on the wire they are decimal text. */
const plain = (value: unknown): unknown => (typeof value === 'bigint' ? value.toString() : value);
