import { Injectable } from '@nestjs/common';
import { ThreadReader } from '../../../application/guilds';
import { ThreadRepository } from '../../../application/guilds/threads/thread.repository';
import type { Thread, ThreadMember } from '../../../domain/guilds';
import { MessageFlag } from '../../../domain/messaging';
import { assert } from '../../../shared/assert';
import type { Id } from '../../../shared/ids';
import { TransactionContext } from '../transaction-context';

const CURRENT_XID = 'pg_current_xact_id()::text::bigint';

@Injectable()
export class TypeOrmThreadRepository extends ThreadRepository {
  constructor(
    private readonly context: TransactionContext,
    private readonly reader: ThreadReader,
  ) {
    super();
  }

  /** Two statements: one that locks and counts would count as it was before it waited for the lock. */
  async lockGuild(guildId: Id): Promise<number | undefined> {
    assert(this.context.current, 'a guild is only locked inside a unit of work');
    const guilds = await this.context.query<unknown[]>(
      'SELECT FROM guilds WHERE id = $1 AND deleted_at IS NULL FOR UPDATE',
      [guildId],
    );
    if (guilds.length === 0) return undefined;
    const [row] = await this.context.query<{ active: string }[]>(
      `SELECT count(*) AS active FROM threads t JOIN channels c ON c.id = t.channel_id
       WHERE t.guild_id = $1 AND NOT t.is_archived AND c.closed_at IS NULL`,
      [guildId],
    );
    return Number(row?.active ?? 0);
  }

  async insert(thread: Thread): Promise<boolean> {
    assert(this.context.current, 'a thread is only stored inside a unit of work');
    const channels = await this.context.query<unknown[]>(
      `INSERT INTO channels (id, kind, name, created_at, changed_xid)
       SELECT $1, 'guild', $2, $3, ${CURRENT_XID} FROM channels p WHERE p.id = $4 AND p.closed_at IS NULL
       ON CONFLICT (id) DO NOTHING RETURNING id`,
      [thread.id, thread.name, new Date(thread.archiveChangedAtMs), thread.parentId],
    );
    if (channels.length === 0) return false;
    await this.context.query(
      `INSERT INTO threads (is_archived, is_locked, is_invitable, auto_archive_minutes, archive_changed_at,
         slow_mode_seconds, channel_id, guild_id, parent_id, owner_id, type)
       VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)`,
      [...settingValues(thread), thread.id, thread.guildId, thread.parentId, thread.ownerId, thread.type],
    );
    await this.context.query('UPDATE messages SET flags = flags | $3 WHERE channel_id = $1 AND id = $2', [
      thread.parentId,
      thread.id,
      MessageFlag.hasThread,
    ]);
    return true;
  }

  /** Two statements: one that locks and reads would see the thread as it was before it waited for the lock. */
  async lock(threadId: Id): Promise<Thread | undefined> {
    assert(this.context.current, 'a thread is only locked inside a unit of work');
    await this.context.query('SELECT FROM channels WHERE id = $1 FOR NO KEY UPDATE', [threadId]);
    const threads = await this.reader.findMany([threadId]);
    return threads.get(threadId);
  }

  async update(thread: Thread): Promise<void> {
    await this.context.query(
      `WITH channel AS (UPDATE channels SET name = $8, changed_xid = ${CURRENT_XID} WHERE id = $7)
       UPDATE threads SET is_archived = $1, is_locked = $2, is_invitable = $3, auto_archive_minutes = $4,
         archive_changed_at = $5, slow_mode_seconds = $6
       WHERE channel_id = $7`,
      [...settingValues(thread), thread.id, thread.name],
    );
  }

  async remove(threadId: Id, atMs: number): Promise<void> {
    await this.context.query(
      `UPDATE channels SET closed_at = $2, changed_xid = ${CURRENT_XID} WHERE id = $1 AND closed_at IS NULL`,
      [threadId, new Date(atMs)],
    );
  }

  async addMember({ threadId, userId, joinedAtMs }: ThreadMember): Promise<boolean> {
    const added = await this.context.query<unknown[]>(
      `WITH own AS (
         SELECT m.user_id FROM threads t JOIN members m ON m.guild_id = t.guild_id AND m.user_id = $2
         WHERE t.channel_id = $1 FOR KEY SHARE OF m
       )
       INSERT INTO thread_members (thread_id, user_id, joined_at) SELECT $1, own.user_id, $3 FROM own
       ON CONFLICT (thread_id, user_id) DO NOTHING RETURNING user_id`,
      [threadId, userId, new Date(joinedAtMs)],
    );
    if (added.length > 0) await this.moveCount(threadId, 1);
    return added.length > 0;
  }

  async removeMember(threadId: Id, userId: Id): Promise<boolean> {
    const [removed] = await this.context.query<[unknown[], number]>(
      'DELETE FROM thread_members WHERE thread_id = $1 AND user_id = $2 RETURNING user_id',
      [threadId, userId],
    );
    if (removed.length > 0) await this.moveCount(threadId, -1);
    return removed.length > 0;
  }

  private async moveCount(threadId: Id, by: number): Promise<void> {
    await this.context.query('UPDATE threads SET member_count = member_count + $2 WHERE channel_id = $1', [
      threadId,
      by,
    ]);
  }
}

/** `$1` to `$6` of both writes. */
const settingValues = (thread: Thread): unknown[] => [
  thread.isArchived,
  thread.isLocked,
  thread.isInvitable ?? null,
  thread.autoArchiveMinutes,
  new Date(thread.archiveChangedAtMs),
  thread.slowModeSeconds,
];
