import { Injectable } from '@nestjs/common';
import { GuildDirectory } from '../../../../application/guilds';
import { DirectChannelReader, GroupMemberships } from '../../../../application/messaging';
import type { Id } from '../../../../shared/ids';

/** Where a channel stands; never changes. */
export type ChannelHome =
  | { readonly kind: 'guild'; readonly guildId: Id }
  | { readonly kind: 'direct'; readonly recipientIds: readonly Id[] }
  /** Who is in it changes. */
  | { readonly kind: 'group' }
  /** A room or what else is not on the gateway. */
  | { readonly kind: 'elsewhere' };

/** Homes that are remembered; beyond it all are forgotten and asked for again. */
export const CHANNEL_HOMES_MAX = 200_000;

const ELSEWHERE: ChannelHome = { kind: 'elsewhere' };

@Injectable()
export class ChannelHomes {
  private readonly known = new Map<Id, ChannelHome>();

  constructor(
    private readonly guilds: GuildDirectory,
    private readonly direct: DirectChannelReader,
    private readonly groups: GroupMemberships,
  ) {}

  find(channelId: Id): ChannelHome | undefined {
    return this.known.get(channelId);
  }

  remember(channelId: Id, home: ChannelHome): ChannelHome {
    if (this.known.size >= CHANNEL_HOMES_MAX) this.known.clear();
    this.known.set(channelId, home);
    return home;
  }

  /** Of a channel in which something happened, so it exists. */
  async learn(channelId: Id): Promise<ChannelHome> {
    return this.known.get(channelId) ?? this.remember(channelId, await this.read(channelId));
  }

  private async read(channelId: Id): Promise<ChannelHome> {
    const place = await this.guilds.placeOf(channelId);
    if (place) return { kind: 'guild', guildId: place.guildId };
    const direct = await this.direct.find(channelId);
    if (direct) return { kind: 'direct', recipientIds: direct.recipientIds };
    return (await this.groups.find(channelId)) ? { kind: 'group' } : ELSEWHERE;
  }
}
