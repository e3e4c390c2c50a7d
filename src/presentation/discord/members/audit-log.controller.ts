import { Controller, Get, Param, Query, UseGuards } from '@nestjs/common';
import type { APIAuditLog } from 'discord-api-types/v10';
import { ReadAuditLog } from '../../../application/guilds/audit/read-audit-log';
import { UserDirectory } from '../../../application/identity';
import type { AccountActor } from '../../../application/shared/actor';
import { presentAuditLog } from '../presenters/audit-log.presenter';
import { presentUser } from '../presenters/user.presenter';
import { AuthenticatedGuard, CurrentActor } from '../../shared/authenticated.guard';
import { discordRoutes } from '../rest/discord-routes';
import { AUDIT_PAGE_DEFAULT, AuditLogDto } from './audit-log.dto';

@UseGuards(AuthenticatedGuard)
@Controller(discordRoutes('guilds/:guild_id/audit-logs'))
export class AuditLogController {
  constructor(
    private readonly readAuditLog: ReadAuditLog,
    private readonly users: UserDirectory,
  ) {}

  /** With everybody who did something or to whom it was done. */
  @Get()
  async read(
    @CurrentActor() actor: AccountActor,
    @Param('guild_id') guildId: string,
    @Query() query: AuditLogDto,
  ): Promise<APIAuditLog> {
    const entries = await this.readAuditLog.execute(actor, {
      guildId,
      limit: query.limit ?? AUDIT_PAGE_DEFAULT,
      userId: query.user_id,
      targetId: query.target_id,
      actionType: query.action_type,
      before: query.before,
      after: query.after,
    });
    const named = entries.flatMap(({ userId, targetId }) => [userId, ...(targetId === undefined ? [] : [targetId])]);
    const profiles = await this.users.findMany(new Set(named));
    return presentAuditLog(entries, [...profiles.values()].map(presentUser));
  }
}
