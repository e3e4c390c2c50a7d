import { Injectable } from '@nestjs/common';
import {
  type ChangedRoomsQuery,
  type OpenRoomsQuery,
  RoomSyncReader,
  type RoomSyncState,
  type SyncSnapshot,
} from '../../../application/rooms/sync/room-sync.reader';
import type { SyncedVisit } from '../../../domain/rooms/sync-payload';
import { assert } from '../../../shared/assert';
import type { Id } from '../../../shared/ids';
import { TransactionContext } from '../transaction-context';

interface StateRow {
  id: string;
  name: string;
  admin_user_ids: string[];
  created_at: Date;
  closed_at: Date | null;
  peak_users: number;
  total_joins: string;
  head_seq: string;
  visit_head: string;
  changed_xid: string;
  acknowledged_message_seq: string;
  acknowledged_visit_seq: string;
}

@Injectable()
export class TypeOrmRoomSyncReader extends RoomSyncReader {
  constructor(private readonly context: TransactionContext) {
    super();
  }

  async find(roomId: Id): Promise<RoomSyncState | undefined> {
    const [row] = await this.context.query<StateRow[]>(
      `SELECT c.id, c.name, r.admin_user_ids, c.created_at, c.closed_at, r.peak_users, r.total_joins, c.head_seq,
         r.visit_head, c.changed_xid, coalesce(s.acknowledged_message_seq, 0) AS acknowledged_message_seq,
         coalesce(s.acknowledged_visit_seq, 0) AS acknowledged_visit_seq
       FROM channels c JOIN rooms r ON r.channel_id = c.id LEFT JOIN room_syncs s ON s.channel_id = c.id
       WHERE c.id = $1`,
      [roomId],
    );
    return row && toState(row);
  }

  async visits(roomId: Id, afterSeq: number, toSeq: number): Promise<readonly SyncedVisit[]> {
    const rows = await this.context.query<{ user_key: string; joined_at: Date; left_at: Date }[]>(
      `SELECT user_key, joined_at, left_at FROM room_visits
       WHERE channel_id = $1 AND closed_seq > $2 AND closed_seq <= $3 ORDER BY closed_seq`,
      [roomId, afterSeq, toSeq],
    );
    return rows.map((row) => ({
      userKey: row.user_key,
      joinedAtMs: row.joined_at.getTime(),
      leftAtMs: row.left_at.getTime(),
    }));
  }

  async bannedUserKeys(roomId: Id, nowMs: number): Promise<readonly string[]> {
    const rows = await this.context.query<{ user_key: string }[]>(
      `SELECT coalesce(u.external_id, u.id::text) AS user_key FROM room_bans b JOIN users u ON u.id = b.user_id
       WHERE b.channel_id = $1 AND (b.expires_at IS NULL OR b.expires_at > $2) ORDER BY b.created_at, b.user_id`,
      [roomId, new Date(nowMs)],
    );
    return rows.map((row) => row.user_key);
  }

  openRoomIds({ changedOnly, exceptDefaults, after, limit }: OpenRoomsQuery): Promise<readonly Id[]> {
    const changed = `s.acknowledged_xid <> c.changed_xid OR (s.acknowledged_xid IS NULL AND c.closed_at IS NULL)`;
    return this.ids(
      `SELECT c.id FROM channels c JOIN rooms r ON r.channel_id = c.id LEFT JOIN room_syncs s ON s.channel_id = c.id
       WHERE c.kind = 'room' AND c.id > $1 ${exceptDefaults ? 'AND NOT r.is_default' : ''} AND (${changedOnly ? changed : 'c.closed_at IS NULL'})
       ORDER BY c.id LIMIT $2`,
      [after ?? '0', limit],
    );
  }

  changedRoomIds({ sinceXid, after, limit }: ChangedRoomsQuery): Promise<readonly Id[]> {
    return sinceXid === undefined
      ? this.openRoomIds({ changedOnly: false, ...(after !== undefined && { after }), limit })
      : this.ids(
          `SELECT c.id FROM channels c WHERE c.kind = 'room' AND c.changed_xid >= $3 AND c.id > $1
           ORDER BY c.id LIMIT $2`,
          [after ?? '0', limit, sinceXid],
        );
  }

  async snapshot(): Promise<SyncSnapshot> {
    const [row] = await this.context.query<{ system_identifier: string; xid: string }[]>(
      `SELECT system_identifier, pg_snapshot_xmin(pg_current_snapshot())::text AS xid FROM installation`,
    );
    assert(row, 'the installation is registered at start');
    return { systemIdentifier: row.system_identifier, xid: row.xid };
  }

  private async ids(sql: string, parameters: unknown[]): Promise<readonly Id[]> {
    const rows = await this.context.query<{ id: Id }[]>(sql, parameters);
    return rows.map((row) => row.id);
  }
}

const toState = (row: StateRow): RoomSyncState => ({
  roomId: row.id,
  name: row.name,
  adminUserIds: row.admin_user_ids,
  createdAtMs: row.created_at.getTime(),
  ...(row.closed_at !== null && { closedAtMs: row.closed_at.getTime() }),
  peakUsers: row.peak_users,
  totalJoins: Number(row.total_joins),
  head: { messageSeq: Number(row.head_seq), visitSeq: Number(row.visit_head) },
  changedXid: row.changed_xid,
  acknowledged: { messageSeq: Number(row.acknowledged_message_seq), visitSeq: Number(row.acknowledged_visit_seq) },
});
