import { Injectable } from '@nestjs/common';
import {
  type RoomFigures,
  type RoomListQuery,
  RoomReader,
  type ServerFigures,
} from '../../../application/rooms/room.reader';
import type { Room } from '../../../domain/rooms';
import { assert } from '../../../shared/assert';
import { firstIdAt, type Id } from '../../../shared/ids';
import { TransactionContext } from '../transaction-context';
import { ROOM_COLUMNS, ROOM_TABLES, type SelectedRoomRow, toRoom } from './room-rows';

const RATE_WINDOW_MINUTES = 5;
const MINUTE_MS = 60_000;

interface FiguresRow {
  peak_users: number;
  total_joins: string;
  unique_users: string;
  messages: string;
  recent_messages: string;
  banned: string;
  muted: string;
}

@Injectable()
export class TypeOrmRoomReader extends RoomReader {
  constructor(private readonly context: TransactionContext) {
    super();
  }

  async list({ closed, access, after, limit }: RoomListQuery): Promise<readonly Room[]> {
    const rows = await this.context.query<SelectedRoomRow[]>(
      `SELECT ${ROOM_COLUMNS} FROM ${ROOM_TABLES}
       WHERE c.kind = 'room' ${closed ? '' : 'AND c.closed_at IS NULL'} AND c.id > $1
         AND ($3::text IS NULL OR r.access = $3)
       ORDER BY c.id LIMIT $2`,
      [after ?? '0', limit, access ?? null],
    );
    return rows.map(toRoom);
  }

  /** `head_seq` counts every message ever sent, also deleted ones, without reading any. */
  async figures(roomId: Id, nowMs: number): Promise<RoomFigures> {
    const [row] = await this.context.query<FiguresRow[]>(
      `SELECT r.peak_users, r.total_joins, c.head_seq AS messages,
         (SELECT count(DISTINCT v.user_key) FROM room_visits v WHERE v.channel_id = c.id) AS unique_users,
         (SELECT count(*) FROM messages m WHERE m.channel_id = c.id AND m.id >= $2) AS recent_messages,
         (SELECT count(*) FROM room_bans b
          WHERE b.channel_id = c.id AND (b.expires_at IS NULL OR b.expires_at > $3)) AS banned,
         (SELECT count(*) FROM room_mutes b
          WHERE b.channel_id = c.id AND (b.expires_at IS NULL OR b.expires_at > $3)) AS muted
       FROM ${ROOM_TABLES} WHERE c.id = $1`,
      [roomId, firstIdAt(nowMs - RATE_WINDOW_MINUTES * MINUTE_MS), new Date(nowMs)],
    );
    assert(row, 'the figures of a room need the room');
    return {
      peakUsers: row.peak_users,
      totalJoins: Number(row.total_joins),
      uniqueUsers: Number(row.unique_users),
      messages: Number(row.messages),
      messagesPerMinute: Number(row.recent_messages) / RATE_WINDOW_MINUTES,
      banned: Number(row.banned),
      muted: Number(row.muted),
    };
  }

  async serverFigures(): Promise<ServerFigures> {
    const [row] = await this.context.query<{ open: string; closed: string; messages: string }[]>(
      `SELECT count(*) FILTER (WHERE closed_at IS NULL) AS open, count(closed_at) AS closed,
         coalesce(sum(head_seq), 0) AS messages
       FROM channels WHERE kind = 'room'`,
    );
    assert(row, 'an aggregate has a row');
    return { openRooms: Number(row.open), closedRooms: Number(row.closed), messages: Number(row.messages) };
  }
}
