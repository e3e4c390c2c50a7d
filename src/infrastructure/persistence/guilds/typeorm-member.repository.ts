import { Injectable } from '@nestjs/common';
import { MemberRepository } from '../../../application/guilds';
import type { Member, Thread } from '../../../domain/guilds';
import type { Id } from '../../../shared/ids';
import { TransactionContext } from '../transaction-context';
import { type SelectedThreadRow, THREAD_COLUMNS, toThread } from './guild-rows';
import { type MemberRow, memberTable } from './guild.table';

/** What TypeORM answers to an UPDATE or DELETE: the rows it returned and how many it touched. */
type Written<Row> = [rows: Row[], count: number];

@Injectable()
export class TypeOrmMemberRepository extends MemberRepository {
  constructor(private readonly context: TransactionContext) {
    super();
  }

  async insert(member: Member): Promise<boolean> {
    const row = toRow(member);
    const inserted = await this.context.query<unknown[]>(
      `INSERT INTO members (guild_id, user_id, nick, avatar, role_ids, joined_at, timeout_until, flags)
       VALUES ($1, $2, $3, $4, $5, $6, $7, $8) ON CONFLICT DO NOTHING RETURNING user_id`,
      [
        ...[row.guild_id, row.user_id, row.nick, row.avatar, row.role_ids],
        ...[row.joined_at, row.timeout_until, row.flags],
      ],
    );
    if (inserted.length === 0) return false;
    await this.count(member.guildId, 1);
    return true;
  }

  async update(member: Member): Promise<void> {
    const { guild_id, user_id, joined_at: _, ...changes } = toRow(member);
    await this.context.manager.update(memberTable, { guild_id, user_id }, changes);
  }

  async remove(guildId: Id, userId: Id): Promise<boolean> {
    const [, count] = await this.context.query<Written<unknown>>(
      'DELETE FROM members WHERE guild_id = $1 AND user_id = $2',
      [guildId, userId],
    );
    if (count === 0) return false;
    await this.count(guildId, -1);
    return true;
  }

  async leaveThreads(guildId: Id, userId: Id): Promise<readonly Thread[]> {
    const [left] = await this.context.query<Written<{ id: Id }>>(
      `WITH left_threads AS (
         DELETE FROM thread_members p USING threads t
         WHERE p.thread_id = t.channel_id AND t.guild_id = $1 AND p.user_id = $2 RETURNING p.thread_id
       )
       UPDATE threads t SET member_count = t.member_count - 1 FROM left_threads l
       WHERE t.channel_id = l.thread_id RETURNING t.channel_id AS id`,
      [guildId, userId],
    );
    if (left.length === 0) return [];
    // A second statement: the first one still sees who was a member before it.
    const rows = await this.context.query<SelectedThreadRow[]>(
      `SELECT ${THREAD_COLUMNS} FROM threads t JOIN channels c ON c.id = t.channel_id
       WHERE t.channel_id = ANY($1) AND c.closed_at IS NULL ORDER BY t.channel_id`,
      [left.map(({ id }) => id)],
    );
    return rows.map(toThread);
  }

  async takeRole(guildId: Id, roleId: Id): Promise<readonly Id[]> {
    const [rows] = await this.context.query<Written<{ user_id: Id }>>(
      `UPDATE members SET role_ids = array_remove(role_ids, $2::bigint)
       WHERE guild_id = $1 AND $2::bigint = ANY(role_ids) RETURNING user_id`,
      [guildId, roleId],
    );
    return rows.map((row) => row.user_id);
  }

  private async count(guildId: Id, change: number): Promise<void> {
    await this.context.query('UPDATE guilds SET member_count = member_count + $2 WHERE id = $1', [guildId, change]);
  }
}

const toRow = (member: Member): MemberRow => ({
  guild_id: member.guildId,
  user_id: member.userId,
  nick: member.nick ?? null,
  avatar: member.avatar ?? null,
  role_ids: [...member.roleIds],
  joined_at: new Date(member.joinedAtMs),
  timeout_until: member.timeoutUntilMs === undefined ? null : new Date(member.timeoutUntilMs),
  flags: member.flags,
});
