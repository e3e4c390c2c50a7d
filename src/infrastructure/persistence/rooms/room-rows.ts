import { type Room, type RoomAccess, roomAccesses } from '../../../domain/rooms';
import { assert } from '../../../shared/assert';
import type { RoomRow } from './room.table';

export type SelectedRoomRow = Omit<RoomRow, 'visit_head'> & { name: string; created_at: Date; closed_at: Date | null };

/** Columns and tables of every query that returns whole rooms; `r` is the room, `c` its channel. */
export const ROOM_COLUMNS = `r.channel_id, r.admin_user_ids, r.access, r.max_members, r.slow_mode_seconds, r.metadata,
  r.peak_users, r.total_joins, r.creator_id, r.is_default, c.name, c.created_at, c.closed_at`;
export const ROOM_TABLES = 'rooms r JOIN channels c ON c.id = r.channel_id';

export function toRoom(row: SelectedRoomRow): Room {
  return {
    id: row.channel_id,
    ...(row.creator_id !== null && { creatorId: row.creator_id }),
    ...(row.is_default && { isDefault: true as const }),
    name: row.name,
    adminUserIds: row.admin_user_ids,
    access: toAccess(row.access),
    ...(row.max_members !== null && { maxMembers: row.max_members }),
    slowModeSeconds: row.slow_mode_seconds,
    metadata: row.metadata,
    peakUsers: row.peak_users,
    totalJoins: Number(row.total_joins),
    createdAtMs: row.created_at.getTime(),
    ...(row.closed_at !== null && { closedAtMs: row.closed_at.getTime() }),
  };
}

function toAccess(access: string): RoomAccess {
  const known = roomAccesses.find((one) => one === access);
  assert(known, `unknown room access ${access}`);
  return known;
}
