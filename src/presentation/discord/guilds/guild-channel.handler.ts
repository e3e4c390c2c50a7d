import { Injectable } from '@nestjs/common';
import type { APIChannel } from 'discord-api-types/v10';
import { DeleteGuildChannel } from '../../../application/guilds/channels/delete-guild-channel';
import { ListGuildChannels } from '../../../application/guilds/channels/list-guild-channels';
import { UpdateGuildChannel } from '../../../application/guilds/channels/update-guild-channel';
import type { AccountActor } from '../../../application/shared/actor';
import type { Id } from '../../../shared/ids';
import { validateInput } from '../../shared/validation';
import { presentGuildChannel } from '../presenters/channel.presenter';
import type { ChannelKindHandler } from './channel-kind-handlers';
import { toChannelSettings, toOverwrites, UpdateChannelDto } from './channel.dto';

/** `/channels/{id}` of a guild's channels. */
@Injectable()
export class GuildChannelHandler implements ChannelKindHandler {
  constructor(
    private readonly listGuildChannels: ListGuildChannels,
    private readonly updateGuildChannel: UpdateGuildChannel,
    private readonly deleteGuildChannel: DeleteGuildChannel,
  ) {}

  async read(actor: AccountActor, channelId: Id): Promise<APIChannel> {
    return presentGuildChannel(await this.listGuildChannels.one(actor, channelId));
  }

  async update(actor: AccountActor, channelId: Id, body: unknown, reason?: string): Promise<APIChannel> {
    const input = validateInput(UpdateChannelDto, body);
    const channel = await this.updateGuildChannel.execute(actor, {
      channelId,
      settings: { ...toChannelSettings(input), name: input.name ?? undefined, parentId: input.parent_id },
      overwrites: input.permission_overwrites === null ? [] : toOverwrites(input.permission_overwrites),
      reason,
    });
    return presentGuildChannel(channel);
  }

  async remove(actor: AccountActor, channelId: Id, reason?: string): Promise<APIChannel> {
    return presentGuildChannel(await this.deleteGuildChannel.execute(actor, { channelId, reason }));
  }
}
