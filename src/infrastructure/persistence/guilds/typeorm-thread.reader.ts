import { Injectable } from '@nestjs/common';
import { type ArchivedThreadsQuery, type ThreadMembersQuery, ThreadReader } from '../../../application/guilds';
import type { Thread, ThreadMember } from '../../../domain/guilds';
import { type Id, SNOWFLAKE_EPOCH_MS } from '../../../shared/ids';
import { TransactionContext } from '../transaction-context';
import type { ThreadMemberRow } from './guild-channel.table';
import { type SelectedThreadRow, THREAD_COLUMNS, toThread, toThreadMember } from './guild-rows';

const THREADS = `SELECT ${THREAD_COLUMNS} FROM threads t JOIN channels c ON c.id = t.channel_id AND c.closed_at IS NULL`;
/** When the newest message was sent, or else the thread made or opened again. */
const LAST_ACTIVITY = `greatest(
  t.archive_changed_at, to_timestamp(((coalesce(c.head_id, 0) >> 22) + ${SNOWFLAKE_EPOCH_MS}) / 1000.0))`;

@Injectable()
export class TypeOrmThreadReader extends ThreadReader {
  constructor(private readonly context: TransactionContext) {
    super();
  }

  async findMany(threadIds: readonly Id[]): Promise<ReadonlyMap<Id, Thread>> {
    if (threadIds.length === 0) return new Map();
    const threads = await this.threads(`${THREADS} WHERE t.channel_id = ANY($1)`, [threadIds]);
    return new Map(threads.map((thread) => [thread.id, thread]));
  }

  archived(query: ArchivedThreadsQuery): Promise<readonly Thread[]> {
    const { parentId, isPrivate, beforeMs, beforeId, memberId, limit } = query;
    return this.threads(
      `${THREADS} WHERE t.parent_id = $1 AND t.is_archived AND (t.type = 'private') = $2
         AND ($3::timestamptz IS NULL OR t.archive_changed_at < $3)
         AND ($4::bigint IS NULL OR t.channel_id < $4)
         AND ($5::bigint IS NULL OR EXISTS (
           SELECT FROM thread_members p WHERE p.thread_id = t.channel_id AND p.user_id = $5))
       ORDER BY ${memberId === undefined ? 't.archive_changed_at DESC, ' : ''}t.channel_id DESC LIMIT $6`,
      [parentId, isPrivate, beforeMs === undefined ? null : new Date(beforeMs), beforeId, memberId, limit],
    );
  }

  async members({ threadId, after, limit }: ThreadMembersQuery): Promise<readonly ThreadMember[]> {
    const rows = await this.context.query<ThreadMemberRow[]>(
      'SELECT * FROM thread_members WHERE thread_id = $1 AND user_id > $2 ORDER BY user_id LIMIT $3',
      [threadId, after ?? '0', limit],
    );
    return rows.map(toThreadMember);
  }

  async member(threadId: Id, userId: Id): Promise<ThreadMember | undefined> {
    const memberships = await this.membershipsOf(userId, [threadId]);
    return memberships.get(threadId);
  }

  async membershipsOf(userId: Id, threadIds: readonly Id[]): Promise<ReadonlyMap<Id, ThreadMember>> {
    if (threadIds.length === 0) return new Map();
    const rows = await this.context.query<ThreadMemberRow[]>(
      'SELECT * FROM thread_members WHERE user_id = $1 AND thread_id = ANY($2)',
      [userId, threadIds],
    );
    return new Map(rows.map((row) => [row.thread_id, toThreadMember(row)]));
  }

  idle(nowMs: number, limit: number): Promise<readonly Thread[]> {
    return this.threads(
      `${THREADS} WHERE NOT t.is_archived AND ${LAST_ACTIVITY} <= $1::timestamptz - make_interval(mins => t.auto_archive_minutes)
       ORDER BY t.channel_id LIMIT $2`,
      [new Date(nowMs), limit],
    );
  }

  private async threads(sql: string, parameters: readonly unknown[]): Promise<readonly Thread[]> {
    const rows = await this.context.query<SelectedThreadRow[]>(sql, parameters);
    return rows.map(toThread);
  }
}
