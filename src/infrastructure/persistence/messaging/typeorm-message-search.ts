import { Injectable } from '@nestjs/common';
import {
  type BlocksQuery,
  type CandidatesQuery,
  MessageSearch,
  type SearchBlock,
  SEARCHED_CHANNELS_MAX,
} from '../../../application/messaging';
import { type Message, SEARCH_BLOCK_MESSAGES, termsAt } from '../../../domain/messaging';
import type { Id } from '../../../shared/ids';
import { TransactionContext } from '../transaction-context';
import { MESSAGE_AUTHOR_JOIN, MESSAGE_COLUMNS, type SelectedMessageRow, toMessage } from './message-rows';
import { SEARCHED_KINDS } from './search-rows';

interface SelectedBlockRow {
  channel_id: Id;
  block: string;
  from_seq: string;
  newest_id: Id;
}

/** The id of a message by its place in the channel `s`; every place is taken, if only by a tombstone. */
const idAt = (seq: string): string =>
  `(SELECT m.id FROM messages m WHERE m.channel_id = s.channel_id AND m.seq = ${seq})`;

const BLOCKS = `WITH scope AS (
    SELECT c.id AS channel_id, c.head_seq, c.head_id,
      CASE WHEN g.is_history_visible THEN 0 ELSE r.joined_seq END AS from_seq
    FROM channel_recipients r JOIN channels c ON c.id = r.channel_id
    LEFT JOIN group_channels g ON g.channel_id = r.channel_id
    WHERE r.user_id = $1 AND c.kind = ANY($2::text[]) AND c.head_seq > 0 AND ($3::bigint IS NULL OR c.id = $3)
    ORDER BY c.head_id DESC LIMIT $4
  )
  SELECT s.channel_id, b.block, s.from_seq, newest.id AS newest_id
  FROM scope s
  CROSS JOIN LATERAL generate_series((s.from_seq + 1) / $5::bigint, s.head_seq / $5::bigint) AS b(block)
  CROSS JOIN LATERAL (
    SELECT coalesce(CASE WHEN b.block < s.head_seq / $5::bigint THEN ${idAt('(b.block + 1) * $5::bigint - 1')} END,
      s.head_id) AS id
  ) newest
  WHERE $6::bigint IS NULL OR b.block = 0 OR coalesce(${idAt('b.block * $5::bigint')}, 0) < $6
  ORDER BY newest.id DESC, s.channel_id LIMIT $7`;

/** OFFSET 0 keeps the planner from walking the channel by id in the hope of a hit: only the index is asked. */
const CANDIDATES = `SELECT ${MESSAGE_COLUMNS}
  FROM unnest($1::bigint[], $2::bigint[], $3::bigint[], $4::text[]) AS b(channel_id, first_seq, last_seq, terms)
  CROSS JOIN LATERAL (SELECT * FROM messages WHERE search_terms @> b.terms::integer[] OFFSET 0) m
  ${MESSAGE_AUTHOR_JOIN}
  WHERE m.channel_id = b.channel_id AND m.seq BETWEEN b.first_seq AND b.last_seq AND m.deleted_at IS NULL
    AND ($5::bigint IS NULL OR m.id < $5) AND ($6::bigint IS NULL OR m.author_id = $6)
  ORDER BY m.id DESC LIMIT $7`;

@Injectable()
export class TypeOrmMessageSearch extends MessageSearch {
  constructor(private readonly context: TransactionContext) {
    super();
  }

  async blocks({ userId, channelId, before, limit }: BlocksQuery): Promise<readonly SearchBlock[]> {
    const rows = await this.context.query<SelectedBlockRow[]>(BLOCKS, [
      ...[userId, SEARCHED_KINDS, channelId ?? null, SEARCHED_CHANNELS_MAX],
      ...[SEARCH_BLOCK_MESSAGES, before ?? null, limit],
    ]);
    return rows.map((row) => ({
      channelId: row.channel_id,
      block: Number(row.block),
      fromSeq: Number(row.from_seq),
      newestId: row.newest_id,
    }));
  }

  async candidates({ blocks, query, before, fromUserId, limit }: CandidatesQuery): Promise<readonly Message[]> {
    const rows = await this.context.query<SelectedMessageRow[]>(CANDIDATES, [
      blocks.map(({ channelId }) => channelId),
      blocks.map(({ block, fromSeq }) => Math.max(block * SEARCH_BLOCK_MESSAGES, fromSeq + 1)),
      blocks.map(({ block }) => (block + 1) * SEARCH_BLOCK_MESSAGES - 1),
      blocks.map(({ channelId, block }) => `{${termsAt(query, channelId, block).join(',')}}`),
      ...[before ?? null, fromUserId ?? null, limit],
    ]);
    return rows.map(toMessage);
  }
}
