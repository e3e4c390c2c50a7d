import {
  type APIChannel,
  type APIDMChannel,
  type APIGroupDMChannel,
  type APIGuildCategoryChannel,
  type APIGuildVoiceChannel,
  type APINewsChannel,
  type APIOverwrite,
  type APITextChannel,
  type APIThreadChannel,
  type APIThreadMember,
  type APIUser,
  ChannelType,
  OverwriteType,
  type ThreadAutoArchiveDuration,
} from 'discord-api-types/v10';
import type {
  GuildChannel,
  GuildChannelType,
  Overwrite,
  Thread,
  ThreadMember,
  ThreadType,
} from '../../../domain/guilds';
import type { Group } from '../../../domain/messaging';
import { type Id, idTimeMs } from '../../../shared/ids';

const time = (ms: number): string => new Date(ms).toISOString();
const DEFAULT_BITRATE = 64_000;
/** As a number, because none of the flag types has a name for none. */
const NO_FLAGS: number = 0;

export type PresentedGuildChannel = APIGuildCategoryChannel | APITextChannel | APINewsChannel | APIGuildVoiceChannel;

/** https://docs.discord.com/developers/resources/channel#channel-object-channel-types */
export const channelTypeNumbers = {
  text: ChannelType.GuildText,
  voice: ChannelType.GuildVoice,
  category: ChannelType.GuildCategory,
  announcement: ChannelType.GuildAnnouncement,
} as const satisfies Record<GuildChannelType, ChannelType>;

export const threadTypeNumbers = {
  public: ChannelType.PublicThread,
  private: ChannelType.PrivateThread,
  announcement: ChannelType.AnnouncementThread,
} as const satisfies Record<ThreadType, ChannelType>;

export const presentOverwrite = (overwrite: Overwrite): APIOverwrite => ({
  id: overwrite.targetId,
  type: overwrite.kind === 'role' ? OverwriteType.Role : OverwriteType.Member,
  allow: overwrite.allow.toString(),
  deny: overwrite.deny.toString(),
});

/** @param lastMessageId newer than what the channel itself was read with, when known */
export function presentGuildChannel(
  channel: GuildChannel,
  lastMessageId = channel.lastMessageId,
): PresentedGuildChannel {
  const base = {
    id: channel.id,
    guild_id: channel.guildId,
    type: channelTypeNumbers[channel.type],
    name: channel.name,
    position: channel.position,
    parent_id: channel.parentId ?? null,
    permission_overwrites: channel.overwrites.map(presentOverwrite),
    flags: NO_FLAGS,
  };
  if (channel.type === 'category') return base as APIGuildCategoryChannel;
  return { ...base, ...messagesPart(channel, lastMessageId), ...typePart(channel) } as PresentedGuildChannel;
}

const messagesPart = (channel: GuildChannel, lastMessageId: Id | undefined): object => ({
  nsfw: channel.nsfw,
  last_message_id: lastMessageId ?? null,
  rate_limit_per_user: channel.slowModeSeconds,
});

function typePart(channel: GuildChannel): object {
  if (channel.type === 'voice') {
    return { bitrate: channel.bitrate ?? DEFAULT_BITRATE, user_limit: channel.userLimit ?? 0, rtc_region: null };
  }
  return {
    topic: channel.topic ?? null,
    last_pin_timestamp: channel.lastPinAtMs === undefined ? null : time(channel.lastPinAtMs),
    ...(channel.autoArchiveMinutes !== undefined && { default_auto_archive_duration: channel.autoArchiveMinutes }),
  };
}

/** https://docs.discord.com/developers/topics/threads; @param member of the reader, when it is one */
export const presentThread = (thread: Thread, member?: ThreadMember): APIThreadChannel => ({
  id: thread.id,
  guild_id: thread.guildId,
  parent_id: thread.parentId,
  owner_id: thread.ownerId,
  type: threadTypeNumbers[thread.type],
  name: thread.name,
  last_message_id: thread.lastMessageId ?? null,
  rate_limit_per_user: thread.slowModeSeconds,
  message_count: thread.messageCount,
  total_message_sent: thread.messageCount,
  member_count: Math.min(thread.memberCount, 50),
  thread_metadata: {
    archived: thread.isArchived,
    auto_archive_duration: thread.autoArchiveMinutes as ThreadAutoArchiveDuration,
    archive_timestamp: time(thread.archiveChangedAtMs),
    locked: thread.isLocked,
    ...(thread.type === 'private' && { invitable: thread.isInvitable ?? true }),
    create_timestamp: time(idTimeMs(thread.id)),
  },
  flags: NO_FLAGS,
  ...(member && { member: presentThreadMember(member) }),
});

export const presentThreadMember = (member: ThreadMember): APIThreadMember => ({
  id: member.threadId,
  user_id: member.userId,
  join_timestamp: time(member.joinedAtMs),
  flags: NO_FLAGS,
});

/** A conversation of two, as one of them sees it. */
export const presentDirectChannel = (channelId: Id, other: APIUser, lastMessageId?: Id): APIDMChannel => ({
  id: channelId,
  type: ChannelType.DM,
  name: null,
  last_message_id: lastMessageId ?? null,
  recipients: [other],
  flags: NO_FLAGS,
});

/** A group without a guild. @param recipients some of the others in it */
export const presentGroupChannel = (group: Group, recipients: APIUser[]): APIGroupDMChannel => ({
  id: group.id,
  type: ChannelType.GroupDM,
  name: group.name,
  icon: null,
  owner_id: group.ownerId,
  last_message_id: group.lastMessageId ?? null,
  last_pin_timestamp: group.lastPinAtMs === undefined ? null : time(group.lastPinAtMs),
  recipients,
  flags: NO_FLAGS,
});

export type PresentedChannel = APIChannel;
