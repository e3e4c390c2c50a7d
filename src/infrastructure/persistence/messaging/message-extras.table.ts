import { EntitySchema } from 'typeorm';

export interface ReactionRow {
  channel_id: string;
  message_id: string;
  /** The emoji itself, or a custom one's id. */
  emoji_key: string;
  user_id: string;
  /** Of a custom emoji, as it was called then. */
  emoji_name: string | null;
  animated: boolean;
  created_at: Date;
}

export const reactionTable = new EntitySchema<ReactionRow>({
  name: 'reaction',
  tableName: 'reactions',
  columns: {
    channel_id: { type: 'bigint', primary: true, primaryKeyConstraintName: 'reactions_pkey' },
    message_id: { type: 'bigint', primary: true, primaryKeyConstraintName: 'reactions_pkey' },
    emoji_key: { type: 'text', primary: true, primaryKeyConstraintName: 'reactions_pkey' },
    user_id: { type: 'bigint', primary: true, primaryKeyConstraintName: 'reactions_pkey' },
    emoji_name: { type: 'text', nullable: true },
    animated: { type: 'boolean', default: false },
    created_at: { type: 'timestamptz' },
  },
  foreignKeys: [
    {
      name: 'reactions_message_fk',
      target: 'message',
      columnNames: ['channel_id', 'message_id'],
      referencedColumnNames: ['channel_id', 'id'],
    },
  ],
});

/**
 * A stored file. Without a message it was uploaded for one that was never sent, and is cleaned up. One that was uploaded
 * before its message has no channel until it is sent.
 */
export interface AttachmentRow {
  id: string;
  channel_id: string | null;
  message_id: string | null;
  uploader_id: string;
  filename: string;
  content_type: string;
  size: string;
  width: number | null;
  height: number | null;
  has_thumbnail: boolean;
  /** The attachment under whose id the bytes are stored, when they were forwarded; null: its own. */
  file_id: string | null;
  created_at: Date;
}

export const attachmentTable = new EntitySchema<AttachmentRow>({
  name: 'attachment',
  tableName: 'attachments',
  columns: {
    id: { type: 'bigint', primary: true, primaryKeyConstraintName: 'attachments_pkey' },
    channel_id: { type: 'bigint', nullable: true },
    message_id: { type: 'bigint', nullable: true },
    uploader_id: { type: 'bigint' },
    filename: { type: 'text' },
    content_type: { type: 'text' },
    size: { type: 'bigint' },
    width: { type: 'integer', nullable: true },
    height: { type: 'integer', nullable: true },
    has_thumbnail: { type: 'boolean', default: false },
    file_id: { type: 'bigint', nullable: true },
    created_at: { type: 'timestamptz' },
  },
  indices: [
    { name: 'attachments_message_idx', columns: ['channel_id', 'message_id'] },
    { name: 'attachments_unused_idx', columns: ['created_at'], where: 'message_id IS NULL' },
    { name: 'attachments_file_idx', columns: ['file_id'], where: 'file_id IS NOT NULL' },
  ],
});

/** How far somebody has read a channel. */
export interface ReadStateRow {
  user_id: string;
  channel_id: string;
  last_read_id: string;
  last_read_seq: string;
  updated_at: Date;
}

export const readStateTable = new EntitySchema<ReadStateRow>({
  name: 'read_state',
  tableName: 'read_states',
  columns: {
    user_id: { type: 'bigint', primary: true, primaryKeyConstraintName: 'read_states_pkey' },
    channel_id: { type: 'bigint', primary: true, primaryKeyConstraintName: 'read_states_pkey' },
    last_read_id: { type: 'bigint' },
    last_read_seq: { type: 'bigint' },
    updated_at: { type: 'timestamptz' },
  },
  foreignKeys: [
    { name: 'read_states_channel_fk', target: 'channel', columnNames: ['channel_id'], referencedColumnNames: ['id'] },
  ],
});
