import {
  Body,
  Controller,
  Delete,
  Get,
  HttpCode,
  HttpStatus,
  Param,
  Post,
  Put,
  Query,
  UseGuards,
} from '@nestjs/common';
import type { APIBan } from 'discord-api-types/v10';
import { BANS_PAGE_MAX } from '../../../application/guilds/bans/ban.repository';
import { BanMember } from '../../../application/guilds/bans/ban-member';
import { BulkBan } from '../../../application/guilds/bans/bulk-ban';
import { LiftBan } from '../../../application/guilds/bans/lift-ban';
import { ReadBans } from '../../../application/guilds/bans/read-bans';
import type { AccountActor } from '../../../application/shared/actor';
import { presentBan } from '../presenters/guild.presenter';
import { AuditReason } from '../rest/audit-reason.decorator';
import { AuthenticatedGuard, CurrentActor } from '../../shared/authenticated.guard';
import { discordRoutes } from '../rest/discord-routes';
import { BanDto, BulkBanDto, ListBansDto, purgeSecondsOf } from './ban.dto';
import { People } from './people';

interface PresentedBulkBan {
  readonly banned_users: readonly string[];
  readonly failed_users: readonly string[];
}

/** https://docs.discord.com/developers/resources/guild#get-guild-bans */
@UseGuards(AuthenticatedGuard)
@Controller(discordRoutes('guilds/:guild_id'))
export class BansController {
  constructor(
    private readonly readBans: ReadBans,
    private readonly banMember: BanMember,
    private readonly bulkBan: BulkBan,
    private readonly liftBan: LiftBan,
    private readonly people: People,
  ) {}

  @Get('bans')
  async list(
    @CurrentActor() actor: AccountActor,
    @Param('guild_id') guildId: string,
    @Query() { limit = BANS_PAGE_MAX, before, after }: ListBansDto,
  ): Promise<APIBan[]> {
    const bans = await this.readBans.list(actor, guildId, { limit, before, after });
    const userOf = await this.people.of(bans.map(({ userId }) => userId));
    return bans.map((ban) => presentBan(ban, userOf(ban.userId)));
  }

  @Get('bans/:user_id')
  async read(
    @CurrentActor() actor: AccountActor,
    @Param('guild_id') guildId: string,
    @Param('user_id') userId: string,
  ): Promise<APIBan> {
    const ban = await this.readBans.one(actor, guildId, userId);
    return presentBan(ban, await this.people.one(ban.userId));
  }

  @Put('bans/:user_id')
  @HttpCode(HttpStatus.NO_CONTENT)
  async ban(
    @CurrentActor() actor: AccountActor,
    @Param('guild_id') guildId: string,
    @Param('user_id') userId: string,
    @Body() body: BanDto,
    @Query() query: BanDto,
    @AuditReason() reason?: string,
  ): Promise<void> {
    await this.banMember.execute(actor, {
      ...{ guildId, userId },
      deleteMessageSeconds: purgeSecondsOf(body) ?? purgeSecondsOf(query),
      reason: reason ?? (body.reason || undefined),
    });
  }

  @Delete('bans/:user_id')
  @HttpCode(HttpStatus.NO_CONTENT)
  async lift(
    @CurrentActor() actor: AccountActor,
    @Param('guild_id') guildId: string,
    @Param('user_id') userId: string,
    @AuditReason() reason?: string,
  ): Promise<void> {
    await this.liftBan.execute(actor, { guildId, userId, reason });
  }

  @Post('bulk-ban')
  @HttpCode(HttpStatus.OK)
  async banMany(
    @CurrentActor() actor: AccountActor,
    @Param('guild_id') guildId: string,
    @Body() body: BulkBanDto,
    @AuditReason() reason?: string,
  ): Promise<PresentedBulkBan> {
    const deleteMessageSeconds = body.delete_message_seconds ?? undefined;
    const input = { guildId, userIds: body.user_ids, deleteMessageSeconds, reason };
    const { bannedIds, failedIds } = await this.bulkBan.execute(actor, input);
    return { banned_users: bannedIds, failed_users: failedIds };
  }
}
