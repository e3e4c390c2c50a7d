import type {
  GroupBans,
  GroupInvitations,
  GroupJoinRequests,
  GroupReader,
  GroupRepository,
  OwnGroupsReader,
} from '../../src/application/messaging';
import type { UnitOfWork } from '../../src/application/shared/unit-of-work';
import type { Group, GroupMember } from '../../src/domain/messaging';
import { InProcessEventBus } from '../../src/infrastructure/events/in-process-event-bus';
import { InvalidationHub } from '../../src/infrastructure/persistence/invalidation-hub';
import { TypeOrmGroupReader } from '../../src/infrastructure/persistence/messaging/typeorm-group.reader';
import { TypeOrmOwnGroupsReader } from '../../src/infrastructure/persistence/messaging/typeorm-own-groups.reader';
import { TypeOrmGroupRepository } from '../../src/infrastructure/persistence/messaging/typeorm-group.repository';
import {
  TypeOrmGroupBans,
  TypeOrmGroupInvitations,
  TypeOrmGroupJoinRequests,
} from '../../src/infrastructure/persistence/messaging/typeorm-group-admissions';
import { TransactionContext } from '../../src/infrastructure/persistence/transaction-context';
import { TypeOrmUnitOfWork } from '../../src/infrastructure/persistence/typeorm-unit-of-work';
import type { Id } from '../../src/shared/ids';
import { GuildRows } from '../builders/guilds';
import {
  FakeGroupBans,
  FakeGroupInvitations,
  FakeGroupJoinRequests,
  FakeGroupReader,
  FakeGroupRepository,
  FakeGroups,
  FakeOwnGroupsReader,
} from '../fakes/groups';
import { SilentLogger } from '../fakes/rooms-log';
import { FakeUnitOfWork, ManualClock, SequentialIds } from '../fakes/rooms-platform';
import { openTestDatabase } from '../support/database';

const NOW_MS = Date.UTC(2026, 0, 2);

interface GroupStorage {
  readonly uow: UnitOfWork;
  readonly reader: GroupReader;
  readonly repository: GroupRepository;
  readonly own: OwnGroupsReader;
  readonly requests: GroupJoinRequests;
  readonly invitations: GroupInvitations;
  readonly bans: GroupBans;
  nextId(): Id;
  addUser(): Promise<Id>;
  /** The head of the channel, and the id of its newest message. */
  say(channelId: Id, seq: number, messageId: Id): Promise<void>;
  close(): Promise<void>;
}

async function fakeStorage(): Promise<GroupStorage> {
  const ids = new SequentialIds(new ManualClock());
  const uow = new FakeUnitOfWork();
  const store = new FakeGroups(uow);
  return {
    ...{ uow, reader: new FakeGroupReader(store), repository: new FakeGroupRepository(store) },
    own: new FakeOwnGroupsReader(store),
    ...{ requests: new FakeGroupJoinRequests(store), invitations: new FakeGroupInvitations(store) },
    ...{ bans: new FakeGroupBans(store), nextId: () => ids.next() },
    addUser: async () => ids.next(),
    say: async (channelId, seq, lastMessageId) => {
      store.heads.set(channelId, seq);
      const group = store.groups.get(channelId);
      if (group) store.groups.set(channelId, { ...group, lastMessageId });
    },
    close: async () => undefined,
  };
}

async function databaseStorage(): Promise<GroupStorage> {
  const database = await openTestDatabase();
  const { dataSource } = await database.open();
  const [logger, context, rows] = [new SilentLogger(), new TransactionContext(dataSource), new GuildRows(dataSource)];
  return {
    uow: new TypeOrmUnitOfWork(dataSource, context, new InProcessEventBus(logger), new InvalidationHub(logger)),
    ...{ reader: new TypeOrmGroupReader(context), repository: new TypeOrmGroupRepository(context) },
    own: new TypeOrmOwnGroupsReader(context),
    ...{ requests: new TypeOrmGroupJoinRequests(context), invitations: new TypeOrmGroupInvitations(context) },
    ...{ bans: new TypeOrmGroupBans(context), nextId: () => rows.nextId(), addUser: () => rows.user() },
    say: async (channelId, seq, messageId) => {
      await dataSource.query('UPDATE channels SET head_seq = $2, head_id = $3 WHERE id = $1', [
        ...[channelId, seq, messageId],
      ]);
    },
    close: () => database.close(),
  };
}

describe.each([
  ['fake', fakeStorage],
  ['TypeORM', databaseStorage],
])('GroupRepository, GroupReader and who may come in (%s)', (_name, open) => {
  let storage: GroupStorage;
  beforeAll(async () => {
    storage = await open();
  });
  afterAll(() => storage?.close());

  const memberOf = (group: Group, userId: Id, changes: Partial<GroupMember> = {}): GroupMember => ({
    ...{ channelId: group.id, userId, role: 'member', joinedAtMs: NOW_MS, joinedSeq: 0, ...changes },
  });

  async function newGroup(changes: Partial<Group> = {}): Promise<Group> {
    const ownerId = await storage.addUser();
    const group: Group = {
      ...{ id: storage.nextId(), name: 'Climbers', description: 'on walls', ownerId, joinMode: 'open' },
      ...{ isHistoryVisible: false, memberCount: 1, createdAtMs: NOW_MS, updatedAtMs: NOW_MS, ...changes },
    };
    await storage.uow.run(async () => {
      await storage.repository.insert(group);
      await storage.repository.addMembers(group.id, [memberOf(group, ownerId, { role: 'owner' })]);
    });
    return group;
  }

  const join = (group: Group, userId: Id, changes: Partial<GroupMember> = {}): Promise<void> =>
    storage.uow.run(() => storage.repository.addMembers(group.id, [memberOf(group, userId, changes)]));

  it('keeps a group with its members', async () => {
    const group = await newGroup({ avatar: '/a.png', joinMode: 'approval', isHistoryVisible: true });
    const [ann, bob] = [await storage.addUser(), await storage.addUser()];
    await join(group, bob, { joinedSeq: 7 });
    await join(group, ann, { joinedSeq: 9 });

    expect(await storage.reader.find(group.id)).toEqual({ ...group, memberCount: 3 });
    expect(await storage.reader.member(group.id, bob)).toEqual(memberOf(group, bob, { joinedSeq: 7 }));
    expect(await storage.reader.member(group.id, '77')).toBeUndefined();
    expect(await storage.reader.seats(group.id)).toEqual([
      { userId: group.ownerId, joinedSeq: 0 },
      { userId: ann, joinedSeq: 9 },
      { userId: bob, joinedSeq: 7 },
    ]);
    const page = await storage.reader.members(group.id, { after: group.ownerId, limit: 1 });
    expect(page).toEqual([memberOf(group, ann, { joinedSeq: 9 })]);
    expect(await storage.reader.find('77')).toBeUndefined();
  });

  it('writes settings, announcement, roles and mutes', async () => {
    const group = await newGroup({ avatar: '/a.png' });
    const { avatar: _avatar, ...rest } = group;
    const announcement = { content: 'Bring ropes', atMs: NOW_MS + 5 };
    const changed: Group = { ...rest, name: 'Hikers', joinMode: 'invite', announcement, updatedAtMs: NOW_MS + 5 };
    const muted = memberOf(group, group.ownerId, { role: 'admin', mutedUntilMs: NOW_MS + 60 });
    await storage.uow.run(async () => {
      await storage.repository.update(changed);
      await storage.repository.updateMember(muted);
    });

    expect(await storage.reader.find(group.id)).toEqual(changed);
    expect(await storage.reader.member(group.id, group.ownerId)).toEqual(muted);
  });

  it('lets members go, and forgets all of a dissolved group but its messages', async () => {
    const group = await newGroup();
    const ann = await storage.addUser();
    await join(group, ann);
    const remove = (): Promise<boolean> => storage.uow.run(() => storage.repository.removeMember(group.id, ann));

    expect([await remove(), await remove()]).toEqual([true, false]);
    expect(await storage.reader.find(group.id)).toMatchObject({ memberCount: 1 });
    await storage.requests.add({ channelId: group.id, userId: ann, createdAtMs: NOW_MS });
    await storage.uow.run(() => storage.repository.dissolve(group.id, NOW_MS));
    expect(await storage.reader.find(group.id)).toBeUndefined();
    expect(await storage.reader.seats(group.id)).toEqual([]);
    expect(await storage.reader.ofUser(group.ownerId, 10)).toEqual([]);
    expect(await storage.requests.count(group.id)).toBe(0);
    expect(await storage.uow.run(() => storage.repository.lock(group.id))).toBeUndefined();
  });

  it('locks a group inside a unit of work only, and tells its head', async () => {
    const group = await newGroup();
    await storage.say(group.id, 12, storage.nextId());

    expect(await storage.uow.run(() => storage.repository.lock(group.id))).toBe(12);
    expect(await storage.uow.run(() => storage.repository.lock('77'))).toBeUndefined();
    await expect(storage.repository.lock(group.id)).rejects.toThrow('unit of work');
  });

  it('lists the groups of somebody, last used first, and counts them', async () => {
    const me = await storage.addUser();
    const [first, second, third] = [await newGroup(), await newGroup(), await newGroup()];
    for (const group of [first, second]) await join(group, me);
    const lastMessageId = storage.nextId();
    await storage.say(first.id, 1, lastMessageId);

    expect(await storage.reader.ofUser(me, 10)).toEqual([
      { ...first, memberCount: 2, lastMessageId },
      { ...second, memberCount: 2 },
    ]);
    expect(await storage.reader.ofUser(me, 1)).toHaveLength(1);
    const counts = await storage.reader.countsOf([me, third.ownerId]);
    expect([counts.get(me), counts.get(third.ownerId), counts.get('77') ?? 0]).toEqual([2, 1, 0]);
  });

  it('lists the groups of somebody with the join point and some of the members', async () => {
    const group = await newGroup();
    const [me, ann] = [await storage.addUser(), await storage.addUser()];
    await join(group, ann);
    await join(group, me, { joinedSeq: 5 });
    const later = await newGroup();
    await join(later, me);

    expect(await storage.own.ofUser(me, { limit: 10, facesMax: 2 })).toEqual([
      { group: { ...later, memberCount: 2 }, joinedSeq: 0, faceIds: [me, later.ownerId] },
      { group: { ...group, memberCount: 3 }, joinedSeq: 5, faceIds: [group.ownerId, me] },
    ]);
    expect(await storage.own.ofUser(me, { limit: 1, facesMax: 2 })).toHaveLength(1);
    await storage.uow.run(() => storage.repository.dissolve(group.id, NOW_MS));
    expect(await storage.own.ofUser(ann, { limit: 10, facesMax: 2 })).toEqual([]);
  });

  it('lists the groups that somebody could join', async () => {
    const me = await storage.addUser();
    const before = await newGroup();
    const [open, approval] = [await newGroup(), await newGroup({ joinMode: 'approval' })];
    const [closed, mine, banned] = [await newGroup({ joinMode: 'invite' }), await newGroup(), await newGroup()];
    await join(mine, me);
    const ban = { channelId: banned.id, userId: me, moderatorId: banned.ownerId, createdAtMs: NOW_MS };
    await storage.bans.put({ ...ban, expiresAtMs: NOW_MS + 10 });
    const available = async (nowMs: number, limit = 10): Promise<Id[]> => {
      const groups = await storage.reader.available(me, { after: before.id, limit, nowMs });
      return groups.map(({ id }) => id);
    };

    expect(await available(NOW_MS)).toEqual([open.id, approval.id]);
    expect(await available(NOW_MS + 10)).toEqual([open.id, approval.id, banned.id]);
    expect(await available(NOW_MS, 1)).toEqual([open.id]);
    expect(await available(NOW_MS)).not.toContain(closed.id);
  });

  it('keeps who waits, who is invited and who is kept out', async () => {
    const { id: channelId, ownerId } = await newGroup();
    const [ann, bob] = [await storage.addUser(), await storage.addUser()];
    const request = (userId: Id) => ({ channelId, userId, createdAtMs: NOW_MS });
    const invitation = { channelId, userId: ann, inviterId: ownerId, createdAtMs: NOW_MS };
    const ban = { channelId, userId: ann, moderatorId: ownerId, createdAtMs: NOW_MS, expiresAtMs: NOW_MS + 10 };

    expect([await storage.requests.add(request(bob)), await storage.requests.add(request(bob))]).toEqual([true, false]);
    await storage.requests.add(request(ann));
    expect(await storage.requests.deciderIds(channelId)).toEqual([ownerId]);
    expect(await storage.requests.list(channelId, { limit: 10 })).toEqual([request(ann), request(bob)]);
    expect(await storage.requests.list(channelId, { after: ann, limit: 10 })).toEqual([request(bob)]);
    expect([await storage.requests.remove(channelId, bob), await storage.requests.remove(channelId, bob)]).toEqual([
      true,
      false,
    ]);
    expect(await storage.requests.count(channelId)).toBe(1);
    expect([await storage.invitations.add(invitation), await storage.invitations.add(invitation)]).toEqual([
      true,
      false,
    ]);
    expect([await storage.invitations.has(channelId, ann), await storage.invitations.count(channelId)]).toEqual([
      true,
      1,
    ]);
    await storage.invitations.remove(channelId, ann);
    expect(await storage.invitations.has(channelId, ann)).toBe(false);
    await storage.bans.put({ ...ban, expiresAtMs: NOW_MS + 5 });
    await storage.bans.put(ban);
    expect(await storage.bans.find(channelId, ann, NOW_MS + 9)).toEqual(ban);
    expect(await storage.bans.find(channelId, ann, NOW_MS + 10)).toBeUndefined();
    await storage.bans.remove(channelId, ann);
    expect(await storage.bans.find(channelId, ann, NOW_MS)).toBeUndefined();
  });
});
