import { Injectable } from '@nestjs/common';
import { RoomRepository } from '../../../application/rooms/room.repository';
import type { Room } from '../../../domain/rooms';
import { assert } from '../../../shared/assert';
import type { Id } from '../../../shared/ids';
import { TransactionContext } from '../transaction-context';
import { CURRENT_XID, lockChannels } from './channel-locks';
import { ROOM_COLUMNS, ROOM_TABLES, type SelectedRoomRow, toRoom } from './room-rows';

@Injectable()
export class TypeOrmRoomRepository extends RoomRepository {
  constructor(private readonly context: TransactionContext) {
    super();
  }

  async insert(room: Room): Promise<void> {
    await this.context.query(
      `WITH channel AS (
         INSERT INTO channels (id, kind, name, closed_at, created_at, changed_xid)
         VALUES ($1, 'room', $2, $3, $9, ${CURRENT_XID})
       )
       INSERT INTO rooms (channel_id, admin_user_ids, access, max_members, slow_mode_seconds, metadata, creator_id,
         is_default)
       VALUES ($1, $4, $5, $6, $7, $8, $10, $11)`,
      [...settingValues(room), new Date(room.createdAtMs), room.creatorId ?? null, room.isDefault ?? false],
    );
  }

  async find(roomId: Id): Promise<Room | undefined> {
    const rows = await this.context.query<SelectedRoomRow[]>(
      `SELECT ${ROOM_COLUMNS} FROM ${ROOM_TABLES} WHERE c.id = $1`,
      [roomId],
    );
    return rows[0] && toRoom(rows[0]);
  }

  /** Two statements: one that locks and reads would see the room as it was before it waited for the lock. */
  async lock(roomId: Id): Promise<Room | undefined> {
    assert(this.context.current, 'a room is only locked inside a unit of work');
    await lockChannels(this.context.manager, [roomId]);
    return this.find(roomId);
  }

  /** By the lock of the account's row. */
  async lockAndCountOpenOf(creatorId: Id): Promise<number> {
    assert(this.context.current, 'rooms of an account are only counted inside a unit of work');
    await this.context.query('SELECT FROM users WHERE id = $1 FOR NO KEY UPDATE', [creatorId]);
    const [row] = await this.context.query<{ count: string }[]>(
      `SELECT count(*) FROM ${ROOM_TABLES} WHERE r.creator_id = $1 AND c.closed_at IS NULL`,
      [creatorId],
    );
    return Number(row?.count ?? 0);
  }

  async update(room: Room): Promise<void> {
    await this.context.query(
      `WITH channel AS (
         UPDATE channels SET name = $2, closed_at = $3, changed_xid = ${CURRENT_XID} WHERE id = $1
       )
       UPDATE rooms SET admin_user_ids = $4, access = $5, max_members = $6, slow_mode_seconds = $7, metadata = $8
       WHERE channel_id = $1`,
      settingValues(room),
    );
  }
}

/** `$1` to `$8` of both writes. */
const settingValues = (room: Room): unknown[] => [
  room.id,
  room.name,
  room.closedAtMs === undefined ? null : new Date(room.closedAtMs),
  room.adminUserIds,
  room.access,
  room.maxMembers ?? null,
  room.slowModeSeconds,
  JSON.stringify(room.metadata),
];
