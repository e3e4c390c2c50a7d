import { Controller, Get, Param, UseGuards } from '@nestjs/common';
import type { APIThreadList } from 'discord-api-types/v10';
import { ListThreads } from '../../../application/guilds/threads/list-threads';
import type { AccountActor } from '../../../application/shared/actor';
import { AuthenticatedGuard, CurrentActor } from '../../shared/authenticated.guard';
import { discordRoutes } from '../rest/discord-routes';
import { ThreadPresentation } from './thread-presentation';

/** https://docs.discord.com/developers/resources/guild#list-active-guild-threads */
@UseGuards(AuthenticatedGuard)
@Controller(discordRoutes('guilds/:guild_id/threads'))
export class GuildThreadsController {
  constructor(
    private readonly listThreads: ListThreads,
    private readonly presentation: ThreadPresentation,
  ) {}

  @Get('active')
  async active(@CurrentActor() actor: AccountActor, @Param('guild_id') guildId: string): Promise<APIThreadList> {
    return this.presentation.list(await this.listThreads.active(actor, guildId));
  }
}
