import { EntitySchema } from 'typeorm';

/** What a guild's channel has beyond being a channel; its name, head and end are in `channels`. */
export interface GuildChannelRow {
  channel_id: string;
  guild_id: string;
  type: string;
  parent_id: string | null;
  position: number;
  topic: string | null;
  nsfw: boolean;
  slow_mode_seconds: number;
  last_pin_at: Date | null;
  bitrate: number | null;
  user_limit: number | null;
  auto_archive_minutes: number | null;
}

export const guildChannelTable = new EntitySchema<GuildChannelRow>({
  name: 'guild_channel',
  tableName: 'guild_channels',
  columns: {
    channel_id: { type: 'bigint', primary: true, primaryKeyConstraintName: 'guild_channels_pkey' },
    guild_id: { type: 'bigint' },
    type: { type: 'text' },
    parent_id: { type: 'bigint', nullable: true },
    position: { type: 'integer' },
    topic: { type: 'text', nullable: true },
    nsfw: { type: 'boolean', default: false },
    slow_mode_seconds: { type: 'integer', default: 0 },
    last_pin_at: { type: 'timestamptz', nullable: true },
    bitrate: { type: 'integer', nullable: true },
    user_limit: { type: 'integer', nullable: true },
    auto_archive_minutes: { type: 'integer', nullable: true },
  },
  indices: [{ name: 'guild_channels_guild_idx', columns: ['guild_id', 'channel_id'] }],
  checks: [{ name: 'guild_channels_type_check', expression: `type IN ('text', 'voice', 'category', 'announcement')` }],
  foreignKeys: [
    {
      name: 'guild_channels_channel_fk',
      target: 'channel',
      columnNames: ['channel_id'],
      referencedColumnNames: ['id'],
    },
    { name: 'guild_channels_guild_fk', target: 'guild', columnNames: ['guild_id'], referencedColumnNames: ['id'] },
  ],
});

export interface OverwriteRow {
  channel_id: string;
  target_id: string;
  kind: string;
  allow: string;
  deny: string;
}

export const overwriteTable = new EntitySchema<OverwriteRow>({
  name: 'overwrite',
  tableName: 'channel_overwrites',
  columns: {
    channel_id: { type: 'bigint', primary: true, primaryKeyConstraintName: 'channel_overwrites_pkey' },
    target_id: { type: 'bigint', primary: true, primaryKeyConstraintName: 'channel_overwrites_pkey' },
    kind: { type: 'text' },
    allow: { type: 'bigint' },
    deny: { type: 'bigint' },
  },
  checks: [{ name: 'channel_overwrites_kind_check', expression: `kind IN ('role', 'member')` }],
  foreignKeys: [
    {
      name: 'channel_overwrites_channel_fk',
      target: 'guild_channel',
      columnNames: ['channel_id'],
      referencedColumnNames: ['channel_id'],
    },
  ],
});

/** A thread is a channel of kind `guild`; a deleted one has `channels.closed_at`. */
export interface ThreadRow {
  channel_id: string;
  guild_id: string;
  parent_id: string;
  owner_id: string;
  type: string;
  is_archived: boolean;
  is_locked: boolean;
  is_invitable: boolean | null;
  auto_archive_minutes: number;
  archive_changed_at: Date;
  slow_mode_seconds: number;
  member_count: number;
  last_pin_at: Date | null;
}

export const threadTable = new EntitySchema<ThreadRow>({
  name: 'thread',
  tableName: 'threads',
  columns: {
    channel_id: { type: 'bigint', primary: true, primaryKeyConstraintName: 'threads_pkey' },
    guild_id: { type: 'bigint' },
    parent_id: { type: 'bigint' },
    owner_id: { type: 'bigint' },
    type: { type: 'text' },
    is_archived: { type: 'boolean', default: false },
    is_locked: { type: 'boolean', default: false },
    is_invitable: { type: 'boolean', nullable: true },
    auto_archive_minutes: { type: 'integer' },
    archive_changed_at: { type: 'timestamptz' },
    slow_mode_seconds: { type: 'integer', default: 0 },
    member_count: { type: 'integer', default: 0 },
    last_pin_at: { type: 'timestamptz', nullable: true },
  },
  indices: [
    { name: 'threads_active_idx', columns: ['guild_id', 'channel_id'], where: 'NOT is_archived' },
    { name: 'threads_archived_idx', columns: ['parent_id', 'archive_changed_at'], where: 'is_archived' },
  ],
  checks: [{ name: 'threads_type_check', expression: `type IN ('public', 'private', 'announcement')` }],
  foreignKeys: [
    { name: 'threads_channel_fk', target: 'channel', columnNames: ['channel_id'], referencedColumnNames: ['id'] },
    { name: 'threads_guild_fk', target: 'guild', columnNames: ['guild_id'], referencedColumnNames: ['id'] },
    {
      name: 'threads_parent_fk',
      target: 'guild_channel',
      columnNames: ['parent_id'],
      referencedColumnNames: ['channel_id'],
    },
  ],
});

export interface ThreadMemberRow {
  thread_id: string;
  user_id: string;
  joined_at: Date;
}

export const threadMemberTable = new EntitySchema<ThreadMemberRow>({
  name: 'thread_member',
  tableName: 'thread_members',
  columns: {
    thread_id: { type: 'bigint', primary: true, primaryKeyConstraintName: 'thread_members_pkey' },
    user_id: { type: 'bigint', primary: true, primaryKeyConstraintName: 'thread_members_pkey' },
    joined_at: { type: 'timestamptz' },
  },
  indices: [{ name: 'thread_members_user_idx', columns: ['user_id', 'thread_id'] }],
  foreignKeys: [
    {
      name: 'thread_members_thread_fk',
      target: 'thread',
      columnNames: ['thread_id'],
      referencedColumnNames: ['channel_id'],
    },
  ],
});
