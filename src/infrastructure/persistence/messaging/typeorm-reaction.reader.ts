import { Injectable } from '@nestjs/common';
import { type ReactingUsersQuery, ReactionReader } from '../../../application/messaging';
import type { Message, ReactionCount } from '../../../domain/messaging';
import type { Id } from '../../../shared/ids';
import { TransactionContext } from '../transaction-context';

interface CountRow {
  message_id: Id;
  emoji_key: string;
  /** Null for a Unicode emoji, which is its own name. */
  emoji_name: string | null;
  animated: boolean;
  count: number;
  is_own: boolean;
}

const COUNTS = `SELECT message_id, emoji_key, min(emoji_name) AS emoji_name, bool_or(animated) AS animated,
    count(*)::integer AS count, bool_or(user_id = $3::bigint) AS is_own
  FROM reactions WHERE channel_id = ANY($1::bigint[]) AND message_id = ANY($2::bigint[])
  GROUP BY message_id, emoji_key ORDER BY message_id, min(created_at), emoji_key`;

@Injectable()
export class TypeOrmReactionReader extends ReactionReader {
  constructor(private readonly context: TransactionContext) {
    super();
  }

  async countsOf(
    messages: readonly Pick<Message, 'channelId' | 'id'>[],
    readerId?: Id,
  ): Promise<ReadonlyMap<Id, readonly ReactionCount[]>> {
    const counts = new Map<Id, ReactionCount[]>();
    if (messages.length === 0) return counts;
    const channelIds = [...new Set(messages.map((message) => message.channelId))];
    const messageIds = messages.map((message) => message.id);
    const rows = await this.context.query<CountRow[]>(COUNTS, [channelIds, messageIds, readerId ?? null]);
    for (const row of rows) {
      const ofMessage = counts.get(row.message_id) ?? [];
      ofMessage.push(toReactionCount(row));
      counts.set(row.message_id, ofMessage);
    }
    return counts;
  }

  async users({ channelId, messageId, emojiKey, after, limit }: ReactingUsersQuery): Promise<readonly Id[]> {
    const rows = await this.context.query<{ user_id: Id }[]>(
      `SELECT user_id FROM reactions WHERE channel_id = $1 AND message_id = $2 AND emoji_key = $3 AND user_id > $4
       ORDER BY user_id LIMIT $5`,
      [channelId, messageId, emojiKey, after ?? '0', limit],
    );
    return rows.map((row) => row.user_id);
  }
}

const toReactionCount = (row: CountRow): ReactionCount => ({
  emoji: {
    ...(row.emoji_name !== null && { id: row.emoji_key }),
    name: row.emoji_name ?? row.emoji_key,
    ...(row.animated && { animated: true }),
  },
  count: row.count,
  isOwn: row.is_own ?? false,
});
