import { EntitySchema } from 'typeorm';

/** How far the outside system has acknowledged a room's history. */
export interface RoomSyncRow {
  channel_id: string;
  acknowledged_message_seq: string;
  acknowledged_visit_seq: string;
  acknowledged_xid: string;
  acknowledged_at: Date | null;
}

export const roomSyncTable = new EntitySchema<RoomSyncRow>({
  name: 'room_sync',
  tableName: 'room_syncs',
  columns: {
    channel_id: { type: 'bigint', primary: true, primaryKeyConstraintName: 'room_syncs_pkey' },
    acknowledged_message_seq: { type: 'bigint', default: 0 },
    acknowledged_visit_seq: { type: 'bigint', default: 0 },
    acknowledged_xid: { type: 'bigint', default: 0 },
    acknowledged_at: { type: 'timestamptz', nullable: true },
  },
  foreignKeys: [
    { name: 'room_syncs_room_fk', target: 'room', columnNames: ['channel_id'], referencedColumnNames: ['channel_id'] },
  ],
});
