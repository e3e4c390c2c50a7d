import {
  Body,
  Controller,
  Delete,
  Get,
  HttpCode,
  HttpStatus,
  Param,
  Patch,
  Post,
  Query,
  UseGuards,
} from '@nestjs/common';
import type { APIGuild } from 'discord-api-types/v10';
import { CreateGuild } from '../../../application/guilds/create-guild';
import { DeleteGuild } from '../../../application/guilds/delete-guild';
import { GuildCounts } from '../../../application/guilds/guild-counts';
import { GuildAccess } from '../../../application/guilds';
import { UpdateGuild } from '../../../application/guilds/update-guild';
import type { AccountActor } from '../../../application/shared/actor';
import { presentGuild } from '../presenters/guild.presenter';
import { AuditReason } from '../rest/audit-reason.decorator';
import { AuthenticatedGuard, CurrentActor } from '../../shared/authenticated.guard';
import { discordRoutes } from '../rest/discord-routes';
import {
  CreateGuildDto,
  ReadGuildDto,
  toFoundingChannel,
  toFoundingRole,
  toGuildSettings,
  UpdateGuildDto,
} from './guild.dto';

/** https://docs.discord.com/developers/resources/guild */
@UseGuards(AuthenticatedGuard)
@Controller(discordRoutes('guilds'))
export class GuildsController {
  constructor(
    private readonly access: GuildAccess,
    private readonly counts: GuildCounts,
    private readonly createGuild: CreateGuild,
    private readonly updateGuild: UpdateGuild,
    private readonly deleteGuild: DeleteGuild,
  ) {}

  @Post()
  async create(@CurrentActor() actor: AccountActor, @Body() body: CreateGuildDto): Promise<APIGuild> {
    const snapshot = await this.createGuild.execute(actor, {
      settings: { ...toGuildSettings(body), name: body.name },
      roles: body.roles?.map(toFoundingRole),
      channels: body.channels?.map(toFoundingChannel),
      systemChannel: body.system_channel_id ?? undefined,
      afkChannel: body.afk_channel_id ?? undefined,
    });
    return presentGuild(snapshot);
  }

  @Get(':guild_id')
  async read(
    @CurrentActor() actor: AccountActor,
    @Param('guild_id') guildId: string,
    @Query() query: ReadGuildDto,
  ): Promise<APIGuild> {
    const view = await this.access.requireGuild(actor, guildId);
    const guild = presentGuild(view);
    if (!query.with_counts) return guild;
    const { members, online } = await this.counts.of(view.guild.id);
    return { ...guild, approximate_member_count: members, approximate_presence_count: online };
  }

  @Patch(':guild_id')
  async update(
    @CurrentActor() actor: AccountActor,
    @Param('guild_id') guildId: string,
    @Body() body: UpdateGuildDto,
    @AuditReason() reason?: string,
  ): Promise<APIGuild> {
    const snapshot = await this.updateGuild.execute(actor, {
      guildId,
      settings: {
        ...toGuildSettings(body),
        name: body.name ?? undefined,
        systemChannelId: body.system_channel_id,
        rulesChannelId: body.rules_channel_id,
        afkChannelId: body.afk_channel_id,
      },
      ownerId: body.owner_id ?? undefined,
      reason,
    });
    return presentGuild(snapshot);
  }

  @Delete(':guild_id')
  @HttpCode(HttpStatus.NO_CONTENT)
  async remove(@CurrentActor() actor: AccountActor, @Param('guild_id') guildId: string): Promise<void> {
    await this.deleteGuild.execute(actor, guildId);
  }
}
