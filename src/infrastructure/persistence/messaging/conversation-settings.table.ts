import { EntitySchema } from 'typeorm';

/** How a person keeps a conversation; without a row neither pinned nor muted, and nothing half written. */
export interface ConversationSettingsRow {
  user_id: string;
  channel_id: string;
  is_pinned: boolean;
  is_muted: boolean;
  /** What was typed and not sent; empty for nothing. */
  draft: string;
  updated_at: Date;
}

export const conversationSettingsTable = new EntitySchema<ConversationSettingsRow>({
  name: 'conversation_settings',
  tableName: 'conversation_settings',
  columns: {
    user_id: { type: 'bigint', primary: true, primaryKeyConstraintName: 'conversation_settings_pkey' },
    channel_id: { type: 'bigint', primary: true, primaryKeyConstraintName: 'conversation_settings_pkey' },
    is_pinned: { type: 'boolean', default: false },
    is_muted: { type: 'boolean', default: false },
    draft: { type: 'text', default: '' },
    updated_at: { type: 'timestamptz' },
  },
  foreignKeys: [
    {
      name: 'conversation_settings_channel_fk',
      target: 'channel',
      columnNames: ['channel_id'],
      referencedColumnNames: ['id'],
    },
  ],
});
