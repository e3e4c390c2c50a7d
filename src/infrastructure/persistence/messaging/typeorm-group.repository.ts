import { Injectable } from '@nestjs/common';
import { GroupRepository } from '../../../application/messaging';
import type { Group, GroupMember } from '../../../domain/messaging';
import { assert } from '../../../shared/assert';
import type { Id } from '../../../shared/ids';
import { TransactionContext } from '../transaction-context';

/** In all the tables that a group is made of. */
const INSERT = `WITH channel AS (
    INSERT INTO channels (id, kind, name, created_at) VALUES ($1, 'group', $2, $3)
  ), direct AS (
    INSERT INTO direct_channels (channel_id) VALUES ($1)
  )
  INSERT INTO group_channels (channel_id, owner_id, description, avatar, join_mode, is_history_visible, updated_at)
  VALUES ($1, $4, $5, $6, $7, $8, $3)`;

const UPDATE = `WITH channel AS (
    UPDATE channels SET name = $2, changed_xid = pg_current_xact_id()::text::bigint WHERE id = $1
  )
  UPDATE group_channels
  SET owner_id = $3, description = $4, avatar = $5, join_mode = $6, is_history_visible = $7, announcement = $8,
    announced_at = $9, updated_at = $10
  WHERE channel_id = $1`;

const DISSOLVE = `WITH members AS (
    DELETE FROM channel_recipients WHERE channel_id = $1
  ), requests AS (
    DELETE FROM group_join_requests WHERE channel_id = $1
  ), invitations AS (
    DELETE FROM group_invitations WHERE channel_id = $1
  ), bans AS (
    DELETE FROM group_bans WHERE channel_id = $1
  ), emptied AS (
    UPDATE group_channels SET member_count = 0 WHERE channel_id = $1
  )
  UPDATE channels SET closed_at = $2, changed_xid = pg_current_xact_id()::text::bigint WHERE id = $1`;

const ADD_MEMBERS = `WITH joined AS (
    INSERT INTO channel_recipients (channel_id, user_id, role, joined_at, joined_seq)
    SELECT $1, m.* FROM unnest($2::bigint[], $3::text[], $4::timestamptz[], $5::bigint[])
      AS m(user_id, role, joined_at, joined_seq)
    RETURNING user_id
  )
  UPDATE group_channels SET member_count = member_count + (SELECT count(*) FROM joined) WHERE channel_id = $1`;

const REMOVE_MEMBER = `WITH gone AS (
    DELETE FROM channel_recipients WHERE channel_id = $1 AND user_id = $2 RETURNING user_id
  ), counted AS (
    UPDATE group_channels SET member_count = member_count - (SELECT count(*) FROM gone) WHERE channel_id = $1
  ) SELECT user_id FROM gone`;

@Injectable()
export class TypeOrmGroupRepository extends GroupRepository {
  constructor(private readonly context: TransactionContext) {
    super();
  }

  async insert(group: Group): Promise<void> {
    const { id, name, createdAtMs, ownerId, description, avatar, joinMode, isHistoryVisible } = group;
    await this.write(INSERT, [
      ...[id, name, new Date(createdAtMs)],
      ...[ownerId, description, avatar ?? null, joinMode, isHistoryVisible],
    ]);
  }

  /** Not the strongest lock: rows that only refer to the channel need not wait. The message writer waits for it. */
  async lock(channelId: Id): Promise<number | undefined> {
    const rows = await this.write<{ head_seq: string }[]>(
      `SELECT head_seq FROM channels WHERE id = $1 AND kind = 'group' AND closed_at IS NULL FOR NO KEY UPDATE`,
      [channelId],
    );
    return rows[0] && Number(rows[0].head_seq);
  }

  async update(group: Group): Promise<void> {
    const { id, name, ownerId, description, avatar, joinMode, isHistoryVisible, announcement, updatedAtMs } = group;
    await this.write(UPDATE, [
      ...[id, name, ownerId, description, avatar ?? null, joinMode, isHistoryVisible],
      ...[announcement?.content ?? null, announcement ? new Date(announcement.atMs) : null],
      new Date(updatedAtMs),
    ]);
  }

  async dissolve(channelId: Id, closedAtMs: number): Promise<void> {
    await this.write(DISSOLVE, [channelId, new Date(closedAtMs)]);
  }

  async addMembers(channelId: Id, members: readonly GroupMember[]): Promise<void> {
    await this.write(ADD_MEMBERS, [
      channelId,
      members.map(({ userId }) => userId),
      members.map(({ role }) => role),
      members.map(({ joinedAtMs }) => new Date(joinedAtMs).toISOString()),
      members.map(({ joinedSeq }) => joinedSeq),
    ]);
  }

  async removeMember(channelId: Id, userId: Id): Promise<boolean> {
    const gone = await this.write<unknown[]>(REMOVE_MEMBER, [channelId, userId]);
    return gone.length > 0;
  }

  async updateMember({ channelId, userId, role, mutedUntilMs }: GroupMember): Promise<void> {
    await this.write(
      'UPDATE channel_recipients SET role = $3, muted_until = $4 WHERE channel_id = $1 AND user_id = $2',
      [...[channelId, userId, role, mutedUntilMs === undefined ? null : new Date(mutedUntilMs)]],
    );
  }

  private async write<Result = unknown>(sql: string, parameters: readonly unknown[]): Promise<Result> {
    assert(this.context.current, 'a group is only changed inside a unit of work');
    return this.context.query<Result>(sql, parameters);
  }
}
