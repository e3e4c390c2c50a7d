import { Injectable } from '@nestjs/common';
import {
  type ConversationEntry,
  ConversationReader,
  type ConversationsQuery,
  type VisibleChannel,
} from '../../../application/messaging';
import type { Group, Message } from '../../../domain/messaging';
import { assert } from '../../../shared/assert';
import { type Id, idTimeMs } from '../../../shared/ids';
import { TransactionContext } from '../transaction-context';
import { SELECT_GROUPS, type SelectedGroupRow, toGroup } from './group-rows';
import {
  MESSAGE_AUTHOR_JOIN,
  MESSAGE_COLUMNS,
  type SelectedMessageRow,
  THERE_OR_RECALLED,
  toMessage,
} from './message-rows';

interface ConversationRow {
  channel_id: Id;
  kind: string;
  name: string;
  /** Id of the other one. */
  other_id: Id | null;
  joined_seq: string;
  joined_at: Date;
  head_id: Id | null;
  is_pinned: boolean | null;
  is_muted: boolean | null;
  draft: string | null;
}

/** The time of the head is in its id, so both are compared as times. */
const OF_USER = `SELECT c.id AS channel_id, c.kind, c.name, r.joined_seq, r.joined_at, c.head_id,
    s.is_pinned, s.is_muted, s.draft,
    CASE WHEN c.kind = 'direct' THEN (
      SELECT other.user_id FROM channel_recipients other WHERE other.channel_id = c.id AND other.user_id <> $1
    ) END AS other_id
  FROM channel_recipients r
  JOIN channels c ON c.id = r.channel_id AND c.closed_at IS NULL
  LEFT JOIN conversation_settings s ON s.user_id = $1 AND s.channel_id = r.channel_id
  WHERE r.user_id = $1 AND c.kind = ANY($2) AND (c.kind <> 'direct' OR c.head_id IS NOT NULL OR s.user_id IS NOT NULL)
  ORDER BY coalesce(s.is_pinned, false) DESC,
    greatest((c.head_id >> 22) + 1420070400000, extract(epoch FROM r.joined_at) * 1000) DESC, c.id DESC
  LIMIT $3`;

/** By `seq`, whose index ends where the reader's view does. */
const LAST_MESSAGES = `SELECT ${MESSAGE_COLUMNS}
  FROM unnest($1::bigint[], $2::bigint[]) AS k(channel_id, from_seq)
  CROSS JOIN LATERAL (
    SELECT m.* FROM messages m
    WHERE m.channel_id = k.channel_id AND m.seq > k.from_seq AND m.kind = 'text'
      AND ${THERE_OR_RECALLED}
    ORDER BY m.seq DESC LIMIT 1
  ) m ${MESSAGE_AUTHOR_JOIN}`;

@Injectable()
export class TypeOrmConversationReader extends ConversationReader {
  constructor(private readonly context: TransactionContext) {
    super();
  }

  async ofUser(userId: Id, { kinds, limit }: ConversationsQuery): Promise<readonly ConversationEntry[]> {
    const rows = await this.context.query<ConversationRow[]>(OF_USER, [userId, kinds, limit]);
    const groups = await this.groupsOf(rows.filter(({ kind }) => kind === 'group').map((row) => row.channel_id));
    // A group that was dissolved between the two statements is none any longer.
    return rows.flatMap((row) => toEntry(row, groups.get(row.channel_id)) ?? []);
  }

  async lastMessages(channels: readonly VisibleChannel[]): Promise<ReadonlyMap<Id, Message>> {
    if (channels.length === 0) return new Map();
    const rows = await this.context.query<SelectedMessageRow[]>(LAST_MESSAGES, [
      channels.map(({ channelId }) => channelId),
      channels.map(({ fromSeq }) => fromSeq ?? 0),
    ]);
    return new Map(rows.map((row) => [row.channel_id, toMessage(row)]));
  }

  private async groupsOf(channelIds: readonly Id[]): Promise<ReadonlyMap<Id, Group>> {
    if (channelIds.length === 0) return new Map();
    const rows = await this.context.query<SelectedGroupRow[]>(
      `${SELECT_GROUPS} WHERE g.channel_id = ANY($1::bigint[])`,
      [channelIds],
    );
    return new Map(rows.map((row) => [row.channel_id, toGroup(row)]));
  }
}

function toEntry(row: ConversationRow, group: Group | undefined): ConversationEntry | undefined {
  const place = {
    channelId: row.channel_id,
    joinedSeq: Number(row.joined_seq),
    settings: { isPinned: row.is_pinned ?? false, isMuted: row.is_muted ?? false, draft: row.draft ?? '' },
    updatedAtMs: Math.max(row.joined_at.getTime(), row.head_id === null ? 0 : idTimeMs(row.head_id)),
  };
  if (row.kind === 'group') return group && { ...place, kind: 'group', group };
  if (row.kind === 'room') return { ...place, kind: 'room', room: { id: row.channel_id, name: row.name } };
  assert(row.kind === 'direct' && row.other_id !== null, `no conversation of anybody: ${row.kind}`);
  return { ...place, kind: 'direct', otherUserId: row.other_id };
}
