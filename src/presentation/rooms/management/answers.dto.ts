import { PresentedRoom } from '../room-answer.dto';

export class PresentedCreatedRoom extends PresentedRoom {
  /** Where the room's raw WebSocket is. */
  websocket_url!: string;
}

export class PresentedSanction {
  user_id!: string;
  reason!: string | null;
  created_at!: string;
  /** Null: until lifted. */
  expires_at!: string | null;
}

export class PresentedServerSanction extends PresentedSanction {
  room_id!: string;
}

export class PresentedOccupant {
  user_id!: string;
  nickname!: string | null;
  is_admin!: boolean;
  joined_at!: string;
  connections!: number;
}

export class PresentedRoomStats {
  current_users!: number;
  peak_users!: number;
  total_joins!: number;
  unique_users!: number;
  /** Every message ever sent, also deleted ones. */
  messages!: number;
  /** Mean of the last five minutes. */
  messages_per_minute!: number;
  banned!: number;
  muted!: number;
  uptime_seconds!: number;
}

export class PresentedHistoryMessage {
  id!: string;
  /** Null for an announcement of the operator. */
  user_id!: string | null;
  nickname!: string | null;
  content!: string;
  is_admin!: boolean;
  kind!: 'text' | 'announcement';
  created_at!: string;
}

export class PresentedTicket {
  ticket!: string;
  expires_at!: string;
}

export class PresentedSyncHealth {
  /** False while no DATA_CALLBACK_URL is set: then rooms are only pulled. */
  pushes!: boolean;
  pending!: number;
  /** Given up after 24 hours; retried by hand only. */
  dead!: number;
  /** How long the oldest due delivery has been waiting. */
  lag_seconds!: number;
}

export class PresentedServerStats {
  /** Open ones. */
  rooms!: number;
  closed_rooms!: number;
  connections!: number;
  /** Every message ever sent in a room, also deleted ones. */
  messages!: number;
  sync!: PresentedSyncHealth;
}
