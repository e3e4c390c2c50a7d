import { Injectable } from '@nestjs/common';
import { type ChannelReader, type JoinedChannel, type ReadPoint, ReadStates } from '../../../application/messaging';
import { Clock } from '../../../application/shared/clock';
import type { ReadState } from '../../../domain/messaging';
import { firstIdAt, type Id } from '../../../shared/ids';
import { TransactionContext } from '../transaction-context';
import type { ReadStateRow } from './message-extras.table';
import { readBoundSql, UNCOUNTED } from './read-bounds';

/** Nothing moves back, and nothing is written that would stay as it is. */
const KEEP_THE_LATER = `ON CONFLICT (user_id, channel_id) DO UPDATE
    SET last_read_id = excluded.last_read_id, last_read_seq = excluded.last_read_seq, updated_at = excluded.updated_at
    WHERE r.last_read_seq < excluded.last_read_seq
  RETURNING r.last_read_id, r.last_read_seq`;

/** Wrapped, because TypeORM answers an INSERT in another form. */
const ADVANCE = `WITH moved AS (
    INSERT INTO read_states AS r (user_id, channel_id, last_read_id, last_read_seq, updated_at)
    VALUES ($1, $2, $3, $4, $5) ${KEEP_THE_LATER}
  ) SELECT * FROM moved`;

const ADVANCE_TO_HEAD = `WITH moved AS (
    INSERT INTO read_states AS r (user_id, channel_id, last_read_id, last_read_seq, updated_at)
    SELECT $1, c.id, c.head_id, c.head_seq, $3 FROM channels c WHERE c.id = $2 AND c.head_id IS NOT NULL
    ${KEEP_THE_LATER}
  ) SELECT * FROM moved`;

/**
 * Ids of a channel grow with its `seq`: what was said before a time ends where the ids of that time begin. OFFSET keeps
 * the planner from working the bound out again wherever it is used.
 */
const UNREAD = `SELECT j.channel_id, unread.count
  FROM unnest($2::bigint[], $3::bigint[], $4::bigint[]) AS j(channel_id, joined_seq, first_id)
  JOIN channels c ON c.id = j.channel_id
  CROSS JOIN LATERAL (
    SELECT greatest(j.joined_seq, ${readBoundSql('j.channel_id', '$1')},
      CASE WHEN j.first_id > 0 THEN (
        SELECT m.seq FROM messages m WHERE m.channel_id = j.channel_id AND m.id < j.first_id ORDER BY m.id DESC LIMIT 1
      ) END
    ) AS seq OFFSET 0
  ) bound
  CROSS JOIN LATERAL (
    SELECT c.head_seq - bound.seq - count(*) AS count
    FROM messages m WHERE m.channel_id = j.channel_id AND m.seq > bound.seq AND ${UNCOUNTED}
  ) unread
  WHERE unread.count > 0`;

const READ_UP_TO = `SELECT reader.id, bound.seq FROM unnest($2::bigint[]) AS reader(id)
  CROSS JOIN LATERAL (SELECT ${readBoundSql('$1', 'reader.id')} AS seq) bound WHERE bound.seq IS NOT NULL`;

const READ_UP_TO_EACH = `SELECT ${readBoundSql('reader.channel_id', 'reader.user_id')} AS seq
  FROM unnest($1::bigint[], $2::bigint[]) WITH ORDINALITY AS reader(channel_id, user_id, position)
  ORDER BY reader.position`;

type MovedRow = Pick<ReadStateRow, 'last_read_id' | 'last_read_seq'>;

@Injectable()
export class TypeOrmReadStates extends ReadStates {
  constructor(
    private readonly context: TransactionContext,
    private readonly clock: Clock,
  ) {
    super();
  }

  async advance(userId: Id, { channelId, id, seq }: ReadPoint & { readonly channelId: Id }): Promise<boolean> {
    const rows = await this.context.query<MovedRow[]>(ADVANCE, [userId, channelId, id, seq, this.now()]);
    return rows.length > 0;
  }

  async advanceToHead(userId: Id, channelId: Id): Promise<ReadPoint | undefined> {
    const [moved] = await this.context.query<MovedRow[]>(ADVANCE_TO_HEAD, [userId, channelId, this.now()]);
    return moved && { id: moved.last_read_id, seq: Number(moved.last_read_seq) };
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
    const rows = await this.context.query<{ channel_id: Id; count: string }[]>(UNREAD, [
      userId,
      channels.map((channel) => channel.channelId),
      channels.map((channel) => channel.joinedSeq ?? 0),
      channels.map((channel) => firstIdAt(channel.joinedAtMs ?? 0)),
    ]);
    return new Map(rows.map((row) => [row.channel_id, Number(row.count)]));
  }

  async readUpTo(channelId: Id, userIds: readonly Id[]): Promise<ReadonlyMap<Id, number>> {
    if (userIds.length === 0) return new Map();
    const rows = await this.context.query<{ id: Id; seq: string }[]>(READ_UP_TO, [channelId, userIds]);
    return new Map(rows.map((row) => [row.id, Number(row.seq)]));
  }

  async readUpToEach(readers: readonly ChannelReader[]): Promise<readonly number[]> {
    if (readers.length === 0) return [];
    const rows = await this.context.query<{ seq: string | null }[]>(READ_UP_TO_EACH, [
      readers.map(({ channelId }) => channelId),
      readers.map(({ userId }) => userId),
    ]);
    return rows.map(({ seq }) => Number(seq ?? 0));
  }

  private now(): Date {
    return new Date(this.clock.nowMs());
  }
}
