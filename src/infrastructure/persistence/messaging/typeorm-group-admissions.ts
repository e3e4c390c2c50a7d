import { Injectable } from '@nestjs/common';
import {
  type GroupBan,
  GroupBans,
  type GroupInvitation,
  GroupInvitations,
  type GroupJoinRequest,
  GROUP_DECIDERS_MAX,
  GroupJoinRequests,
  type GroupPageQuery,
} from '../../../application/messaging';
import type { Id } from '../../../shared/ids';
import { TransactionContext } from '../transaction-context';
import { type GroupBanRow, groupBanTable, type GroupJoinRequestRow } from './group-channel.table';

@Injectable()
export class TypeOrmGroupJoinRequests extends GroupJoinRequests {
  constructor(private readonly context: TransactionContext) {
    super();
  }

  async add({ channelId, userId, createdAtMs }: GroupJoinRequest): Promise<boolean> {
    const rows = await this.context.query<unknown[]>(
      `INSERT INTO group_join_requests (channel_id, user_id, created_at) VALUES ($1, $2, $3)
       ON CONFLICT DO NOTHING RETURNING user_id`,
      [channelId, userId, new Date(createdAtMs)],
    );
    return rows.length > 0;
  }

  async remove(channelId: Id, userId: Id): Promise<boolean> {
    // TypeORM answers a DELETE with the rows and their number.
    const [, count] = await this.context.query<[unknown, number]>(
      'DELETE FROM group_join_requests WHERE channel_id = $1 AND user_id = $2',
      [channelId, userId],
    );
    return count > 0;
  }

  /** The owner is first. */
  async deciderIds(channelId: Id): Promise<readonly Id[]> {
    const rows = await this.context.query<{ user_id: Id }[]>(
      `SELECT user_id FROM channel_recipients WHERE channel_id = $1 AND role <> 'member'
       ORDER BY role DESC, user_id LIMIT $2`,
      [channelId, GROUP_DECIDERS_MAX],
    );
    return rows.map(({ user_id }) => user_id);
  }

  count(channelId: Id): Promise<number> {
    return countOf(this.context, 'group_join_requests', channelId);
  }

  async list(channelId: Id, { after = '0', limit }: GroupPageQuery): Promise<readonly GroupJoinRequest[]> {
    const rows = await this.context.query<GroupJoinRequestRow[]>(
      `SELECT channel_id, user_id, created_at FROM group_join_requests
       WHERE channel_id = $1 AND user_id > $2 ORDER BY user_id LIMIT $3`,
      [channelId, after, limit],
    );
    return rows.map((row) => ({
      channelId: row.channel_id,
      userId: row.user_id,
      createdAtMs: row.created_at.getTime(),
    }));
  }
}

@Injectable()
export class TypeOrmGroupInvitations extends GroupInvitations {
  constructor(private readonly context: TransactionContext) {
    super();
  }

  async add({ channelId, userId, inviterId, createdAtMs }: GroupInvitation): Promise<boolean> {
    const rows = await this.context.query<unknown[]>(
      `INSERT INTO group_invitations (channel_id, user_id, inviter_id, created_at) VALUES ($1, $2, $3, $4)
       ON CONFLICT DO NOTHING RETURNING user_id`,
      [channelId, userId, inviterId, new Date(createdAtMs)],
    );
    return rows.length > 0;
  }

  async has(channelId: Id, userId: Id): Promise<boolean> {
    const rows = await this.context.query<unknown[]>(
      'SELECT 1 FROM group_invitations WHERE channel_id = $1 AND user_id = $2',
      [channelId, userId],
    );
    return rows.length > 0;
  }

  async remove(channelId: Id, userId: Id): Promise<void> {
    await this.context.query('DELETE FROM group_invitations WHERE channel_id = $1 AND user_id = $2', [
      ...[channelId, userId],
    ]);
  }

  count(channelId: Id): Promise<number> {
    return countOf(this.context, 'group_invitations', channelId);
  }
}

@Injectable()
export class TypeOrmGroupBans extends GroupBans {
  constructor(private readonly context: TransactionContext) {
    super();
  }

  async put({ channelId, userId, moderatorId, createdAtMs, expiresAtMs }: GroupBan): Promise<void> {
    const row: GroupBanRow = {
      ...{ channel_id: channelId, user_id: userId, moderator_id: moderatorId },
      ...{ created_at: new Date(createdAtMs), expires_at: new Date(expiresAtMs) },
    };
    await this.context.manager.upsert(groupBanTable, row, ['channel_id', 'user_id']);
  }

  async find(channelId: Id, userId: Id, nowMs: number): Promise<GroupBan | undefined> {
    const [row] = await this.context.query<GroupBanRow[]>(
      `SELECT channel_id, user_id, moderator_id, created_at, expires_at FROM group_bans
       WHERE channel_id = $1 AND user_id = $2 AND expires_at > $3`,
      [channelId, userId, new Date(nowMs)],
    );
    return (
      row && {
        ...{ channelId: row.channel_id, userId: row.user_id, moderatorId: row.moderator_id },
        ...{ createdAtMs: row.created_at.getTime(), expiresAtMs: row.expires_at.getTime() },
      }
    );
  }

  async remove(channelId: Id, userId: Id): Promise<void> {
    await this.context.query('DELETE FROM group_bans WHERE channel_id = $1 AND user_id = $2', [channelId, userId]);
  }
}

async function countOf(
  context: TransactionContext,
  table: 'group_join_requests' | 'group_invitations',
  channelId: Id,
): Promise<number> {
  const [row] = await context.query<{ count: number }[]>(
    `SELECT count(*)::integer AS count FROM ${table} WHERE channel_id = $1`,
    [channelId],
  );
  return row?.count ?? 0;
}
