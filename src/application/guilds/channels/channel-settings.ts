import type { AuditFields, GuildChannel, GuildChannelType, Overwrite } from '../../../domain/guilds';
import type { Id } from '../../../shared/ids';

/** What may be chosen about a channel; null clears, absent leaves it as it is. */
export interface ChannelSettings {
  readonly name?: string;
  readonly type?: GuildChannelType;
  readonly topic?: string | null;
  readonly nsfw?: boolean;
  readonly slowModeSeconds?: number;
  readonly parentId?: Id | null;
  readonly position?: number;
  readonly bitrate?: number | null;
  readonly userLimit?: number | null;
  readonly autoArchiveMinutes?: number | null;
}

/** Without a kind it is a role's when the guild has such a role, else a member's. */
export type OverwriteInput = Omit<Overwrite, 'kind'> & Partial<Pick<Overwrite, 'kind'>>;

type PlainChannel = Pick<GuildChannel, 'id' | 'guildId' | 'type' | 'name' | 'position'>;

export const plainChannel = (channel: PlainChannel): GuildChannel => ({
  ...channel,
  nsfw: false,
  slowModeSeconds: 0,
  overwrites: [],
});

/** A category holds others and has nothing else to it. */
export function withChannelSettings(channel: GuildChannel, settings: ChannelSettings): GuildChannel {
  const { name, type, position, nsfw, slowModeSeconds } = settings;
  const changed: GuildChannel = {
    ...channel,
    name: name ?? channel.name,
    type: type ?? channel.type,
    position: position ?? channel.position,
    parentId: chosen(settings.parentId, channel.parentId),
  };
  if (changed.type === 'category') return changed;
  return {
    ...changed,
    nsfw: nsfw ?? channel.nsfw,
    slowModeSeconds: slowModeSeconds ?? channel.slowModeSeconds,
    ...typeSettings(changed.type, channel, settings),
  };
}

function typeSettings(type: GuildChannelType, channel: GuildChannel, settings: ChannelSettings): Partial<GuildChannel> {
  if (type === 'voice') {
    return {
      bitrate: chosen(settings.bitrate, channel.bitrate),
      userLimit: chosen(settings.userLimit, channel.userLimit),
    };
  }
  return {
    topic: chosen(settings.topic, channel.topic) || undefined,
    autoArchiveMinutes: chosen(settings.autoArchiveMinutes, channel.autoArchiveMinutes),
  };
}

const chosen = <Value>(wanted: Value | null | undefined, old: Value | undefined): Value | undefined =>
  wanted === undefined ? old : (wanted ?? undefined);

/** https://docs.discord.com/developers/resources/channel#channel-object-channel-types */
const typeNumbers = { text: 0, voice: 2, category: 4, announcement: 5 } as const satisfies Record<
  GuildChannelType,
  number
>;

export const auditFieldsOfChannel = (channel: GuildChannel): AuditFields => ({
  name: channel.name,
  type: typeNumbers[channel.type],
  position: channel.position,
  parent_id: channel.parentId,
  topic: channel.topic,
  nsfw: channel.nsfw,
  rate_limit_per_user: channel.slowModeSeconds,
  bitrate: channel.bitrate,
  user_limit: channel.userLimit,
  default_auto_archive_duration: channel.autoArchiveMinutes,
});
