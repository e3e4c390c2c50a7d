import { EntitySchema } from 'typeorm';

/**
 * The one message store. The time of a message is that of its id. A deleted message stays as a tombstone. `author_id` has
 * no foreign key: checking it would lock and log the author's row with every message.
 */
export interface MessageRow {
  channel_id: string;
  id: string;
  seq: string;
  kind: string;
  author_id: string | null;
  author_name: string | null;
  by_admin: boolean;
  content: string;
  nonce: string | null;
  edited_at: Date | null;
  deleted_at: Date | null;
  /** A recalled message is a tombstone too, so `deleted_at` is set with it. */
  recalled_at: Date | null;
  pinned_at: Date | null;
  flags: number;
  /** `MessageDetails`; null when the message is only text. */
  details: object | null;
  /** What it is searched by; null where messages are not searched, and for an empty one. */
  search_terms: number[] | null;
}

export const messageTable = new EntitySchema<MessageRow>({
  name: 'message',
  tableName: 'messages',
  columns: {
    channel_id: { type: 'bigint', primary: true, primaryKeyConstraintName: 'messages_pkey' },
    id: { type: 'bigint', primary: true, primaryKeyConstraintName: 'messages_pkey' },
    seq: { type: 'bigint' },
    kind: { type: 'text' },
    author_id: { type: 'bigint', nullable: true },
    author_name: { type: 'text', nullable: true },
    by_admin: { type: 'boolean', default: false },
    content: { type: 'text' },
    nonce: { type: 'text', nullable: true },
    edited_at: { type: 'timestamptz', nullable: true },
    deleted_at: { type: 'timestamptz', nullable: true },
    recalled_at: { type: 'timestamptz', nullable: true },
    pinned_at: { type: 'timestamptz', nullable: true },
    flags: { type: 'integer', default: 0 },
    details: { type: 'jsonb', nullable: true },
    search_terms: { type: 'integer', array: true, nullable: true },
  },
  indices: [
    { name: 'messages_id_idx', columns: ['id'] },
    { name: 'messages_channel_seq_key', columns: ['channel_id', 'seq'], unique: true },
    { name: 'messages_author_idx', columns: ['channel_id', 'author_id', 'id'] },
    { name: 'messages_nonce_idx', columns: ['channel_id', 'author_id', 'nonce', 'id'], where: 'nonce IS NOT NULL' },
    {
      name: 'messages_uncounted_idx',
      columns: ['channel_id', 'seq'],
      where: "deleted_at IS NOT NULL OR kind <> 'text'",
    },
    { name: 'messages_pinned_idx', columns: ['channel_id', 'pinned_at'], where: 'pinned_at IS NOT NULL' },
    // Of the kind GIN, which a schema cannot say: it is only kept, not compared.
    { name: 'messages_search_idx', columns: ['search_terms'], where: 'search_terms IS NOT NULL', synchronize: false },
  ],
  foreignKeys: [
    {
      name: 'messages_channel_fk',
      target: 'channel',
      columnNames: ['channel_id'],
      referencedColumnNames: ['id'],
    },
  ],
});
