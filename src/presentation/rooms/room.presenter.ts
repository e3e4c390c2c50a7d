import type { RoomView } from '../../application/rooms/room-view';
import type { PresentedRoom } from './room-answer.dto';
import { presentTime } from './time.presenter';

export function presentRoom({ room, currentUsers }: RoomView): PresentedRoom {
  return {
    room_id: room.id,
    room_name: room.name,
    admin_user_ids: [...room.adminUserIds],
    access: room.access,
    start_time: Math.floor(room.createdAtMs / 1_000),
    current_users: currentUsers,
    peak_users: Math.max(room.peakUsers, currentUsers),
    total_joins: room.totalJoins,
    max_members: room.maxMembers ?? null,
    slow_mode_seconds: room.slowModeSeconds,
    metadata: room.metadata,
    created_at: presentTime(room.createdAtMs),
    closed_at: room.closedAtMs === undefined ? null : presentTime(room.closedAtMs),
  };
}
