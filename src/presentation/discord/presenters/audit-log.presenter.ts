import type { APIAuditLog, APIAuditLogChange, APIAuditLogEntry, APIUser } from 'discord-api-types/v10';
import type { AuditLogChange, AuditLogEntry } from '../../../domain/guilds';

/** https://docs.discord.com/developers/resources/audit-log#audit-log-entry-object */
export const presentAuditLogEntry = (entry: AuditLogEntry): APIAuditLogEntry => ({
  id: entry.id,
  user_id: entry.userId,
  target_id: entry.targetId ?? null,
  action_type: entry.actionType,
  ...(entry.changes && entry.changes.length > 0 && { changes: entry.changes.map(presentChange) }),
  ...(entry.options && { options: entry.options }),
  ...(entry.reason !== undefined && { reason: entry.reason }),
});

/** Keys are those of the changed thing, so that no one type of a change says more than this. */
const presentChange = ({ key, oldValue, newValue }: AuditLogChange): APIAuditLogChange =>
  ({
    key,
    ...(oldValue !== undefined && { old_value: oldValue }),
    ...(newValue !== undefined && { new_value: newValue }),
  }) as APIAuditLogChange;

/** Libraries read every list, so all are there. https://docs.discord.com/developers/resources/audit-log#audit-log-object */
export const presentAuditLog = (entries: readonly AuditLogEntry[], users: readonly APIUser[]): APIAuditLog => ({
  audit_log_entries: entries.map(presentAuditLogEntry),
  users: [...users],
  webhooks: [],
  integrations: [],
  threads: [],
  application_commands: [],
  auto_moderation_rules: [],
  guild_scheduled_events: [],
});
