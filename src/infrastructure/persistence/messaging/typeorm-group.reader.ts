import { Injectable } from '@nestjs/common';
import { type GroupPageQuery, GroupReader, type GroupSeat } from '../../../application/messaging';
import type { Group, GroupMember } from '../../../domain/messaging';
import type { Id } from '../../../shared/ids';
import { TransactionContext } from '../transaction-context';
import type { RecipientRow } from './direct-channel.table';
import { MEMBER_COLUMNS, SELECT_GROUPS, type SelectedGroupRow, toGroup, toGroupMember } from './group-rows';

/** Members of groups that are not dissolved: those that are have none. */
const SELECT_MEMBERS = `SELECT ${MEMBER_COLUMNS} FROM channel_recipients r
  JOIN group_channels g ON g.channel_id = r.channel_id`;

@Injectable()
export class TypeOrmGroupReader extends GroupReader {
  constructor(private readonly context: TransactionContext) {
    super();
  }

  async find(channelId: Id): Promise<Group | undefined> {
    const groups = await this.groups('WHERE g.channel_id = $1', [channelId]);
    return groups[0];
  }

  async member(channelId: Id, userId: Id): Promise<GroupMember | undefined> {
    const members = await this.selectMembers('WHERE r.channel_id = $1 AND r.user_id = $2', [channelId, userId]);
    return members[0];
  }

  async seats(channelId: Id): Promise<readonly GroupSeat[]> {
    const rows = await this.context.query<Pick<RecipientRow, 'user_id' | 'joined_seq'>[]>(
      `SELECT r.user_id, r.joined_seq FROM channel_recipients r JOIN group_channels g ON g.channel_id = r.channel_id
       WHERE r.channel_id = $1 ORDER BY r.user_id`,
      [channelId],
    );
    return rows.map((row) => ({ userId: row.user_id, joinedSeq: Number(row.joined_seq) }));
  }

  members(channelId: Id, { after = '0', limit }: GroupPageQuery): Promise<readonly GroupMember[]> {
    const page = 'WHERE r.channel_id = $1 AND r.user_id > $2 ORDER BY r.user_id LIMIT $3';
    return this.selectMembers(page, [channelId, after, limit]);
  }

  ofUser(userId: Id, limit: number): Promise<readonly Group[]> {
    return this.groups(
      `JOIN channel_recipients r ON r.channel_id = g.channel_id
       WHERE r.user_id = $1 ORDER BY coalesce(c.head_id, c.id) DESC LIMIT $2`,
      [userId, limit],
    );
  }

  available(
    userId: Id,
    { after = '0', limit, nowMs }: GroupPageQuery & { readonly nowMs: number },
  ): Promise<readonly Group[]> {
    return this.groups(
      `WHERE g.join_mode <> 'invite' AND g.channel_id > $2
         AND NOT EXISTS (SELECT 1 FROM channel_recipients r WHERE r.channel_id = g.channel_id AND r.user_id = $1)
         AND NOT EXISTS (
           SELECT 1 FROM group_bans b WHERE b.channel_id = g.channel_id AND b.user_id = $1 AND b.expires_at > $4
         )
       ORDER BY g.channel_id LIMIT $3`,
      [userId, after, limit, new Date(nowMs)],
    );
  }

  async countsOf(userIds: readonly Id[]): Promise<ReadonlyMap<Id, number>> {
    const rows = await this.context.query<{ user_id: Id; count: number }[]>(
      `SELECT r.user_id, count(*)::integer AS count
       FROM channel_recipients r JOIN group_channels g ON g.channel_id = r.channel_id
       WHERE r.user_id = ANY($1::bigint[]) GROUP BY r.user_id`,
      [userIds],
    );
    return new Map(rows.map((row) => [row.user_id, row.count]));
  }

  private async groups(rest: string, parameters: readonly unknown[]): Promise<readonly Group[]> {
    const rows = await this.context.query<SelectedGroupRow[]>(`${SELECT_GROUPS} ${rest}`, parameters);
    return rows.map(toGroup);
  }

  private async selectMembers(rest: string, parameters: readonly unknown[]): Promise<readonly GroupMember[]> {
    const rows = await this.context.query<RecipientRow[]>(`${SELECT_MEMBERS} ${rest}`, parameters);
    return rows.map(toGroupMember);
  }
}
