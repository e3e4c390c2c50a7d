import { EntitySchema } from 'typeorm';

/**
 * What a channel of kind `group` is besides. Its name is the channel's, dissolved it is closed; its members are recipients
 * of its row in `direct_channels`.
 */
export interface GroupChannelRow {
  channel_id: string;
  owner_id: string;
  description: string;
  avatar: string | null;
  announcement: string | null;
  announced_at: Date | null;
  join_mode: string;
  is_history_visible: boolean;
  /** Moves under the channel's lock with the members. */
  member_count: number;
  updated_at: Date;
}

export const groupChannelTable = new EntitySchema<GroupChannelRow>({
  name: 'group_channel',
  tableName: 'group_channels',
  columns: {
    channel_id: { type: 'bigint', primary: true, primaryKeyConstraintName: 'group_channels_pkey' },
    owner_id: { type: 'bigint' },
    description: { type: 'text', default: '' },
    avatar: { type: 'text', nullable: true },
    announcement: { type: 'text', nullable: true },
    announced_at: { type: 'timestamptz', nullable: true },
    join_mode: { type: 'text', default: 'open' },
    is_history_visible: { type: 'boolean', default: false },
    member_count: { type: 'integer', default: 0 },
    updated_at: { type: 'timestamptz' },
  },
  checks: [{ name: 'group_channels_join_mode_check', expression: `join_mode IN ('open', 'approval', 'invite')` }],
  indices: [{ name: 'group_channels_joinable_idx', columns: ['channel_id'], where: `join_mode <> 'invite'` }],
  foreignKeys: [
    {
      name: 'group_channels_channel_fk',
      target: 'direct_channel',
      columnNames: ['channel_id'],
      referencedColumnNames: ['channel_id'],
    },
  ],
});

/** Somebody who waits to be let into a group. */
export interface GroupJoinRequestRow {
  channel_id: string;
  user_id: string;
  created_at: Date;
}

export const groupJoinRequestTable = new EntitySchema<GroupJoinRequestRow>({
  name: 'group_join_request',
  tableName: 'group_join_requests',
  columns: {
    channel_id: { type: 'bigint', primary: true, primaryKeyConstraintName: 'group_join_requests_pkey' },
    user_id: { type: 'bigint', primary: true, primaryKeyConstraintName: 'group_join_requests_pkey' },
    created_at: { type: 'timestamptz' },
  },
  foreignKeys: [
    {
      name: 'group_join_requests_group_fk',
      target: 'group_channel',
      columnNames: ['channel_id'],
      referencedColumnNames: ['channel_id'],
    },
    { name: 'group_join_requests_user_fk', target: 'user', columnNames: ['user_id'], referencedColumnNames: ['id'] },
  ],
});

/** Somebody who may join a group whatever its join mode. */
export interface GroupInvitationRow {
  channel_id: string;
  user_id: string;
  inviter_id: string;
  created_at: Date;
}

export const groupInvitationTable = new EntitySchema<GroupInvitationRow>({
  name: 'group_invitation',
  tableName: 'group_invitations',
  columns: {
    channel_id: { type: 'bigint', primary: true, primaryKeyConstraintName: 'group_invitations_pkey' },
    user_id: { type: 'bigint', primary: true, primaryKeyConstraintName: 'group_invitations_pkey' },
    inviter_id: { type: 'bigint' },
    created_at: { type: 'timestamptz' },
  },
  foreignKeys: [
    {
      name: 'group_invitations_group_fk',
      target: 'group_channel',
      columnNames: ['channel_id'],
      referencedColumnNames: ['channel_id'],
    },
    { name: 'group_invitations_user_fk', target: 'user', columnNames: ['user_id'], referencedColumnNames: ['id'] },
  ],
});

/** Somebody who was kicked and may not come back before a time. */
export interface GroupBanRow {
  channel_id: string;
  user_id: string;
  moderator_id: string;
  created_at: Date;
  expires_at: Date;
}

export const groupBanTable = new EntitySchema<GroupBanRow>({
  name: 'group_ban',
  tableName: 'group_bans',
  columns: {
    channel_id: { type: 'bigint', primary: true, primaryKeyConstraintName: 'group_bans_pkey' },
    user_id: { type: 'bigint', primary: true, primaryKeyConstraintName: 'group_bans_pkey' },
    moderator_id: { type: 'bigint' },
    created_at: { type: 'timestamptz' },
    expires_at: { type: 'timestamptz' },
  },
  foreignKeys: [
    {
      name: 'group_bans_group_fk',
      target: 'group_channel',
      columnNames: ['channel_id'],
      referencedColumnNames: ['channel_id'],
    },
    { name: 'group_bans_user_fk', target: 'user', columnNames: ['user_id'], referencedColumnNames: ['id'] },
  ],
});
