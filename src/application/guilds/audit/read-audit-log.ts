import { Injectable } from '@nestjs/common';
import { type AuditLogEntry, Permission } from '../../../domain/guilds';
import { invalid } from '../../../shared/errors';
import type { Id } from '../../../shared/ids';
import type { AccountActor } from '../../shared/actor';
import { GuildAccess } from '../guild-access';
import { AUDIT_PAGE_MAX, type AuditLogQuery, AuditLogReader } from './audit-log.reader';

export interface ReadAuditLogInput extends AuditLogQuery {
  readonly guildId: Id;
}

/** What moderators did in a guild. */
@Injectable()
export class ReadAuditLog {
  constructor(
    private readonly access: GuildAccess,
    private readonly reader: AuditLogReader,
  ) {}

  /** @throws AppError `unknown_guild`, `missing_permissions`, `invalid` */
  async execute(actor: AccountActor, { guildId, ...query }: ReadAuditLogInput): Promise<readonly AuditLogEntry[]> {
    if (!Number.isInteger(query.limit) || query.limit < 1 || query.limit > AUDIT_PAGE_MAX) {
      throw invalid('limit', `limit must be an integer from 1 to ${AUDIT_PAGE_MAX}`);
    }
    await this.access.requireGuild(actor, guildId, Permission.viewAuditLog);
    return this.reader.list(guildId, query);
  }
}
