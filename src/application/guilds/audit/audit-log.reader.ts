import type { AuditLogEntry } from '../../../domain/guilds';
import type { Id } from '../../../shared/ids';

/** Entries in one answer at most. */
export const AUDIT_PAGE_MAX = 100;

export interface AuditLogQuery {
  /** 1 to {@link AUDIT_PAGE_MAX}. */
  readonly limit: number;
  /** Only what this user did. */
  readonly userId?: Id;
  readonly targetId?: Id;
  readonly actionType?: number;
  /** Only older entries. */
  readonly before?: Id;
  /** Only newer entries; the oldest of them come first then. */
  readonly after?: Id;
}

export abstract class AuditLogReader {
  /** Newest first, with `after` oldest first. */
  abstract list(guildId: Id, query: AuditLogQuery): Promise<readonly AuditLogEntry[]>;
}
