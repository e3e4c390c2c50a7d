import { EntitySchema } from 'typeorm';

/** What a room has beyond its channel. `visit_head` numbers the ended visits in the order of their commits. */
export interface RoomRow {
  channel_id: string;
  admin_user_ids: string[];
  access: string;
  max_members: number | null;
  slow_mode_seconds: number;
  metadata: Record<string, unknown>;
  peak_users: number;
  total_joins: string;
  visit_head: string;
  /** The account that opened it. */
  creator_id: string | null;
  /** Made by the server itself. */
  is_default: boolean;
}

export const roomTable = new EntitySchema<RoomRow>({
  name: 'room',
  tableName: 'rooms',
  columns: {
    channel_id: { type: 'bigint', primary: true, primaryKeyConstraintName: 'rooms_pkey' },
    admin_user_ids: { type: 'text', array: true, default: () => `'{}'` },
    access: { type: 'text' },
    max_members: { type: 'integer', nullable: true },
    slow_mode_seconds: { type: 'integer', default: 0 },
    metadata: { type: 'jsonb', default: () => `'{}'` },
    peak_users: { type: 'integer', default: 0 },
    total_joins: { type: 'bigint', default: 0 },
    visit_head: { type: 'bigint', default: 0 },
    creator_id: { type: 'bigint', nullable: true },
    is_default: { type: 'boolean', default: false },
  },
  indices: [{ name: 'rooms_creator_idx', columns: ['creator_id'], where: 'creator_id IS NOT NULL' }],
  foreignKeys: [
    { name: 'rooms_channel_fk', target: 'channel', columnNames: ['channel_id'], referencedColumnNames: ['id'] },
  ],
});

/** One stay of one user in one room. `closed_seq` is set, under the channel's lock, when the stay ends. */
export interface RoomVisitRow {
  id: string;
  channel_id: string;
  user_key: string;
  process_id: string;
  joined_at: Date;
  left_at: Date | null;
  closed_seq: string | null;
}

export const roomVisitTable = new EntitySchema<RoomVisitRow>({
  name: 'room_visit',
  tableName: 'room_visits',
  columns: {
    id: { type: 'bigint', primary: true, primaryKeyConstraintName: 'room_visits_pkey' },
    channel_id: { type: 'bigint' },
    user_key: { type: 'text' },
    process_id: { type: 'uuid' },
    joined_at: { type: 'timestamptz' },
    left_at: { type: 'timestamptz', nullable: true },
    closed_seq: { type: 'bigint', nullable: true },
  },
  indices: [
    {
      name: 'room_visits_closed_key',
      columns: ['channel_id', 'closed_seq'],
      unique: true,
      where: 'closed_seq IS NOT NULL',
    },
    { name: 'room_visits_user_idx', columns: ['channel_id', 'user_key'] },
    { name: 'room_visits_open_idx', columns: ['process_id'], where: 'left_at IS NULL' },
  ],
  foreignKeys: [
    { name: 'room_visits_room_fk', target: 'room', columnNames: ['channel_id'], referencedColumnNames: ['channel_id'] },
  ],
});
