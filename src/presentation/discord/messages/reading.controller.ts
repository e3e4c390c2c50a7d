import { Controller, HttpCode, HttpStatus, Param, Post, UseGuards } from '@nestjs/common';
import { MarkRead, StartTyping } from '../../../application/messaging';
import type { AccountActor } from '../../../application/shared/actor';
import { AuthenticatedGuard, CurrentActor } from '../../shared/authenticated.guard';
import { discordRoutes } from '../rest/discord-routes';
import { DialectChannels } from './dialect-channels';

/** What somebody in front of a channel does without saying anything: reading, and beginning to write. */
@UseGuards(AuthenticatedGuard)
@Controller(discordRoutes('channels/:channel_id'))
export class ReadingController {
  constructor(
    private readonly channels: DialectChannels,
    private readonly startTyping: StartTyping,
    private readonly markRead: MarkRead,
  ) {}

  /** https://docs.discord.com/developers/resources/channel#trigger-typing-indicator */
  @Post('typing')
  @HttpCode(HttpStatus.NO_CONTENT)
  async type(@CurrentActor() actor: AccountActor, @Param('channel_id') channelId: string): Promise<void> {
    await this.channels.require(channelId);
    await this.startTyping.execute(actor, channelId);
  }

  /** Everything up to the message is read. */
  @Post('messages/:message_id/ack')
  @HttpCode(HttpStatus.OK)
  async acknowledge(
    @CurrentActor() actor: AccountActor,
    @Param('channel_id') channelId: string,
    @Param('message_id') messageId: string,
  ): Promise<{ token: null }> {
    await this.channels.require(channelId, messageId);
    await this.markRead.execute(actor, { channelId, messageId });
    return { token: null };
  }
}
