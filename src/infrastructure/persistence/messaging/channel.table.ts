import { EntitySchema } from 'typeorm';

/**
 * Anywhere messages are sent, of every kind. `head_seq` and `head_id` are those of the newest message; they move only
 * under this row's lock, which is what makes `seq` gap-free. `changed_xid` is the last transaction that changed
 * anything of the channel: compared with a snapshot's xmin it makes a cursor that a slow commit cannot undercut.
 */
export interface ChannelRow {
  id: string;
  kind: string;
  name: string;
  head_seq: string;
  head_id: string | null;
  changed_xid: string;
  created_at: Date;
  closed_at: Date | null;
}

export const channelTable = new EntitySchema<ChannelRow>({
  name: 'channel',
  tableName: 'channels',
  columns: {
    id: { type: 'bigint', primary: true, primaryKeyConstraintName: 'channels_pkey' },
    kind: { type: 'text' },
    name: { type: 'text' },
    head_seq: { type: 'bigint', default: 0 },
    head_id: { type: 'bigint', nullable: true },
    changed_xid: { type: 'bigint', default: 0 },
    created_at: { type: 'timestamptz', default: () => 'now()' },
    closed_at: { type: 'timestamptz', nullable: true },
  },
  indices: [{ name: 'channels_open_idx', columns: ['kind', 'id'], where: 'closed_at IS NULL' }],
});
