import { Body, Controller, Get, HttpCode, Post, UseGuards } from '@nestjs/common';
import type { APIDMChannel } from 'discord-api-types/v10';
import { OpenDirectChannel } from '../../../application/messaging/direct/open-direct-channel';
import type { AccountActor } from '../../../application/shared/actor';
import { guildError } from '../../../domain/guilds';
import { AuthenticatedGuard, CurrentActor } from '../../shared/authenticated.guard';
import { discordRoutes } from '../rest/discord-routes';
import { OpenDirectChannelDto } from './direct.dto';
import { DirectPresentation } from './direct-presentation';
import { type PrivateChannel, PrivateChannels } from './private-channels';

/** https://docs.discord.com/developers/resources/user#create-dm */
@UseGuards(AuthenticatedGuard)
@Controller(discordRoutes('users/@me/channels'))
export class DirectController {
  constructor(
    private readonly openDirectChannel: OpenDirectChannel,
    private readonly channels: PrivateChannels,
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
  async list(@CurrentActor() actor: AccountActor): Promise<readonly PrivateChannel[]> {
    return this.channels.of(actor);
  }
}
