import { Body, Controller, Delete, Get, Param, Patch, UseGuards } from '@nestjs/common';
import type { APIChannel } from 'discord-api-types/v10';
import type { AccountActor } from '../../../application/shared/actor';
import { AuditReason } from '../rest/audit-reason.decorator';
import { AuthenticatedGuard, CurrentActor } from '../../shared/authenticated.guard';
import { discordRoutes } from '../rest/discord-routes';
import { ChannelKindHandlers } from './channel-kind-handlers';

/** Channels of every kind. https://docs.discord.com/developers/resources/channel#get-channel */
@UseGuards(AuthenticatedGuard)
@Controller(discordRoutes('channels'))
export class ChannelsController {
  constructor(private readonly handlers: ChannelKindHandlers) {}

  @Get(':channel_id')
  async read(@CurrentActor() actor: AccountActor, @Param('channel_id') channelId: string): Promise<APIChannel> {
    const handler = await this.handlers.of(channelId);
    return handler.read(actor, channelId);
  }

  @Patch(':channel_id')
  async update(
    @CurrentActor() actor: AccountActor,
    @Param('channel_id') channelId: string,
    @Body() body: unknown,
    @AuditReason() reason?: string,
  ): Promise<APIChannel> {
    const handler = await this.handlers.of(channelId);
    return handler.update(actor, channelId, body, reason);
  }

  @Delete(':channel_id')
  async remove(
    @CurrentActor() actor: AccountActor,
    @Param('channel_id') channelId: string,
    @AuditReason() reason?: string,
  ): Promise<APIChannel> {
    const handler = await this.handlers.of(channelId);
    return handler.remove(actor, channelId, reason);
  }
}
