import {
  type GroupBan,
  GroupBans,
  type GroupInvitation,
  GroupInvitations,
  type GroupJoinRequest,
  GroupJoinRequests,
  type GroupPageQuery,
  GroupReader,
  GroupRepository,
  type GroupSeat,
  type OwnGroup,
  type OwnGroupsQuery,
  OwnGroupsReader,
} from '../../src/application/messaging';
import type { UnitOfWork } from '../../src/application/shared/unit-of-work';
import type { Group, GroupMember } from '../../src/domain/messaging';
import { assert } from '../../src/shared/assert';
import { compareIds, type Id } from '../../src/shared/ids';

const keyOf = ({ channelId, userId }: { readonly channelId: Id; readonly userId: Id }): string =>
  `${channelId}:${userId}`;

/** Groups with all that belongs to them; dissolved ones are gone. */
export class FakeGroups {
  readonly groups = new Map<Id, Group>();
  readonly members = new Map<string, GroupMember>();
  readonly requests = new Map<string, GroupJoinRequest>();
  readonly invitations = new Map<string, GroupInvitation>();
  readonly bans = new Map<string, GroupBan>();
  /** As messages move them; 0 where a test says nothing. */
  readonly heads = new Map<Id, number>();
  /** Reads that would have asked a database. */
  reads = 0;

  constructor(readonly uow: UnitOfWork) {}

  find(channelId: Id): Group | undefined {
    const group = this.groups.get(channelId);
    return group && { ...group, memberCount: this.membersOf(channelId).length };
  }

  membersOf(channelId: Id): readonly GroupMember[] {
    return [...this.members.values()]
      .filter((member) => member.channelId === channelId)
      .sort((a, b) => compareIds(a.userId, b.userId));
  }

  remove(channelId: Id): void {
    this.groups.delete(channelId);
    for (const kept of [this.members, this.requests, this.invitations, this.bans]) {
      for (const key of kept.keys()) if (key.startsWith(`${channelId}:`)) kept.delete(key);
    }
  }
}

const inPage = ({ after = '0' }: GroupPageQuery, id: Id): boolean => compareIds(id, after) > 0;

export class FakeGroupReader extends GroupReader {
  constructor(private readonly store: FakeGroups) {
    super();
  }

  async find(channelId: Id): Promise<Group | undefined> {
    this.store.reads += 1;
    return this.store.find(channelId);
  }

  async member(channelId: Id, userId: Id): Promise<GroupMember | undefined> {
    this.store.reads += 1;
    return this.store.members.get(keyOf({ channelId, userId }));
  }

  async seats(channelId: Id): Promise<readonly GroupSeat[]> {
    this.store.reads += 1;
    return this.store.membersOf(channelId).map(({ userId, joinedSeq }) => ({ userId, joinedSeq }));
  }

  async members(channelId: Id, query: GroupPageQuery): Promise<readonly GroupMember[]> {
    const members = this.store.membersOf(channelId);
    return members.filter(({ userId }) => inPage(query, userId)).slice(0, query.limit);
  }

  async ofUser(userId: Id, limit: number): Promise<readonly Group[]> {
    const used = ({ id, lastMessageId = id }: Group): Id => lastMessageId;
    return this.all()
      .filter(({ id }) => this.store.members.has(keyOf({ channelId: id, userId })))
      .sort((a, b) => compareIds(used(b), used(a)))
      .slice(0, limit);
  }

  async available(
    userId: Id,
    { nowMs, ...query }: GroupPageQuery & { readonly nowMs: number },
  ): Promise<readonly Group[]> {
    return this.all()
      .filter(({ id, joinMode }) => {
        const key = keyOf({ channelId: id, userId });
        const isKeptOut = (this.store.bans.get(key)?.expiresAtMs ?? 0) > nowMs;
        return joinMode !== 'invite' && inPage(query, id) && !this.store.members.has(key) && !isKeptOut;
      })
      .sort((a, b) => compareIds(a.id, b.id))
      .slice(0, query.limit);
  }

  async countsOf(userIds: readonly Id[]): Promise<ReadonlyMap<Id, number>> {
    const count = (userId: Id): number =>
      [...this.store.members.values()].filter((member) => member.userId === userId).length;
    return new Map(userIds.map((userId): [Id, number] => [userId, count(userId)]).filter(([, number]) => number > 0));
  }

  private all(): Group[] {
    return [...this.store.groups.keys()].flatMap((id) => this.store.find(id) ?? []);
  }
}

export class FakeOwnGroupsReader extends OwnGroupsReader {
  private readonly reader: FakeGroupReader;

  constructor(private readonly store: FakeGroups) {
    super();
    this.reader = new FakeGroupReader(store);
  }

  async ofUser(userId: Id, { limit, facesMax }: OwnGroupsQuery): Promise<readonly OwnGroup[]> {
    const groups = await this.reader.ofUser(userId, limit);
    return groups.map((group) => {
      const members = this.store.membersOf(group.id);
      const joinedSeq = members.find((member) => member.userId === userId)?.joinedSeq ?? 0;
      return { group, joinedSeq, faceIds: members.slice(0, facesMax).map((member) => member.userId) };
    });
  }
}

export class FakeGroupRepository extends GroupRepository {
  constructor(private readonly store: FakeGroups) {
    super();
  }

  async insert(group: Group): Promise<void> {
    this.requireWork();
    this.store.groups.set(group.id, group);
  }

  async lock(channelId: Id): Promise<number | undefined> {
    this.requireWork();
    return this.store.groups.has(channelId) ? (this.store.heads.get(channelId) ?? 0) : undefined;
  }

  async update(group: Group): Promise<void> {
    this.requireWork();
    this.store.groups.set(group.id, group);
  }

  async dissolve(channelId: Id): Promise<void> {
    this.requireWork();
    this.store.remove(channelId);
  }

  async addMembers(_channelId: Id, members: readonly GroupMember[]): Promise<void> {
    this.requireWork();
    for (const member of members) this.store.members.set(keyOf(member), member);
  }

  async removeMember(channelId: Id, userId: Id): Promise<boolean> {
    this.requireWork();
    return this.store.members.delete(keyOf({ channelId, userId }));
  }

  async updateMember(member: GroupMember): Promise<void> {
    this.requireWork();
    this.store.members.set(keyOf(member), member);
  }

  private requireWork(): void {
    assert(this.store.uow.active, 'a group is only changed inside a unit of work');
  }
}

export class FakeGroupJoinRequests extends GroupJoinRequests {
  constructor(private readonly store: FakeGroups) {
    super();
  }

  async add(request: GroupJoinRequest): Promise<boolean> {
    if (this.store.requests.has(keyOf(request))) return false;
    this.store.requests.set(keyOf(request), request);
    return true;
  }

  async remove(channelId: Id, userId: Id): Promise<boolean> {
    return this.store.requests.delete(keyOf({ channelId, userId }));
  }

  async count(channelId: Id): Promise<number> {
    return this.of(channelId).length;
  }

  async deciderIds(channelId: Id): Promise<readonly Id[]> {
    return [...this.store.members.values()]
      .filter((member) => member.channelId === channelId && member.role !== 'member')
      .sort((a, b) => b.role.localeCompare(a.role) || compareIds(a.userId, b.userId))
      .map(({ userId }) => userId);
  }

  async list(channelId: Id, query: GroupPageQuery): Promise<readonly GroupJoinRequest[]> {
    return this.of(channelId)
      .filter(({ userId }) => inPage(query, userId))
      .sort((a, b) => compareIds(a.userId, b.userId))
      .slice(0, query.limit);
  }

  private of(channelId: Id): GroupJoinRequest[] {
    return [...this.store.requests.values()].filter((request) => request.channelId === channelId);
  }
}

export class FakeGroupInvitations extends GroupInvitations {
  constructor(private readonly store: FakeGroups) {
    super();
  }

  async add(invitation: GroupInvitation): Promise<boolean> {
    if (this.store.invitations.has(keyOf(invitation))) return false;
    this.store.invitations.set(keyOf(invitation), invitation);
    return true;
  }

  async has(channelId: Id, userId: Id): Promise<boolean> {
    return this.store.invitations.has(keyOf({ channelId, userId }));
  }

  async remove(channelId: Id, userId: Id): Promise<void> {
    this.store.invitations.delete(keyOf({ channelId, userId }));
  }

  async count(channelId: Id): Promise<number> {
    return [...this.store.invitations.values()].filter((invitation) => invitation.channelId === channelId).length;
  }
}

export class FakeGroupBans extends GroupBans {
  constructor(private readonly store: FakeGroups) {
    super();
  }

  async put(ban: GroupBan): Promise<void> {
    this.store.bans.set(keyOf(ban), ban);
  }

  async find(channelId: Id, userId: Id, nowMs: number): Promise<GroupBan | undefined> {
    const ban = this.store.bans.get(keyOf({ channelId, userId }));
    return ban && ban.expiresAtMs > nowMs ? ban : undefined;
  }

  async remove(channelId: Id, userId: Id): Promise<void> {
    this.store.bans.delete(keyOf({ channelId, userId }));
  }
}
