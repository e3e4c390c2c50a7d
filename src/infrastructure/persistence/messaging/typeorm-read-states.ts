import { Injectable } from '@nestjs/common';
import { type JoinedChannel, ReadStates, UNREAD_COUNTED_MAX } from '../../../application/messaging';
import { Clock } from '../../../application/shared/clock';
import type { Message, ReadState } from '../../../domain/messaging';
import { firstIdAt, type Id } from '../../../shared/ids';
import { TransactionContext } from '../transaction-context';
import type { ReadStateRow } from './message-extras.table';

const ADVANCE = `WITH moved AS (
    INSERT INTO read_states AS r (user_id, channel_id, last_read_id, last_read_seq, updated_at)
    VALUES ($1, $2, $3, $4, $5)
    ON CONFLICT (user_id, channel_id) DO UPDATE
      SET last_read_id = excluded.last_read_id, last_read_seq = excluded.last_read_seq, updated_at = excluded.updated_at
      WHERE r.last_read_seq < excluded.last_read_seq
    RETURNING 1
  ) SELECT 1 FROM moved`;

/** Ids of a channel grow with its `seq`, so they bound the same messages. */
const UNREAD = `SELECT j.channel_id, unread.count
  FROM unnest($2::bigint[], $3::bigint[]) AS j(channel_id, first_id)
  LEFT JOIN read_states r ON r.user_id = $1 AND r.channel_id = j.channel_id
  CROSS JOIN LATERAL (
    SELECT coalesce(max(own.id), 0) AS id FROM messages own
    WHERE own.channel_id = j.channel_id AND own.author_id = $1 AND own.deleted_at IS NULL
  ) own
  CROSS JOIN LATERAL (
    SELECT count(*)::integer AS count FROM (
      SELECT 1 FROM messages m WHERE m.channel_id = j.channel_id AND m.id >= j.first_id
        AND m.id > greatest(coalesce(r.last_read_id, 0), own.id) AND m.deleted_at IS NULL AND m.kind = 'text'
      LIMIT ${UNREAD_COUNTED_MAX}
    ) AS one
  ) unread
  WHERE unread.count > 0`;

@Injectable()
export class TypeOrmReadStates extends ReadStates {
  constructor(
    private readonly context: TransactionContext,
    private readonly clock: Clock,
  ) {
    super();
  }

  async advance(userId: Id, { channelId, id, seq }: Pick<Message, 'channelId' | 'id' | 'seq'>): Promise<boolean> {
    const rows = await this.context.query<unknown[]>(ADVANCE, [
      ...[userId, channelId, id, seq, new Date(this.clock.nowMs())],
    ]);
    return rows.length > 0;
  }

  async of(userId: Id): Promise<readonly ReadState[]> {
    const rows = await this.context.query<Pick<ReadStateRow, 'channel_id' | 'last_read_id' | 'last_read_seq'>[]>(
      'SELECT channel_id, last_read_id, last_read_seq FROM read_states WHERE user_id = $1 ORDER BY channel_id',
      [userId],
    );
    return rows.map((row) => ({
      channelId: row.channel_id,
      lastReadId: row.last_read_id,
      lastReadSeq: Number(row.last_read_seq),
    }));
  }

  async unread(userId: Id, channels: readonly JoinedChannel[]): Promise<ReadonlyMap<Id, number>> {
    if (channels.length === 0) return new Map();
    const rows = await this.context.query<{ channel_id: Id; count: number }[]>(UNREAD, [
      userId,
      channels.map((channel) => channel.channelId),
      channels.map((channel) => firstIdAt(channel.joinedAtMs)),
    ]);
    return new Map(rows.map((row) => [row.channel_id, row.count]));
  }
}
