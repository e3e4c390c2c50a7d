import type { DataSource } from 'typeorm';
import { firstIdAt, type Id } from '../../src/shared/ids';

const START_MS = Date.UTC(2026, 0, 1);

/** Writes the rooms' tables directly, as fast as a test needs. */
export class RoomRows {
  private lastId = BigInt(firstIdAt(START_MS));

  constructor(private readonly dataSource: DataSource) {}

  nextId(): Id {
    this.lastId += 1n << 22n;
    return this.lastId.toString();
  }

  async room(name = 'lobby', adminUserIds: readonly string[] = ['boss']): Promise<Id> {
    const id = this.nextId();
    await this.dataSource.transaction(async (manager) => {
      await manager.query(
        `INSERT INTO channels (id, kind, name, created_at, changed_xid)
         VALUES ($1, 'room', $2, $3, pg_current_xact_id()::text::bigint)`,
        [id, name, new Date(START_MS)],
      );
      await manager.query(`INSERT INTO rooms (channel_id, access, admin_user_ids) VALUES ($1, 'open', $2)`, [
        id,
        adminUserIds,
      ]);
    });
    return id;
  }

  async guest(externalId: string): Promise<Id> {
    const id = this.nextId();
    await this.dataSource.query(`INSERT INTO users (id, kind, external_id) VALUES ($1, 'guest', $2)`, [id, externalId]);
    return id;
  }

  /** `count` messages on top of the room's head; announcements without an author. */
  async messages(roomId: Id, count: number, authorId?: Id): Promise<void> {
    const base = this.nextId();
    this.lastId += BigInt(count) << 22n;
    await this.dataSource.query(
      `WITH head AS (
         UPDATE channels SET head_seq = head_seq + $2, changed_xid = pg_current_xact_id()::text::bigint
         WHERE id = $1 RETURNING head_seq - $2 AS before)
       INSERT INTO messages (channel_id, id, seq, kind, author_id, content)
       SELECT $1, $3::bigint + (n << 22), head.before + n, CASE WHEN $4::bigint IS NULL THEN 'announcement' ELSE 'text' END,
         $4, 'message ' || (head.before + n)
       FROM head, generate_series(1::bigint, $2::bigint) AS n`,
      [roomId, count, base, authorId ?? null],
    );
  }

  async deleteMessage(roomId: Id, seq: number): Promise<void> {
    await this.dataSource.query(
      `UPDATE messages SET deleted_at = now(), content = '' WHERE channel_id = $1 AND seq = $2`,
      [roomId, seq],
    );
  }

  /** `count` ended visits of a minute each. */
  async endedVisits(roomId: Id, count: number, userKey = 'alice'): Promise<void> {
    const base = this.nextId();
    this.lastId += BigInt(count) << 22n;
    await this.dataSource.query(
      `WITH head AS (
         UPDATE rooms SET visit_head = visit_head + $2, total_joins = total_joins + $2
         WHERE channel_id = $1 RETURNING visit_head - $2 AS before),
       changed AS (UPDATE channels SET changed_xid = pg_current_xact_id()::text::bigint WHERE id = $1)
       INSERT INTO room_visits (id, channel_id, user_key, process_id, joined_at, left_at, closed_seq)
       SELECT $3::bigint + (n << 22), $1, $5, gen_random_uuid(), $4, $4::timestamptz + interval '1 minute', head.before + n
       FROM head, generate_series(1::bigint, $2::bigint) AS n`,
      [roomId, count, base, new Date(START_MS), userKey],
    );
  }

  async openVisit(roomId: Id, userKey: string): Promise<void> {
    await this.dataSource.query(
      `INSERT INTO room_visits (id, channel_id, user_key, process_id, joined_at)
       VALUES ($1, $2, $3, gen_random_uuid(), $4)`,
      [this.nextId(), roomId, userKey, new Date(START_MS)],
    );
  }

  async ban(roomId: Id, userId: Id, expiresAt?: Date): Promise<void> {
    await this.dataSource.query(
      'INSERT INTO room_bans (channel_id, user_id, created_at, expires_at) VALUES ($1, $2, now(), $3)',
      [roomId, userId, expiresAt ?? null],
    );
  }

  async close(roomId: Id): Promise<void> {
    await this.dataSource.query(
      'UPDATE channels SET closed_at = now(), changed_xid = pg_current_xact_id()::text::bigint WHERE id = $1',
      [roomId],
    );
  }

  /** Any change of the room. */
  async touch(roomId: Id): Promise<void> {
    await this.dataSource.query('UPDATE channels SET changed_xid = pg_current_xact_id()::text::bigint WHERE id = $1', [
      roomId,
    ]);
  }
}
