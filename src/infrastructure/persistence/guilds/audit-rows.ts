import type { AuditLogChange, AuditLogEntry } from '../../../domain/guilds';
import type { AuditLogEntryRow } from './guild-extras.table';

interface StoredChange {
  key: string;
  old?: unknown;
  new?: unknown;
}

export const toAuditRow = (entry: AuditLogEntry): AuditLogEntryRow => ({
  id: entry.id,
  guild_id: entry.guildId,
  user_id: entry.userId,
  target_id: entry.targetId ?? null,
  action_type: entry.actionType,
  reason: entry.reason ?? null,
  changes: entry.changes?.map(toStoredChange) ?? null,
  options: entry.options ?? null,
});

export const toAuditEntry = (row: AuditLogEntryRow): AuditLogEntry => ({
  id: row.id,
  guildId: row.guild_id,
  userId: row.user_id,
  ...(row.target_id !== null && { targetId: row.target_id }),
  actionType: row.action_type,
  ...(row.reason !== null && { reason: row.reason }),
  ...(row.changes !== null && { changes: (row.changes as readonly StoredChange[]).map(toChange) }),
  ...(row.options !== null && { options: row.options as Readonly<Record<string, string>> }),
});

const toStoredChange = ({ key, oldValue, newValue }: AuditLogChange): StoredChange => ({
  key,
  ...(oldValue !== undefined && { old: oldValue }),
  ...(newValue !== undefined && { new: newValue }),
});

const toChange = (change: StoredChange): AuditLogChange => ({
  key: change.key,
  ...(change.old !== undefined && { oldValue: change.old }),
  ...(change.new !== undefined && { newValue: change.new }),
});
