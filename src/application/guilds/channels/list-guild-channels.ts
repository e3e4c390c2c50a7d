import { Injectable } from '@nestjs/common';
import { type GuildChannel, hasPermission, Permission } from '../../../domain/guilds';
import type { Id } from '../../../shared/ids';
import type { AccountActor } from '../../shared/actor';
import { GuildAccess } from '../guild-access';
import { GuildChannelRepository } from '../guild-channel.repository';

/** The channels of a guild that somebody may view. */
@Injectable()
export class ListGuildChannels {
  constructor(
    private readonly access: GuildAccess,
    private readonly channels: GuildChannelRepository,
  ) {}

  /** With the newest message of each as of now. @throws AppError `unknown_guild` */
  async execute(actor: AccountActor, guildId: Id): Promise<readonly GuildChannel[]> {
    const view = await this.access.requireGuild(actor, guildId);
    const visible = [...view.channels.values()].filter((channel) =>
      hasPermission(this.access.inChannel(view, view.member, channel), Permission.viewChannel),
    );
    return this.withHeads(visible);
  }

  /** One of them. @throws AppError `unknown_channel`, `missing_access` */
  async one(actor: AccountActor, channelId: Id): Promise<GuildChannel> {
    const { channel } = await this.access.requireChannel(actor, channelId);
    const [current = channel] = await this.withHeads([channel]);
    return current;
  }

  private async withHeads(channels: readonly GuildChannel[]): Promise<readonly GuildChannel[]> {
    if (channels.length === 0) return [];
    const heads = await this.channels.heads(channels.map(({ id }) => id));
    return channels.map((channel) => ({ ...channel, lastMessageId: heads.get(channel.id) }));
  }
}
