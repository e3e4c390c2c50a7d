import {
  type Emoji,
  type Guild,
  type GuildChannel,
  guildChannelTypes,
  type Member,
  type Overwrite,
  type Role,
  type Thread,
  type ThreadMember,
  threadTypes,
} from '../../../domain/guilds';
import { assert } from '../../../shared/assert';
import type { EmojiRow } from './guild-extras.table';
import type { GuildChannelRow, OverwriteRow, ThreadMemberRow, ThreadRow } from './guild-channel.table';
import type { GuildRow, MemberRow, RoleRow } from './guild.table';

/** What a channel's or thread's own row in `channels` adds. */
interface ChannelPart {
  name: string;
  head_seq: string;
  head_id: string | null;
}
export type SelectedGuildChannelRow = GuildChannelRow & ChannelPart;
export type SelectedThreadRow = ThreadRow & ChannelPart & { member_ids: string[] | null; has_starter: boolean };

/** Columns of guild channels `g` with their channels `c`. */
export const GUILD_CHANNEL_COLUMNS = 'g.*, c.name, c.head_seq, c.head_id';
/** Columns of threads `t` with their channels `c`; the members only of private ones, because they alone may see it. */
export const THREAD_COLUMNS = `t.*, c.name, c.head_seq, c.head_id,
  CASE WHEN t.type = 'private' THEN ARRAY(
    SELECT p.user_id FROM thread_members p WHERE p.thread_id = t.channel_id ORDER BY p.user_id
  ) END AS member_ids,
  EXISTS (SELECT FROM messages s WHERE s.channel_id = t.parent_id AND s.id = t.channel_id) AS has_starter`;

export const toGuild = (row: GuildRow): Guild => ({
  id: row.id,
  name: row.name,
  ownerId: row.owner_id,
  ...(row.icon !== null && { icon: row.icon }),
  ...(row.description !== null && { description: row.description }),
  ...(row.system_channel_id !== null && { systemChannelId: row.system_channel_id }),
  ...(row.rules_channel_id !== null && { rulesChannelId: row.rules_channel_id }),
  ...(row.afk_channel_id !== null && { afkChannelId: row.afk_channel_id }),
  afkTimeoutSeconds: row.afk_timeout_seconds,
  verificationLevel: row.verification_level,
  defaultMessageNotifications: row.default_message_notifications,
  explicitContentFilter: row.explicit_content_filter,
  preferredLocale: row.preferred_locale,
  memberCount: row.member_count,
});

export const toRole = (row: RoleRow): Role => ({
  id: row.id,
  guildId: row.guild_id,
  name: row.name,
  color: row.color,
  ...(row.secondary_color !== null && { secondaryColor: row.secondary_color }),
  ...(row.tertiary_color !== null && { tertiaryColor: row.tertiary_color }),
  hoist: row.hoist,
  mentionable: row.mentionable,
  permissions: BigInt(row.permissions),
  position: row.position,
  ...(row.icon !== null && { icon: row.icon }),
  ...(row.unicode_emoji !== null && { unicodeEmoji: row.unicode_emoji }),
  managed: row.managed,
  ...(row.bot_id !== null && { botId: row.bot_id }),
});

export const toMember = (row: MemberRow): Member => ({
  guildId: row.guild_id,
  userId: row.user_id,
  ...(row.nick !== null && { nick: row.nick }),
  ...(row.avatar !== null && { avatar: row.avatar }),
  roleIds: row.role_ids,
  joinedAtMs: row.joined_at.getTime(),
  ...(row.timeout_until !== null && { timeoutUntilMs: row.timeout_until.getTime() }),
  flags: row.flags,
});

export const toOverwrite = (row: OverwriteRow): Overwrite => ({
  targetId: row.target_id,
  kind: row.kind === 'member' ? 'member' : 'role',
  allow: BigInt(row.allow),
  deny: BigInt(row.deny),
});

export function toGuildChannel(row: SelectedGuildChannelRow, overwrites: readonly Overwrite[]): GuildChannel {
  const type = guildChannelTypes.find((known) => known === row.type);
  assert(type, `unknown channel type ${row.type}`);
  return {
    id: row.channel_id,
    guildId: row.guild_id,
    type,
    name: row.name,
    ...(row.parent_id !== null && { parentId: row.parent_id }),
    position: row.position,
    ...(row.topic !== null && { topic: row.topic }),
    nsfw: row.nsfw,
    slowModeSeconds: row.slow_mode_seconds,
    overwrites,
    ...(row.head_id !== null && { lastMessageId: row.head_id }),
    ...(row.last_pin_at !== null && { lastPinAtMs: row.last_pin_at.getTime() }),
    ...(row.bitrate !== null && { bitrate: row.bitrate }),
    ...(row.user_limit !== null && { userLimit: row.user_limit }),
    ...(row.auto_archive_minutes !== null && { autoArchiveMinutes: row.auto_archive_minutes }),
  };
}

export function toThread(row: SelectedThreadRow): Thread {
  const type = threadTypes.find((known) => known === row.type);
  assert(type, `unknown thread type ${row.type}`);
  return {
    id: row.channel_id,
    guildId: row.guild_id,
    parentId: row.parent_id,
    ownerId: row.owner_id,
    type,
    name: row.name,
    isArchived: row.is_archived,
    isLocked: row.is_locked,
    ...(row.is_invitable !== null && { isInvitable: row.is_invitable }),
    autoArchiveMinutes: row.auto_archive_minutes,
    archiveChangedAtMs: row.archive_changed_at.getTime(),
    slowModeSeconds: row.slow_mode_seconds,
    memberCount: row.member_count,
    messageCount: Math.max(0, Number(row.head_seq) - (row.has_starter ? 1 : 0)),
    ...(row.head_id !== null && { lastMessageId: row.head_id }),
    ...(row.last_pin_at !== null && { lastPinAtMs: row.last_pin_at.getTime() }),
    ...(row.member_ids && { memberIds: row.member_ids }),
  };
}

export const toThreadMember = (row: ThreadMemberRow): ThreadMember => ({
  threadId: row.thread_id,
  userId: row.user_id,
  joinedAtMs: row.joined_at.getTime(),
});

export const toEmoji = (row: EmojiRow): Emoji => ({
  id: row.id,
  guildId: row.guild_id,
  name: row.name,
  creatorId: row.creator_id,
  animated: row.animated,
  roleIds: row.role_ids,
});
