import { Injectable } from '@nestjs/common';
import {
  FriendReader,
  type FriendsQuery,
  type FriendView,
} from '../../../application/messaging/contacts/friend.reader';
import { FriendshipRepository } from '../../../application/messaging/contacts/friendship.repository';
import { type FriendCounts, type Friendship, NO_FRIENDS, pairOf, relationOf } from '../../../domain/messaging';
import { assert } from '../../../shared/assert';
import type { Id } from '../../../shared/ids';
import { TransactionContext } from '../transaction-context';
import type { FriendshipRow } from './contact.table';

/** Each row as the one of the two sees it who is among `$1`; either side is found by an index of its own. */
const SIDES = `SELECT f.lower_id AS user_id, f.higher_id AS other_id, f.* FROM friendships f
    WHERE f.lower_id = ANY($1::bigint[])
  UNION ALL
  SELECT f.higher_id, f.lower_id, f.* FROM friendships f WHERE f.higher_id = ANY($1::bigint[])`;
const RELATION = `CASE WHEN s.befriended_at IS NOT NULL THEN 'friend'
  WHEN s.requester_id = s.user_id THEN 'outgoing' ELSE 'incoming' END`;

@Injectable()
export class TypeOrmFriendshipRepository extends FriendshipRepository {
  constructor(private readonly context: TransactionContext) {
    super();
  }

  async lock(one: Id, other: Id): Promise<Friendship | undefined> {
    this.requireTransaction();
    const pair = pairOf(one, other);
    await this.context.query('SELECT FROM users WHERE id = ANY($1::bigint[]) ORDER BY id FOR NO KEY UPDATE', [pair]);
    const rows = await this.context.query<FriendshipRow[]>(
      'SELECT * FROM friendships WHERE lower_id = $1 AND higher_id = $2',
      [...pair],
    );
    return rows[0] && toDomain(rows[0]);
  }

  async counts(userIds: readonly Id[]): Promise<ReadonlyMap<Id, FriendCounts>> {
    const rows = await this.context.query<({ user_id: Id } & FriendCounts)[]>(
      `SELECT c.user_id, count(*) FILTER (WHERE c.relation = 'friend')::int AS friend,
         count(*) FILTER (WHERE c.relation = 'incoming')::int AS incoming,
         count(*) FILTER (WHERE c.relation = 'outgoing')::int AS outgoing
       FROM (SELECT s.user_id, ${RELATION} AS relation FROM (${SIDES}) s) c GROUP BY c.user_id`,
      [userIds],
    );
    const counted = new Map(
      rows.map(({ user_id, friend, incoming, outgoing }) => [user_id, { friend, incoming, outgoing }]),
    );
    return new Map(userIds.map((userId) => [userId, counted.get(userId) ?? NO_FRIENDS]));
  }

  async save(friendship: Friendship): Promise<void> {
    this.requireTransaction();
    const row = toRow(friendship);
    await this.context.manager
      .getRepository<FriendshipRow>('friendship')
      .upsert(row, { conflictPaths: ['lower_id', 'higher_id'] });
  }

  async delete([lower, higher]: Friendship['userIds']): Promise<void> {
    this.requireTransaction();
    await this.context.query('DELETE FROM friendships WHERE lower_id = $1 AND higher_id = $2', [lower, higher]);
  }

  async deleteAllOf(userId: Id): Promise<void> {
    this.requireTransaction();
    await this.context.query('DELETE FROM friendships WHERE lower_id = $1 OR higher_id = $1', [userId]);
  }

  private requireTransaction(): void {
    assert(this.context.current, 'friends are only changed inside a unit of work');
  }
}

interface SideRow extends FriendshipRow {
  user_id: string;
  other_id: string;
}

@Injectable()
export class TypeOrmFriendReader extends FriendReader {
  constructor(private readonly context: TransactionContext) {
    super();
  }

  async list(userId: Id, { relation, after, limit }: FriendsQuery): Promise<readonly FriendView[]> {
    const rows = await this.context.query<SideRow[]>(
      `SELECT s.* FROM (${SIDES}) s
       WHERE s.other_id > $2 AND ($3::text IS NULL OR ${RELATION} = $3) ORDER BY s.other_id LIMIT $4`,
      [[userId], after ?? '0', relation ?? null, limit],
    );
    return rows.map((row) => toView(row));
  }
}

function toView(row: SideRow): FriendView {
  const friendship = toDomain(row);
  const remark = friendship.remarks[row.user_id];
  return {
    userId: row.other_id,
    relation: relationOf(friendship, row.user_id),
    ...(remark !== undefined && { remark }),
    requestedAtMs: friendship.requestedAtMs,
    ...(friendship.befriendedAtMs !== undefined && { befriendedAtMs: friendship.befriendedAtMs }),
  };
}

const toDomain = (row: FriendshipRow): Friendship => ({
  userIds: [row.lower_id, row.higher_id],
  requesterId: row.requester_id,
  requestedAtMs: row.requested_at.getTime(),
  ...(row.befriended_at !== null && { befriendedAtMs: row.befriended_at.getTime() }),
  remarks: {
    ...(row.lower_remark !== null && { [row.lower_id]: row.lower_remark }),
    ...(row.higher_remark !== null && { [row.higher_id]: row.higher_remark }),
  },
});

const toRow = ({ userIds: [lower, higher], requesterId, requestedAtMs, ...rest }: Friendship): FriendshipRow => ({
  lower_id: lower,
  higher_id: higher,
  requester_id: requesterId,
  requested_at: new Date(requestedAtMs),
  befriended_at: rest.befriendedAtMs === undefined ? null : new Date(rest.befriendedAtMs),
  lower_remark: rest.remarks[lower] ?? null,
  higher_remark: rest.remarks[higher] ?? null,
});
