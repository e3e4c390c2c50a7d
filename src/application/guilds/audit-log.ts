import type { AuditLogChange } from '../../domain/guilds';
import type { Id } from '../../shared/ids';

export const AUDIT_REASON_MAX = 512;

export interface AuditRecord {
  readonly guildId: Id;
  /** Who did it. */
  readonly userId: Id;
  readonly targetId?: Id;
  /** https://docs.discord.com/developers/resources/audit-log#audit-log-entry-object-audit-log-events */
  readonly actionType: number;
  /** At most {@link AUDIT_REASON_MAX} characters; a longer one is cut. */
  readonly reason?: string;
  readonly changes?: readonly AuditLogChange[];
  readonly options?: Readonly<Record<string, string>>;
}

/** What moderators did, kept for those who may read it. */
export abstract class AuditLog {
  /** Stores the entry with the transaction and tells it after the commit. Only inside `UnitOfWork.run`. */
  abstract record(record: AuditRecord): Promise<void>;
}
