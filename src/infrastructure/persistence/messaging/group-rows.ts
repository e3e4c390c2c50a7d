import { type Group, type GroupMember, groupJoinModes, groupRoles } from '../../../domain/messaging';
import { assert } from '../../../shared/assert';
import type { RecipientRow } from './direct-channel.table';
import type { GroupChannelRow } from './group-channel.table';

export type SelectedGroupRow = GroupChannelRow & {
  name: string;
  created_at: Date;
  head_id: string | null;
  last_pin_at: Date | null;
};

/** In every query of groups; `g`, `c` and `d` are the three rows of one that is not dissolved. */
export const GROUP_COLUMNS = `g.channel_id, g.owner_id, g.description, g.avatar, g.announcement, g.announced_at,
    g.join_mode, g.is_history_visible, g.member_count, g.updated_at, c.name, c.created_at, c.head_id, d.last_pin_at`;
export const FROM_GROUPS = `FROM group_channels g
  JOIN channels c ON c.id = g.channel_id AND c.closed_at IS NULL
  JOIN direct_channels d ON d.channel_id = g.channel_id`;

export const SELECT_GROUPS = `SELECT ${GROUP_COLUMNS} ${FROM_GROUPS}`;

export const MEMBER_COLUMNS = 'r.channel_id, r.user_id, r.joined_at, r.role, r.joined_seq, r.muted_until';

export function toGroup(row: SelectedGroupRow): Group {
  const { avatar, announcement, announced_at, head_id, last_pin_at } = row;
  const joinMode = groupJoinModes.find((mode) => mode === row.join_mode);
  assert(joinMode, `unknown join mode ${row.join_mode}`);
  return {
    ...{ id: row.channel_id, name: row.name, description: row.description, ownerId: row.owner_id, joinMode },
    ...(avatar !== null && { avatar }),
    ...{ isHistoryVisible: row.is_history_visible, memberCount: row.member_count },
    ...(announcement !== null &&
      announced_at !== null && { announcement: { content: announcement, atMs: announced_at.getTime() } }),
    ...{ createdAtMs: row.created_at.getTime(), updatedAtMs: row.updated_at.getTime() },
    ...(head_id !== null && { lastMessageId: head_id }),
    ...(last_pin_at !== null && { lastPinAtMs: last_pin_at.getTime() }),
  };
}

export function toGroupMember(row: RecipientRow): GroupMember {
  const role = groupRoles.find((one) => one === row.role);
  assert(role, `unknown role ${row.role}`);
  return {
    ...{ channelId: row.channel_id, userId: row.user_id, role },
    ...{ joinedAtMs: row.joined_at.getTime(), joinedSeq: Number(row.joined_seq) },
    ...(row.muted_until !== null && { mutedUntilMs: row.muted_until.getTime() }),
  };
}
