import type { RoomMembershipRepository } from '../../src/application/rooms/room-membership.repository';
import type { CompletedSetups } from '../../src/application/shared/completed-setups';
import { TypeOrmCompletedSetups } from '../../src/infrastructure/persistence/platform/typeorm-completed-setups';
import { TypeOrmRoomMembershipRepository } from '../../src/infrastructure/persistence/rooms/typeorm-room-membership.repository';
import { TypeOrmRoomSyncReader } from '../../src/infrastructure/persistence/rooms/typeorm-room-sync.reader';
import type { Id } from '../../src/shared/ids';
import { aRoom } from '../builders/rooms-room';
import { type DatabaseRoomStorage, databaseStorage, fakeStorage, type RoomStorage } from '../builders/rooms-storage';
import { FakeCompletedSetups, FakeRoomMembershipRepository } from '../fakes/room-memberships';
import { FakeRoomRepository } from '../fakes/rooms-storage';
import { describeWithPostgres } from '../support/database';

interface Storage {
  readonly storage: RoomStorage;
  readonly members: RoomMembershipRepository;
  readonly setups: CompletedSetups;
}

let database: DatabaseRoomStorage;
beforeAll(async () => {
  database = await databaseStorage();
});
afterAll(() => database?.close());

async function fake(): Promise<Storage> {
  const storage = await fakeStorage();
  if (!(storage.rooms instanceof FakeRoomRepository)) throw new Error('the fake storage has fake rooms');
  const members = new FakeRoomMembershipRepository(storage.uow, storage.rooms);
  return { storage, members, setups: new FakeCompletedSetups() };
}

async function real(): Promise<Storage> {
  const { context } = database;
  const members = new TypeOrmRoomMembershipRepository(context);
  return { storage: database, members, setups: new TypeOrmCompletedSetups(context) };
}

describe.each([
  ['fake', fake],
  ['TypeORM', real],
])('RoomMembershipRepository and CompletedSetups (%s)', (_name, open) => {
  let storage: RoomStorage;
  let members: RoomMembershipRepository;
  let setups: CompletedSetups;
  beforeAll(async () => {
    ({ storage, members, setups } = await open());
  });

  const room = async (changes: object = {}): Promise<Id> => {
    const made = aRoom({ id: storage.ids.next(), ...changes });
    await storage.rooms.insert(made);
    return made.id;
  };
  const add = (roomId: Id, userId: Id): Promise<boolean> => {
    storage.clock.advance(1_000);
    return storage.uow.run(() => members.add(roomId, userId, storage.clock.nowMs()));
  };

  it('adds and removes once, and lists the newest first, without closed rooms', async () => {
    const [userId, other] = [await storage.addAccount(), await storage.addAccount()];
    const [first, second, closed] = [await room(), await room(), await room({ closedAtMs: 1 })];

    expect([await add(first, userId), await add(first, userId)]).toEqual([true, false]);
    expect([await add(second, userId), await add(closed, userId)]).toEqual([true, true]);
    expect([await members.isMember(first, userId), await members.isMember(first, other)]).toEqual([true, false]);
    expect(await members.roomIdsOf(userId, 10)).toEqual([second, first]);
    expect(await members.roomIdsOf(userId, 1)).toEqual([second]);

    const remove = () => storage.uow.run(() => members.remove(first, userId));
    expect([await remove(), await remove()]).toEqual([true, false]);
    expect(await members.roomIdsOf(userId, 10)).toEqual([second]);
  });

  it('counts the open rooms that an account made', async () => {
    const [userId, other] = [await storage.addAccount(), await storage.addAccount()];
    await room({ creatorId: userId });
    await room({ creatorId: userId, closedAtMs: 1 });
    await room({ creatorId: other });
    const made = await room({ creatorId: userId, isDefault: true });

    expect(await storage.uow.run(() => storage.rooms.lockAndCountOpenOf(userId))).toBe(2);
    expect(await storage.rooms.find(made)).toMatchObject({ creatorId: userId, isDefault: true });
  });

  it('completes a setup once', async () => {
    const complete = (name: string) => storage.uow.run(() => setups.complete(name, storage.clock.nowMs()));

    expect([await complete('a'), await complete('a'), await complete('b')]).toEqual([true, false, true]);
  });
});

describe('TypeOrmRoomSyncReader', () => {
  it('leaves out the rooms that the server made, where they are not wanted', async () => {
    const made = aRoom({ id: database.ids.next(), isDefault: true });
    await database.rooms.insert(made);
    const reader = new TypeOrmRoomSyncReader(database.context);
    const query = { changedOnly: false, limit: 1_000 };

    expect(await reader.openRoomIds(query)).toContain(made.id);
    const others = await reader.openRoomIds({ ...query, exceptDefaults: true });
    expect(others).not.toContain(made.id);
    expect(others.length).toBeGreaterThan(0);
  });
});

describeWithPostgres('CompletedSetups on several processes', () => {
  it('completes a setup once, whoever tries at the same time, and not by a transaction that fails', async () => {
    const { setups, storage } = await real();
    const failing = storage.uow.run(async () => {
      await setups.complete('raced', 0);
      throw new Error('this setup fails');
    });
    await expect(failing).rejects.toThrow('this setup fails');
    const complete = () => {
      const other = database.anotherProcess();
      return other.uow.run(() => new TypeOrmCompletedSetups(other.context).complete('raced', 0));
    };
    const done = await Promise.all([1, 2, 3, 4].map(complete));

    expect(done.filter(Boolean)).toHaveLength(1);
  });
});
