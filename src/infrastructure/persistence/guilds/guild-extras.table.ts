import { EntitySchema } from 'typeorm';

export interface InviteRow {
  code: string;
  guild_id: string;
  channel_id: string;
  inviter_id: string;
  uses: number;
  max_uses: number;
  max_age_seconds: number;
  temporary: boolean;
  created_at: Date;
  expires_at: Date | null;
}

export const inviteTable = new EntitySchema<InviteRow>({
  name: 'invite',
  tableName: 'invites',
  columns: {
    code: { type: 'text', primary: true, primaryKeyConstraintName: 'invites_pkey' },
    guild_id: { type: 'bigint' },
    channel_id: { type: 'bigint' },
    inviter_id: { type: 'bigint' },
    uses: { type: 'integer', default: 0 },
    max_uses: { type: 'integer', default: 0 },
    max_age_seconds: { type: 'integer', default: 0 },
    temporary: { type: 'boolean', default: false },
    created_at: { type: 'timestamptz' },
    expires_at: { type: 'timestamptz', nullable: true },
  },
  indices: [{ name: 'invites_guild_idx', columns: ['guild_id', 'channel_id'] }],
  foreignKeys: [
    { name: 'invites_guild_fk', target: 'guild', columnNames: ['guild_id'], referencedColumnNames: ['id'] },
  ],
});

/** The webhook's token is derived from `id`, `token_nonce` and the server's secret; it is never stored. */
export interface WebhookRow {
  id: string;
  guild_id: string;
  channel_id: string;
  creator_id: string | null;
  name: string;
  avatar: string | null;
  application_id: string | null;
  token_nonce: string;
}

export const webhookTable = new EntitySchema<WebhookRow>({
  name: 'webhook',
  tableName: 'webhooks',
  columns: {
    id: { type: 'bigint', primary: true, primaryKeyConstraintName: 'webhooks_pkey' },
    guild_id: { type: 'bigint' },
    channel_id: { type: 'bigint' },
    creator_id: { type: 'bigint', nullable: true },
    name: { type: 'text' },
    avatar: { type: 'text', nullable: true },
    application_id: { type: 'bigint', nullable: true },
    token_nonce: { type: 'text' },
  },
  indices: [
    { name: 'webhooks_guild_idx', columns: ['guild_id', 'id'] },
    { name: 'webhooks_channel_idx', columns: ['channel_id', 'id'] },
  ],
  foreignKeys: [
    { name: 'webhooks_guild_fk', target: 'guild', columnNames: ['guild_id'], referencedColumnNames: ['id'] },
  ],
});

export interface EmojiRow {
  id: string;
  guild_id: string;
  name: string;
  creator_id: string;
  animated: boolean;
  role_ids: string[];
}

export const emojiTable = new EntitySchema<EmojiRow>({
  name: 'emoji',
  tableName: 'emojis',
  columns: {
    id: { type: 'bigint', primary: true, primaryKeyConstraintName: 'emojis_pkey' },
    guild_id: { type: 'bigint' },
    name: { type: 'text' },
    creator_id: { type: 'bigint' },
    animated: { type: 'boolean', default: false },
    role_ids: { type: 'bigint', array: true, default: '{}' },
  },
  indices: [{ name: 'emojis_guild_idx', columns: ['guild_id', 'id'] }],
  foreignKeys: [{ name: 'emojis_guild_fk', target: 'guild', columnNames: ['guild_id'], referencedColumnNames: ['id'] }],
});

export interface AuditLogEntryRow {
  id: string;
  guild_id: string;
  user_id: string;
  target_id: string | null;
  action_type: number;
  reason: string | null;
  changes: object | null;
  options: object | null;
}

export const auditLogEntryTable = new EntitySchema<AuditLogEntryRow>({
  name: 'audit_log_entry',
  tableName: 'audit_log_entries',
  columns: {
    id: { type: 'bigint', primary: true, primaryKeyConstraintName: 'audit_log_entries_pkey' },
    guild_id: { type: 'bigint' },
    user_id: { type: 'bigint' },
    target_id: { type: 'bigint', nullable: true },
    action_type: { type: 'integer' },
    reason: { type: 'text', nullable: true },
    changes: { type: 'jsonb', nullable: true },
    options: { type: 'jsonb', nullable: true },
  },
  indices: [{ name: 'audit_log_entries_guild_idx', columns: ['guild_id', 'id'] }],
  foreignKeys: [
    { name: 'audit_log_entries_guild_fk', target: 'guild', columnNames: ['guild_id'], referencedColumnNames: ['id'] },
  ],
});
