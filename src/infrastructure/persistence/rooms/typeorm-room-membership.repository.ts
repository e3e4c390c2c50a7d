import { Injectable } from '@nestjs/common';
import { RoomMembershipRepository } from '../../../application/rooms/room-membership.repository';
import { assert } from '../../../shared/assert';
import type { Id } from '../../../shared/ids';
import { TransactionContext } from '../transaction-context';
import { lockChannels } from './channel-locks';

/** Members stand where those of direct and group channels do, so that reading and counting are the same for all. */
@Injectable()
export class TypeOrmRoomMembershipRepository extends RoomMembershipRepository {
  constructor(private readonly context: TransactionContext) {
    super();
  }

  async isMember(roomId: Id, userId: Id): Promise<boolean> {
    const rows = await this.context.query<object[]>(
      `SELECT FROM channel_recipients r JOIN channels c ON c.id = r.channel_id AND c.kind = 'room'
       WHERE r.channel_id = $1 AND r.user_id = $2`,
      [roomId, userId],
    );
    return rows.length > 0;
  }

  async roomIdsOf(userId: Id, limit: number): Promise<readonly Id[]> {
    const rows = await this.context.query<{ channel_id: Id }[]>(
      `SELECT r.channel_id FROM channel_recipients r
       JOIN channels c ON c.id = r.channel_id AND c.kind = 'room' AND c.closed_at IS NULL
       WHERE r.user_id = $1 ORDER BY r.joined_at DESC, r.channel_id DESC LIMIT $2`,
      [userId, limit],
    );
    return rows.map((row) => row.channel_id);
  }

  async add(roomId: Id, userId: Id, nowMs: number): Promise<boolean> {
    assert(this.context.current, 'a member is only added inside a unit of work');
    await this.context.query('SELECT FROM users WHERE id = $1 FOR NO KEY UPDATE', [userId]);
    await lockChannels(this.context.manager, [roomId]);
    const rows = await this.context.query<object[]>(
      `INSERT INTO channel_recipients (channel_id, user_id, joined_at, joined_seq)
       SELECT c.id, $2, $3, c.head_seq FROM channels c WHERE c.id = $1 AND c.kind = 'room'
       ON CONFLICT DO NOTHING RETURNING channel_id`,
      [roomId, userId, new Date(nowMs)],
    );
    return rows.length > 0;
  }

  async remove(roomId: Id, userId: Id): Promise<boolean> {
    assert(this.context.current, 'a member is only removed inside a unit of work');
    const rows = await this.context.query<object[]>(
      `WITH gone AS (
         DELETE FROM channel_recipients r USING channels c
         WHERE r.channel_id = $1 AND r.user_id = $2 AND c.id = r.channel_id AND c.kind = 'room' RETURNING r.user_id
       )
       SELECT user_id FROM gone`,
      [roomId, userId],
    );
    return rows.length > 0;
  }
}
