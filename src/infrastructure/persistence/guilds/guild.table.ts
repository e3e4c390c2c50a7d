import { EntitySchema } from 'typeorm';

/** A community and tenant. A deleted one keeps its row, because the messages of its channels keep theirs. */
export interface GuildRow {
  id: string;
  name: string;
  owner_id: string;
  icon: string | null;
  description: string | null;
  system_channel_id: string | null;
  rules_channel_id: string | null;
  afk_channel_id: string | null;
  afk_timeout_seconds: number;
  verification_level: number;
  default_message_notifications: number;
  explicit_content_filter: number;
  preferred_locale: string;
  /** Moves with the rows of `members`, in their transactions. */
  member_count: number;
  deleted_at: Date | null;
}

export const guildTable = new EntitySchema<GuildRow>({
  name: 'guild',
  tableName: 'guilds',
  columns: {
    id: { type: 'bigint', primary: true, primaryKeyConstraintName: 'guilds_pkey' },
    name: { type: 'text' },
    owner_id: { type: 'bigint' },
    icon: { type: 'text', nullable: true },
    description: { type: 'text', nullable: true },
    system_channel_id: { type: 'bigint', nullable: true },
    rules_channel_id: { type: 'bigint', nullable: true },
    afk_channel_id: { type: 'bigint', nullable: true },
    afk_timeout_seconds: { type: 'integer', default: 300 },
    verification_level: { type: 'integer', default: 0 },
    default_message_notifications: { type: 'integer', default: 0 },
    explicit_content_filter: { type: 'integer', default: 0 },
    preferred_locale: { type: 'text', default: 'en-US' },
    member_count: { type: 'integer', default: 0 },
    deleted_at: { type: 'timestamptz', nullable: true },
  },
  indices: [{ name: 'guilds_owner_idx', columns: ['owner_id'], where: 'deleted_at IS NULL' }],
  foreignKeys: [{ name: 'guilds_owner_fk', target: 'user', columnNames: ['owner_id'], referencedColumnNames: ['id'] }],
});

export interface RoleRow {
  id: string;
  guild_id: string;
  name: string;
  color: number;
  secondary_color: number | null;
  tertiary_color: number | null;
  hoist: boolean;
  mentionable: boolean;
  permissions: string;
  position: number;
  icon: string | null;
  unicode_emoji: string | null;
  managed: boolean;
  bot_id: string | null;
}

export const roleTable = new EntitySchema<RoleRow>({
  name: 'role',
  tableName: 'roles',
  columns: {
    id: { type: 'bigint', primary: true, primaryKeyConstraintName: 'roles_pkey' },
    guild_id: { type: 'bigint' },
    name: { type: 'text' },
    color: { type: 'integer', default: 0 },
    secondary_color: { type: 'integer', nullable: true },
    tertiary_color: { type: 'integer', nullable: true },
    hoist: { type: 'boolean', default: false },
    mentionable: { type: 'boolean', default: false },
    permissions: { type: 'bigint' },
    position: { type: 'integer' },
    icon: { type: 'text', nullable: true },
    unicode_emoji: { type: 'text', nullable: true },
    managed: { type: 'boolean', default: false },
    bot_id: { type: 'bigint', nullable: true },
  },
  indices: [{ name: 'roles_guild_idx', columns: ['guild_id', 'id'] }],
  foreignKeys: [{ name: 'roles_guild_fk', target: 'guild', columnNames: ['guild_id'], referencedColumnNames: ['id'] }],
});

export interface MemberRow {
  guild_id: string;
  user_id: string;
  nick: string | null;
  avatar: string | null;
  /** Without @everyone; a deleted role is taken out in its transaction. */
  role_ids: string[];
  joined_at: Date;
  timeout_until: Date | null;
  flags: number;
}

export const memberTable = new EntitySchema<MemberRow>({
  name: 'member',
  tableName: 'members',
  columns: {
    guild_id: { type: 'bigint', primary: true, primaryKeyConstraintName: 'members_pkey' },
    user_id: { type: 'bigint', primary: true, primaryKeyConstraintName: 'members_pkey' },
    nick: { type: 'text', nullable: true },
    avatar: { type: 'text', nullable: true },
    role_ids: { type: 'bigint', array: true, default: '{}' },
    joined_at: { type: 'timestamptz' },
    timeout_until: { type: 'timestamptz', nullable: true },
    flags: { type: 'integer', default: 0 },
  },
  indices: [{ name: 'members_user_idx', columns: ['user_id', 'guild_id'] }],
  foreignKeys: [
    { name: 'members_guild_fk', target: 'guild', columnNames: ['guild_id'], referencedColumnNames: ['id'] },
    { name: 'members_user_fk', target: 'user', columnNames: ['user_id'], referencedColumnNames: ['id'] },
  ],
});

export interface GuildBanRow {
  guild_id: string;
  user_id: string;
  reason: string | null;
  moderator_id: string | null;
  created_at: Date;
}

export const guildBanTable = new EntitySchema<GuildBanRow>({
  name: 'guild_ban',
  tableName: 'guild_bans',
  columns: {
    guild_id: { type: 'bigint', primary: true, primaryKeyConstraintName: 'guild_bans_pkey' },
    user_id: { type: 'bigint', primary: true, primaryKeyConstraintName: 'guild_bans_pkey' },
    reason: { type: 'text', nullable: true },
    moderator_id: { type: 'bigint', nullable: true },
    created_at: { type: 'timestamptz' },
  },
  foreignKeys: [
    { name: 'guild_bans_guild_fk', target: 'guild', columnNames: ['guild_id'], referencedColumnNames: ['id'] },
    { name: 'guild_bans_user_fk', target: 'user', columnNames: ['user_id'], referencedColumnNames: ['id'] },
  ],
});
