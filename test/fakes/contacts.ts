import { Acquaintances } from '../../src/application/messaging/contacts/acquaintances';
import { BlockRepository, type BlockView } from '../../src/application/messaging/contacts/block.repository';
import {
  FriendReader,
  type FriendsQuery,
  type FriendView,
} from '../../src/application/messaging/contacts/friend.reader';
import { FriendshipRepository } from '../../src/application/messaging/contacts/friendship.repository';
import type { UnitOfWork } from '../../src/application/shared/unit-of-work';
import {
  type BlocksBetween,
  type FriendCounts,
  type FriendRelation,
  type Friendship,
  otherOf,
  pairOf,
  relationOf,
} from '../../src/domain/messaging';
import { assert } from '../../src/shared/assert';
import { compareIds, type Id } from '../../src/shared/ids';

const keyOf = (one: Id, other: Id): string => pairOf(one, other).join(':');

export class FakeFriendshipRepository extends FriendshipRepository {
  readonly friendships = new Map<string, Friendship>();

  constructor(private readonly uow: UnitOfWork) {
    super();
  }

  async lock(one: Id, other: Id): Promise<Friendship | undefined> {
    this.requireTransaction();
    return this.friendships.get(keyOf(one, other));
  }

  async counts(userIds: readonly Id[]): Promise<ReadonlyMap<Id, FriendCounts>> {
    return new Map(
      userIds.map((userId) => {
        const of = (relation: FriendRelation): number =>
          this.relationsOf(userId).filter((one) => one === relation).length;
        return [userId, { friend: of('friend'), incoming: of('incoming'), outgoing: of('outgoing') }];
      }),
    );
  }

  async save(friendship: Friendship): Promise<void> {
    this.requireTransaction();
    this.friendships.set(keyOf(...friendship.userIds), friendship);
  }

  async delete(userIds: Friendship['userIds']): Promise<void> {
    this.requireTransaction();
    this.friendships.delete(keyOf(...userIds));
  }

  async deleteAllOf(userId: Id): Promise<void> {
    this.requireTransaction();
    for (const friendship of this.ofUser(userId)) this.friendships.delete(keyOf(...friendship.userIds));
  }

  ofUser(userId: Id): Friendship[] {
    return [...this.friendships.values()].filter(({ userIds }) => userIds.includes(userId));
  }

  private relationsOf(userId: Id): FriendRelation[] {
    return this.ofUser(userId).map((friendship) => relationOf(friendship, userId));
  }

  private requireTransaction(): void {
    assert(this.uow.active, 'friends are only changed inside a unit of work');
  }
}

export class FakeFriendReader extends FriendReader {
  constructor(private readonly repository: FakeFriendshipRepository) {
    super();
  }

  async list(userId: Id, { relation, after = '0', limit }: FriendsQuery): Promise<readonly FriendView[]> {
    return this.repository
      .ofUser(userId)
      .map((friendship) => toView(friendship, userId))
      .filter((view) => compareIds(view.userId, after) > 0 && (relation ?? view.relation) === view.relation)
      .sort((a, b) => compareIds(a.userId, b.userId))
      .slice(0, limit);
  }
}

function toView(friendship: Friendship, userId: Id): FriendView {
  const { [userId]: remark } = friendship.remarks as Partial<Record<Id, string>>;
  return {
    userId: otherOf({ recipientIds: friendship.userIds }, userId),
    relation: relationOf(friendship, userId),
    ...(remark !== undefined && { remark }),
    requestedAtMs: friendship.requestedAtMs,
    ...(friendship.befriendedAtMs !== undefined && { befriendedAtMs: friendship.befriendedAtMs }),
  };
}

export class FakeBlockRepository extends BlockRepository {
  private readonly blocks = new Map<string, { blockerId: Id; blockedId: Id; atMs: number }>();
  reads = 0;

  constructor(private readonly uow: UnitOfWork) {
    super();
  }

  async add(blockerId: Id, blockedId: Id, atMs: number): Promise<boolean> {
    this.requireTransaction();
    const key = `${blockerId}:${blockedId}`;
    if (this.blocks.has(key)) return false;
    this.blocks.set(key, { blockerId, blockedId, atMs });
    return true;
  }

  async remove(blockerId: Id, blockedId: Id): Promise<boolean> {
    this.requireTransaction();
    return this.blocks.delete(`${blockerId}:${blockedId}`);
  }

  async removeAllOf(userId: Id): Promise<void> {
    this.requireTransaction();
    for (const [key, { blockerId, blockedId }] of this.blocks) {
      if (blockerId === userId || blockedId === userId) this.blocks.delete(key);
    }
  }

  async count(blockerId: Id): Promise<number> {
    return [...this.blocks.values()].filter((block) => block.blockerId === blockerId).length;
  }

  async list(blockerId: Id, after: Id | undefined, limit: number): Promise<readonly BlockView[]> {
    return [...this.blocks.values()]
      .filter((block) => block.blockerId === blockerId && compareIds(block.blockedId, after ?? '0') > 0)
      .map(({ blockedId, atMs }) => ({ userId: blockedId, blockedAtMs: atMs }))
      .sort((a, b) => compareIds(a.userId, b.userId))
      .slice(0, limit);
  }

  async between(one: Id, other: Id): Promise<BlocksBetween> {
    this.reads += 1;
    const found = [one, other].filter((id) => this.blocks.has(`${id}:${id === one ? other : one}`));
    return { blockerIds: found };
  }

  async blockersAmong(userId: Id, candidateIds: readonly Id[]): Promise<ReadonlySet<Id>> {
    return new Set(candidateIds.filter((id) => this.blocks.has(`${id}:${userId}`)));
  }

  private requireTransaction(): void {
    assert(this.uow.active, 'blocks are only changed inside a unit of work');
  }
}

/** Friends, and the pairs that a test makes known to each other. */
export class FakeAcquaintances extends Acquaintances {
  private readonly pairs = new Set<string>();

  constructor(private readonly friendships?: FakeFriendshipRepository) {
    super();
  }

  introduce(one: Id, other: Id): void {
    this.pairs.add(keyOf(one, other));
  }

  async exist(one: Id, other: Id): Promise<boolean> {
    const key = keyOf(one, other);
    return this.pairs.has(key) || this.friendships?.friendships.get(key)?.befriendedAtMs !== undefined;
  }
}
