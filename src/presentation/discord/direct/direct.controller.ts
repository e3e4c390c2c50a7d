import { Body, Controller, Get, HttpCode, Post, UseGuards } from '@nestjs/common';
import type { APIDMChannel } from 'discord-api-types/v10';
import { OpenDirectChannel } from '../../../application/messaging/direct/open-direct-channel';
import { ReadDirectChannels } from '../../../application/messaging/direct/read-direct-channels';
import type { AccountActor } from '../../../application/shared/actor';
import { guildError } from '../../../domain/guilds';
import { AuthenticatedGuard, CurrentActor } from '../../shared/authenticated.guard';
import { discordRoutes } from '../rest/discord-routes';
import { OpenDirectChannelDto } from './direct.dto';
import { DirectPresentation } from './direct-presentation';

/** https://docs.discord.com/developers/resources/user#create-dm */
@UseGuards(AuthenticatedGuard)
@Controller(discordRoutes('users/@me/channels'))
export class DirectController {
  constructor(
    private readonly openDirectChannel: OpenDirectChannel,
    private readonly readDirectChannels: ReadDirectChannels,
    private readonly presentation: DirectPresentation,
  ) {}

  @Post()
  @HttpCode(200)
  async open(@CurrentActor() actor: AccountActor, @Body() body: OpenDirectChannelDto): Promise<APIDMChannel> {
    const recipientId = body.recipient_id ?? body.recipients?.[0];
    if (recipientId === undefined) throw guildError('invalid_recipient');
    const channel = await this.openDirectChannel.execute(actor, { recipientId, requires: 'mutual_guild' });
    return this.presentation.one(channel, actor.userId);
  }

  @Get()
  async list(@CurrentActor() actor: AccountActor): Promise<APIDMChannel[]> {
    return this.presentation.list(await this.readDirectChannels.list(actor), actor.userId);
  }
}
