import { Body, Controller, Get, HttpCode, HttpStatus, Param, Patch, Post, UseGuards } from '@nestjs/common';
import { CreateGuildChannel } from '../../../application/guilds/channels/create-guild-channel';
import { ListGuildChannels } from '../../../application/guilds/channels/list-guild-channels';
import { MoveGuildChannels } from '../../../application/guilds/channels/move-guild-channels';
import type { AccountActor } from '../../../application/shared/actor';
import { invalid } from '../../../shared/errors';
import { validateInput } from '../../shared/validation';
import { type PresentedGuildChannel, presentGuildChannel } from '../presenters/channel.presenter';
import { AuditReason } from '../rest/audit-reason.decorator';
import { AuthenticatedGuard, CurrentActor } from '../../shared/authenticated.guard';
import { discordRoutes } from '../rest/discord-routes';
import { CreateChannelDto, MoveChannelDto, toChannelSettings, toOverwrites } from './channel.dto';

/** https://docs.discord.com/developers/resources/guild#get-guild-channels */
@UseGuards(AuthenticatedGuard)
@Controller(discordRoutes('guilds/:guild_id/channels'))
export class GuildChannelsController {
  constructor(
    private readonly listGuildChannels: ListGuildChannels,
    private readonly createGuildChannel: CreateGuildChannel,
    private readonly moveGuildChannels: MoveGuildChannels,
  ) {}

  /** Without threads, and without what the caller may not view. */
  @Get()
  async list(
    @CurrentActor() actor: AccountActor,
    @Param('guild_id') guildId: string,
  ): Promise<PresentedGuildChannel[]> {
    const channels = await this.listGuildChannels.execute(actor, guildId);
    return channels.map((channel) => presentGuildChannel(channel));
  }

  @Post()
  async create(
    @CurrentActor() actor: AccountActor,
    @Param('guild_id') guildId: string,
    @Body() body: CreateChannelDto,
    @AuditReason() reason?: string,
  ): Promise<PresentedGuildChannel> {
    const channel = await this.createGuildChannel.execute(actor, {
      guildId,
      settings: { ...toChannelSettings(body), name: body.name, parentId: body.parent_id },
      overwrites: toOverwrites(body.permission_overwrites ?? undefined),
      reason,
    });
    return presentGuildChannel(channel);
  }

  @Patch()
  @HttpCode(HttpStatus.NO_CONTENT)
  async move(
    @CurrentActor() actor: AccountActor,
    @Param('guild_id') guildId: string,
    @Body() body: unknown,
    @AuditReason() reason?: string,
  ): Promise<void> {
    if (!Array.isArray(body)) throw invalid('', 'must be a list of channels with their positions');
    const moves = body.map((item: unknown) => {
      const move = validateInput(MoveChannelDto, item);
      return {
        channelId: move.id,
        position: move.position ?? undefined,
        parentId: move.parent_id,
        locksPermissions: move.lock_permissions ?? false,
      };
    });
    await this.moveGuildChannels.execute(actor, { guildId, moves, reason });
  }
}
