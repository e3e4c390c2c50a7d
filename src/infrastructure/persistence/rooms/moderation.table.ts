import { EntitySchema } from 'typeorm';

export interface RoomBanRow {
  channel_id: string;
  user_id: string;
  reason: string | null;
  created_at: Date;
  expires_at: Date | null;
}

export const roomBanTable = new EntitySchema<RoomBanRow>({
  name: 'room_ban',
  tableName: 'room_bans',
  columns: {
    channel_id: { type: 'bigint', primary: true, primaryKeyConstraintName: 'room_bans_pkey' },
    user_id: { type: 'bigint', primary: true, primaryKeyConstraintName: 'room_bans_pkey' },
    reason: { type: 'text', nullable: true },
    created_at: { type: 'timestamptz' },
    expires_at: { type: 'timestamptz', nullable: true },
  },
  foreignKeys: [
    { name: 'room_bans_room_fk', target: 'room', columnNames: ['channel_id'], referencedColumnNames: ['channel_id'] },
    { name: 'room_bans_user_fk', target: 'user', columnNames: ['user_id'], referencedColumnNames: ['id'] },
  ],
});

export interface RoomMuteRow {
  channel_id: string;
  user_id: string;
  reason: string | null;
  created_at: Date;
  expires_at: Date | null;
}

export const roomMuteTable = new EntitySchema<RoomMuteRow>({
  name: 'room_mute',
  tableName: 'room_mutes',
  columns: {
    channel_id: { type: 'bigint', primary: true, primaryKeyConstraintName: 'room_mutes_pkey' },
    user_id: { type: 'bigint', primary: true, primaryKeyConstraintName: 'room_mutes_pkey' },
    reason: { type: 'text', nullable: true },
    created_at: { type: 'timestamptz' },
    expires_at: { type: 'timestamptz', nullable: true },
  },
  foreignKeys: [
    { name: 'room_mutes_room_fk', target: 'room', columnNames: ['channel_id'], referencedColumnNames: ['channel_id'] },
    { name: 'room_mutes_user_fk', target: 'user', columnNames: ['user_id'], referencedColumnNames: ['id'] },
  ],
});
