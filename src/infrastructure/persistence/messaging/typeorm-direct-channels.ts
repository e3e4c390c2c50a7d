import { Injectable } from '@nestjs/common';
import { DirectChannelReader, DirectChannelRepository } from '../../../application/messaging';
import { type DirectChannel, pairOf } from '../../../domain/messaging';
import { assert } from '../../../shared/assert';
import type { Id } from '../../../shared/ids';
import { TransactionContext } from '../transaction-context';

interface SelectedDirectRow {
  channel_id: Id;
  pair_key: string;
  last_pin_at: Date | null;
  head_id: Id | null;
}

const DIRECT = `SELECT d.channel_id, d.pair_key, d.last_pin_at, c.head_id
  FROM direct_channels d JOIN channels c ON c.id = d.channel_id AND c.kind = 'direct'`;

const pairKey = (one: Id, other: Id): string => pairOf(one, other).join(':');

@Injectable()
export class TypeOrmDirectChannelReader extends DirectChannelReader {
  constructor(private readonly context: TransactionContext) {
    super();
  }

  find(channelId: Id): Promise<DirectChannel | undefined> {
    return this.one(`${DIRECT} WHERE d.channel_id = $1`, channelId);
  }

  findPair(one: Id, other: Id): Promise<DirectChannel | undefined> {
    return this.one(`${DIRECT} WHERE d.pair_key = $1`, pairKey(one, other));
  }

  async ofUser(userId: Id, limit: number): Promise<readonly DirectChannel[]> {
    const rows = await this.context.query<SelectedDirectRow[]>(
      `${DIRECT} JOIN channel_recipients r ON r.channel_id = d.channel_id
       WHERE r.user_id = $1 ORDER BY coalesce(c.head_id, c.id) DESC LIMIT $2`,
      [userId, limit],
    );
    return rows.map(toDirectChannel);
  }

  private async one(sql: string, value: string): Promise<DirectChannel | undefined> {
    const rows = await this.context.query<SelectedDirectRow[]>(sql, [value]);
    return rows[0] && toDirectChannel(rows[0]);
  }
}

@Injectable()
export class TypeOrmDirectChannelRepository extends DirectChannelRepository {
  constructor(
    private readonly context: TransactionContext,
    private readonly reader: DirectChannelReader,
  ) {
    super();
  }

  /** A transaction serializes the pair: two first messages at once would else make two channels. */
  async ensure({ id, recipientIds: [lower, higher] }: DirectChannel, createdAtMs: number): Promise<DirectChannel> {
    assert(this.context.current, 'a direct channel is only made inside a unit of work');
    await this.context.query('SELECT pg_advisory_xact_lock(hashtextextended($1, 0))', [`direct:${lower}:${higher}`]);
    const existing = await this.reader.findPair(lower, higher);
    if (existing) return existing;
    await this.context.query(
      `WITH channel AS (
         INSERT INTO channels (id, kind, name, created_at) VALUES ($1, 'direct', '', $5)
       ), direct AS (
         INSERT INTO direct_channels (channel_id, pair_key) VALUES ($1, $2)
       )
       INSERT INTO channel_recipients (channel_id, user_id, joined_at)
       SELECT $1, r.user_id, $5 FROM unnest(ARRAY[$3, $4]::bigint[]) AS r(user_id)`,
      [id, pairKey(lower, higher), lower, higher, new Date(createdAtMs)],
    );
    return { id, recipientIds: [lower, higher] };
  }
}

function toDirectChannel(row: SelectedDirectRow): DirectChannel {
  const [lower, higher] = row.pair_key.split(':');
  assert(lower !== undefined && higher !== undefined, `not a pair: ${row.pair_key}`);
  return {
    id: row.channel_id,
    recipientIds: [lower, higher],
    ...(row.head_id !== null && { lastMessageId: row.head_id }),
    ...(row.last_pin_at !== null && { lastPinAtMs: row.last_pin_at.getTime() }),
  };
}
