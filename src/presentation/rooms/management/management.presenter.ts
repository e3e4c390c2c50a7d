import type { IssuedTicket } from '../../../application/rooms/issue-ticket';
import type { RoomStats } from '../../../application/rooms/read-room-stats';
import type { ServerStats } from '../../../application/rooms/read-server-stats';
import type { OccupantView } from '../../../application/rooms/room-occupancy';
import type { ServerSanction } from '../../../application/rooms/sanction.repository';
import { authorKey, type Message } from '../../../domain/messaging';
import type { Sanction } from '../../../domain/rooms';
import { presentTime } from '../time.presenter';
import type {
  PresentedHistoryMessage,
  PresentedOccupant,
  PresentedRoomStats,
  PresentedSanction,
  PresentedServerSanction,
  PresentedServerStats,
  PresentedTicket,
} from './answers.dto';

export const presentSanction = (sanction: Sanction): PresentedSanction => ({
  user_id: sanction.userKey,
  reason: sanction.reason ?? null,
  created_at: presentTime(sanction.createdAtMs),
  expires_at: sanction.expiresAtMs === undefined ? null : presentTime(sanction.expiresAtMs),
});

export const presentServerSanction = (sanction: ServerSanction): PresentedServerSanction => ({
  room_id: sanction.roomId,
  ...presentSanction(sanction),
});

export const presentOccupant = (occupant: OccupantView): PresentedOccupant => ({
  user_id: occupant.userKey,
  nickname: occupant.nickname ?? null,
  is_admin: occupant.isAdmin,
  joined_at: presentTime(occupant.joinedAtMs),
  connections: occupant.connections,
});

export const presentRoomStats = (stats: RoomStats): PresentedRoomStats => ({
  current_users: stats.currentUsers,
  peak_users: Math.max(stats.peakUsers, stats.currentUsers),
  total_joins: stats.totalJoins,
  unique_users: stats.uniqueUsers,
  messages: stats.messages,
  messages_per_minute: stats.messagesPerMinute,
  banned: stats.banned,
  muted: stats.muted,
  uptime_seconds: stats.uptimeSeconds,
});

export const presentHistoryMessage = (message: Message): PresentedHistoryMessage => ({
  id: message.id,
  user_id: message.author ? authorKey(message.author) : null,
  nickname: message.author?.name ?? null,
  content: message.content,
  is_admin: message.byAdmin,
  kind: message.kind === 'announcement' ? 'announcement' : 'text',
  created_at: presentTime(message.createdAtMs),
});

export const presentTicket = ({ ticket, expiresAtMs }: IssuedTicket): PresentedTicket => ({
  ticket,
  expires_at: presentTime(expiresAtMs),
});

export const presentServerStats = (stats: ServerStats): PresentedServerStats => ({
  rooms: stats.openRooms,
  closed_rooms: stats.closedRooms,
  connections: stats.connections,
  messages: stats.messages,
  sync: {
    pushes: stats.sync.pushes,
    pending: stats.sync.pending,
    dead: stats.sync.dead,
    lag_seconds: stats.sync.lagSeconds,
  },
});
