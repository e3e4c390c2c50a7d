import { EntitySchema } from 'typeorm';

/** What two accounts are to each other; one row for both. */
export interface FriendshipRow {
  lower_id: string;
  higher_id: string;
  requester_id: string;
  requested_at: Date;
  /** Null while the request is open. */
  befriended_at: Date | null;
  /** What the one with the lower id calls the other. */
  lower_remark: string | null;
  higher_remark: string | null;
}

const userKey = (name: string, column: string) => ({
  ...{ name, target: 'user', columnNames: [column], referencedColumnNames: ['id'] },
});

export const friendshipTable = new EntitySchema<FriendshipRow>({
  name: 'friendship',
  tableName: 'friendships',
  columns: {
    lower_id: { type: 'bigint', primary: true, primaryKeyConstraintName: 'friendships_pkey' },
    higher_id: { type: 'bigint', primary: true, primaryKeyConstraintName: 'friendships_pkey' },
    requester_id: { type: 'bigint' },
    requested_at: { type: 'timestamptz' },
    befriended_at: { type: 'timestamptz', nullable: true },
    lower_remark: { type: 'text', nullable: true },
    higher_remark: { type: 'text', nullable: true },
  },
  indices: [{ name: 'friendships_higher_idx', columns: ['higher_id', 'lower_id'] }],
  checks: [
    { name: 'friendships_pair_check', expression: 'lower_id < higher_id' },
    { name: 'friendships_requester_check', expression: 'requester_id IN (lower_id, higher_id)' },
  ],
  foreignKeys: [userKey('friendships_lower_fk', 'lower_id'), userKey('friendships_higher_fk', 'higher_id')],
});

export interface BlockRow {
  blocker_id: string;
  blocked_id: string;
  created_at: Date;
}

export const blockTable = new EntitySchema<BlockRow>({
  name: 'block',
  tableName: 'blocks',
  columns: {
    blocker_id: { type: 'bigint', primary: true, primaryKeyConstraintName: 'blocks_pkey' },
    blocked_id: { type: 'bigint', primary: true, primaryKeyConstraintName: 'blocks_pkey' },
    created_at: { type: 'timestamptz' },
  },
  indices: [{ name: 'blocks_blocked_idx', columns: ['blocked_id', 'blocker_id'] }],
  checks: [{ name: 'blocks_pair_check', expression: 'blocker_id <> blocked_id' }],
  foreignKeys: [userKey('blocks_blocker_fk', 'blocker_id'), userKey('blocks_blocked_fk', 'blocked_id')],
});

export interface NotificationRow {
  id: string;
  user_id: string;
  kind: string;
  actor_id: string;
  channel_id: string | null;
  /** As in `channels`, where it never changes. */
  channel_kind: string | null;
  message_id: string | null;
  read_at: Date | null;
}

export const notificationTable = new EntitySchema<NotificationRow>({
  name: 'notification',
  tableName: 'notifications',
  columns: {
    id: { type: 'bigint', primary: true, primaryKeyConstraintName: 'notifications_pkey' },
    user_id: { type: 'bigint' },
    kind: { type: 'text' },
    actor_id: { type: 'bigint' },
    channel_id: { type: 'bigint', nullable: true },
    channel_kind: { type: 'text', nullable: true },
    message_id: { type: 'bigint', nullable: true },
    read_at: { type: 'timestamptz', nullable: true },
  },
  indices: [
    { name: 'notifications_user_idx', columns: ['user_id', 'id'] },
    { name: 'notifications_unread_idx', columns: ['user_id', 'id'], where: 'read_at IS NULL' },
  ],
  foreignKeys: [userKey('notifications_user_fk', 'user_id')],
});
