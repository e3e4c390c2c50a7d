import { EntitySchema } from 'typeorm';

/** A conversation without a guild: of two people (channel kind `direct`) or of several (`group`). */
export interface DirectChannelRow {
  channel_id: string;
  /** `lower id:higher id` of the two; null for groups. */
  pair_key: string | null;
  last_pin_at: Date | null;
}

export const directChannelTable = new EntitySchema<DirectChannelRow>({
  name: 'direct_channel',
  tableName: 'direct_channels',
  columns: {
    channel_id: { type: 'bigint', primary: true, primaryKeyConstraintName: 'direct_channels_pkey' },
    pair_key: { type: 'text', nullable: true },
    last_pin_at: { type: 'timestamptz', nullable: true },
  },
  indices: [{ name: 'direct_channels_pair_key', columns: ['pair_key'], unique: true }],
  foreignKeys: [
    {
      name: 'direct_channels_channel_fk',
      target: 'channel',
      columnNames: ['channel_id'],
      referencedColumnNames: ['id'],
    },
  ],
});

/** Who takes part in a conversation without a guild. The last three columns say something in groups only. */
export interface RecipientRow {
  channel_id: string;
  user_id: string;
  joined_at: Date;
  role: string;
  /** The channel's head at the join, taken under the channel's lock: messages up to it were said before. */
  joined_seq: string;
  muted_until: Date | null;
}

export const recipientTable = new EntitySchema<RecipientRow>({
  name: 'recipient',
  tableName: 'channel_recipients',
  columns: {
    channel_id: { type: 'bigint', primary: true, primaryKeyConstraintName: 'channel_recipients_pkey' },
    user_id: { type: 'bigint', primary: true, primaryKeyConstraintName: 'channel_recipients_pkey' },
    joined_at: { type: 'timestamptz' },
    role: { type: 'text', default: 'member' },
    joined_seq: { type: 'bigint', default: 0 },
    muted_until: { type: 'timestamptz', nullable: true },
  },
  checks: [{ name: 'channel_recipients_role_check', expression: `role IN ('owner', 'admin', 'member')` }],
  indices: [{ name: 'channel_recipients_user_idx', columns: ['user_id', 'channel_id'] }],
  foreignKeys: [
    {
      name: 'channel_recipients_channel_fk',
      target: 'channel',
      columnNames: ['channel_id'],
      referencedColumnNames: ['id'],
    },
    { name: 'channel_recipients_user_fk', target: 'user', columnNames: ['user_id'], referencedColumnNames: ['id'] },
  ],
});
