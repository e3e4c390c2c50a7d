import type { ContactReader, GroupStaff, LastSeen } from '../../src/application/realtime';
import { type GroupRole, pairOf } from '../../src/domain/messaging';
import { TypeOrmContactReader } from '../../src/infrastructure/persistence/realtime/typeorm-contact.reader';
import { TypeOrmGroupStaff } from '../../src/infrastructure/persistence/realtime/typeorm-group-staff';
import { TypeOrmLastSeen } from '../../src/infrastructure/persistence/realtime/typeorm-last-seen';
import { TransactionContext } from '../../src/infrastructure/persistence/transaction-context';
import { compareIds, type Id } from '../../src/shared/ids';
import { GuildRows } from '../builders/guilds';
import { FakeContactReader, FakeConversationMembers, FakeGroupStaff, FakeLastSeen } from '../fakes/conversations';
import { FakeDirectChannelReader } from '../fakes/direct-channels';
import { SilentMetrics } from '../fakes/rooms-log';
import { ManualClock, SequentialIds } from '../fakes/rooms-platform';
import { openTestDatabase } from '../support/database';

interface PresenceStorage {
  readonly lastSeen: LastSeen;
  readonly contacts: ContactReader;
  readonly staff: GroupStaff;
  addUser(): Promise<Id>;
  /** An id that nobody has. */
  nextId(): Id;
  addDirect(one: Id, other: Id): Promise<Id>;
  addGroup(...memberIds: readonly Id[]): Promise<Id>;
  dissolve(groupId: Id): Promise<void>;
  setRole(groupId: Id, userId: Id, role: GroupRole): Promise<void>;
  close(): Promise<void>;
}

async function fakeStorage(): Promise<PresenceStorage> {
  const ids = new SequentialIds(new ManualClock());
  const [directs, members] = [new FakeDirectChannelReader(), new FakeConversationMembers()];
  const [staff, unknown] = [new FakeGroupStaff(), new Set<Id>()];
  return {
    staff,
    lastSeen: new FakeLastSeen(unknown),
    contacts: new FakeContactReader(directs, members),
    addUser: async () => ids.next(),
    nextId: () => {
      const id = ids.next();
      unknown.add(id);
      return id;
    },
    addDirect: async (one, other) => {
      const id = ids.next();
      directs.channels.set(id, { id, recipientIds: pairOf(one, other) });
      return id;
    },
    addGroup: async (...memberIds) => {
      const id = ids.next();
      members.groups.set(id, memberIds);
      return id;
    },
    dissolve: async (groupId) => void members.groups.delete(groupId),
    setRole: async (groupId, userId, role) => {
      const others = (await staff.of(groupId)).filter((one) => one.userId !== userId);
      const all = role === 'member' ? others : [...others, { userId, role }];
      staff.groups.set(
        groupId,
        all.toSorted((a, b) => compareIds(a.userId, b.userId)),
      );
    },
    close: async () => undefined,
  };
}

async function databaseStorage(): Promise<PresenceStorage> {
  const database = await openTestDatabase();
  const { dataSource } = await database.open();
  const [context, rows] = [new TransactionContext(dataSource), new GuildRows(dataSource)];
  const addChannel = async (kind: string, pair: string | null, userIds: readonly Id[]): Promise<Id> => {
    const id = rows.nextId();
    await dataSource.query('INSERT INTO channels (id, kind, name, created_at) VALUES ($1, $2, $2, now())', [id, kind]);
    await dataSource.query('INSERT INTO direct_channels (channel_id, pair_key) VALUES ($1, $2)', [id, pair]);
    const recipients =
      'INSERT INTO channel_recipients (channel_id, user_id, joined_at) SELECT $1, unnest($2::bigint[]), now()';
    await dataSource.query(recipients, [id, userIds]);
    return id;
  };
  return {
    lastSeen: new TypeOrmLastSeen(context, new SilentMetrics()),
    contacts: new TypeOrmContactReader(context),
    staff: new TypeOrmGroupStaff(context),
    addUser: () => rows.user(),
    nextId: () => rows.nextId(),
    addDirect: (one, other) => addChannel('direct', pairOf(one, other).join(':'), [one, other]),
    addGroup: (...memberIds) => addChannel('group', null, memberIds),
    dissolve: async (groupId) => {
      await dataSource.query('UPDATE channels SET closed_at = now() WHERE id = $1', [groupId]);
    },
    setRole: async (groupId, userId, role) => {
      const values = [groupId, userId, role];
      await dataSource.query('UPDATE channel_recipients SET role = $3 WHERE channel_id = $1 AND user_id = $2', values);
    },
    close: () => database.close(),
  };
}

describe.each<[string, () => Promise<PresenceStorage>]>([
  ['fake', fakeStorage],
  ['TypeORM', databaseStorage],
])('LastSeen, ContactReader and GroupStaff (%s)', (_name, open) => {
  let storage: PresenceStorage;
  beforeAll(async () => {
    storage = await open();
  }, 60_000);
  afterAll(() => storage?.close());

  it('keeps when people were here, never earlier, and passes over who is unknown', async () => {
    const { lastSeen } = storage;
    const [one, other, never, unknown] = [
      await storage.addUser(),
      await storage.addUser(),
      await storage.addUser(),
      storage.nextId(),
    ];
    const times = [
      { userId: one, atMs: 2_000 },
      { userId: one, atMs: 1_000 },
      { userId: other, atMs: 5_001 },
      { userId: unknown, atMs: 1 },
    ];
    await Promise.all(times.map(({ userId, atMs }) => lastSeen.keep(userId, atMs)));
    await lastSeen.flush();

    expect(await lastSeen.of([one, other, never, unknown])).toEqual(
      new Map([
        [one, 2_000],
        [other, 5_001],
      ]),
    );
    await lastSeen.keep(one, 1_500);
    await lastSeen.keep(other, 6_000);
    expect([...(await lastSeen.of([one, other])).values()].sort()).toEqual([2_000, 6_000]);
    expect(await lastSeen.of([])).toEqual(new Map());
  });

  it('knows with whom somebody talks', async () => {
    const { contacts } = storage;
    const [own, friend, another] = [await storage.addUser(), await storage.addUser(), await storage.addUser()];
    await storage.addDirect(own, friend);
    await storage.addDirect(another, own);
    const groupId = await storage.addGroup(own, friend);
    const dissolved = await storage.addGroup(own, another);
    await storage.addGroup(friend, another);
    await storage.dissolve(dissolved);

    const { directUserIds, groupIds } = await contacts.conversationsOf(own);
    expect([directUserIds.toSorted(compareIds), groupIds]).toEqual([[friend, another].sort(compareIds), [groupId]]);
    expect(await contacts.conversationsOf(storage.nextId())).toEqual({ directUserIds: [], groupIds: [] });
  });

  it('knows who runs a group', async () => {
    const people = [await storage.addUser(), await storage.addUser(), await storage.addUser()] as const;
    const [admin, owner] = people;
    const groupId = await storage.addGroup(...people);
    expect(await storage.staff.of(groupId)).toEqual([]);
    await storage.setRole(groupId, owner, 'owner');
    await storage.setRole(groupId, admin, 'admin');

    expect(await storage.staff.of(groupId)).toEqual([
      { userId: admin, role: 'admin' },
      { userId: owner, role: 'owner' },
    ]);
    await storage.setRole(groupId, admin, 'member');
    expect(await storage.staff.of(groupId)).toEqual([{ userId: owner, role: 'owner' }]);
  });
});
