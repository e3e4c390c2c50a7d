import { Controller, Delete, Get, HttpCode, HttpStatus, Param, Query, UseGuards } from '@nestjs/common';
import type { RESTAPIPartialCurrentUserGuild } from 'discord-api-types/v10';
import type { GuildView } from '../../../application/guilds';
import { GuildCounts } from '../../../application/guilds/guild-counts';
import { LeaveGuild } from '../../../application/guilds/leave-guild';
import { ListOwnGuilds, OWN_GUILDS_PAGE_MAX } from '../../../application/guilds/list-own-guilds';
import type { AccountActor } from '../../../application/shared/actor';
import { AuthenticatedGuard, CurrentActor } from '../../shared/authenticated.guard';
import { discordRoutes } from '../rest/discord-routes';
import { OwnGuildsDto } from './guild.dto';

/** https://docs.discord.com/developers/resources/user#get-current-user-guilds */
@UseGuards(AuthenticatedGuard)
@Controller(discordRoutes('users/@me/guilds'))
export class OwnGuildsController {
  constructor(
    private readonly listOwnGuilds: ListOwnGuilds,
    private readonly leaveGuild: LeaveGuild,
    private readonly counts: GuildCounts,
  ) {}

  @Get()
  async list(
    @CurrentActor() actor: AccountActor,
    @Query() { before, after, limit = OWN_GUILDS_PAGE_MAX, with_counts }: OwnGuildsDto,
  ): Promise<RESTAPIPartialCurrentUserGuild[]> {
    const views = await this.listOwnGuilds.execute(actor, { before, after, limit });
    if (!with_counts) return views.map(presentOwnGuild);
    const counts = await this.counts.ofMany(views.map(({ guild }) => guild.id));
    return views.map((view) => {
      const { members = 0, online = 0 } = counts.get(view.guild.id) ?? {};
      return {
        ...presentOwnGuild(view),
        approximate_member_count: members,
        approximate_presence_count: online,
      };
    });
  }

  @Delete(':guild_id')
  @HttpCode(HttpStatus.NO_CONTENT)
  async leave(@CurrentActor() actor: AccountActor, @Param('guild_id') guildId: string): Promise<void> {
    await this.leaveGuild.execute(actor, guildId);
  }
}

const presentOwnGuild = ({ guild, member, permissions }: GuildView): RESTAPIPartialCurrentUserGuild => ({
  id: guild.id,
  name: guild.name,
  icon: guild.icon ?? null,
  banner: null,
  owner: guild.ownerId === member.userId,
  permissions: permissions.toString(),
  features: [],
});
