import { PostgresQueryRunner } from 'typeorm/driver/postgres/PostgresQueryRunner';
import type { Room } from '../../src/domain/rooms';
import { aRoom } from '../builders/rooms-room';
import { type DatabaseRoomStorage, databaseStorage, fakeStorage, type RoomStorage } from '../builders/rooms-storage';
import { describeWithPostgres } from '../support/database';

let database: DatabaseRoomStorage;
beforeAll(async () => {
  database = await databaseStorage();
});
afterAll(() => database?.close());

describe.each([
  ['fake', fakeStorage],
  ['TypeORM', async (): Promise<RoomStorage> => database],
])('RoomRepository and RoomReader.list (%s)', (_name, open: () => Promise<RoomStorage>) => {
  let storage: RoomStorage;
  beforeAll(async () => {
    storage = await open();
  });

  async function store(changes: Partial<Room> = {}): Promise<Room> {
    const room = aRoom({ id: storage.ids.next(), ...changes });
    await storage.rooms.insert(room);
    return room;
  }

  it('returns what was stored', async () => {
    const plain = await store();
    const rich = await store({
      name: '测试 😀',
      adminUserIds: ['a,b', '"quoted"', '{brace}', 'back\\slash', 'NULL', '用户'],
      access: 'ticket',
      maxMembers: 100_000,
      slowModeSeconds: 21_600,
      metadata: { nested: { list: [1, 'two', null, { deep: true }] }, text: "it's" },
      createdAtMs: Date.UTC(2026, 5, 1, 12, 30, 15, 123),
      closedAtMs: Date.UTC(2026, 5, 2),
    });

    expect(await storage.rooms.find(plain.id)).toEqual(plain);
    expect(await storage.rooms.find(rich.id)).toEqual(rich);
    expect(await storage.rooms.find('9223372036854775807')).toBeUndefined();
  });

  it('locks and updates settings and the end, never the counters', async () => {
    const room = await store({ maxMembers: 5, metadata: { a: 1 } });
    await storage.visits.open({
      ...{ id: storage.ids.next(), roomId: room.id, userKey: 'ann' },
      ...{ joinedAtMs: storage.clock.nowMs(), currentUsers: 3 },
    });
    const { maxMembers, ...settings } = room;
    const changed = { ...settings, name: 'hall', adminUserIds: ['x'], access: 'ticket' as const, metadata: {} };
    const closed = { ...changed, slowModeSeconds: 5, closedAtMs: room.createdAtMs + 1 };
    await storage.uow.run(async () => {
      expect(await storage.rooms.lock(room.id)).toMatchObject({ name: room.name, maxMembers });
      await storage.rooms.update({ ...closed, peakUsers: 77, totalJoins: 77 });
    });

    expect(await storage.rooms.find(room.id)).toEqual({ ...closed, peakUsers: 3, totalJoins: 1 });
  });

  it('locks only inside a unit of work, and nothing where there is no room', async () => {
    const room = await store();

    await expect(storage.rooms.lock(room.id)).rejects.toThrow('unit of work');
    expect(await storage.uow.run(() => storage.rooms.lock('77'))).toBeUndefined();
  });

  it('lists in numeric order, open ones or all, page by page', async () => {
    const before = storage.ids.next();
    const [first, second, third] = [await store(), await store({ closedAtMs: 1_000 }), await store()];
    const idsOf = async (query: { closed: boolean; after?: string; limit: number }): Promise<string[]> =>
      (await storage.reader.list({ after: before, ...query })).map((room) => room.id);

    expect(await idsOf({ closed: false, limit: 10 })).toEqual([first.id, third.id]);
    expect(await idsOf({ closed: true, limit: 10 })).toEqual([first.id, second.id, third.id]);
    expect(await idsOf({ closed: true, limit: 1, after: first.id })).toEqual([second.id]);
    expect(await idsOf({ closed: true, limit: 10, after: third.id })).toEqual([]);
    expect(await storage.reader.list({ closed: true, after: first.id, limit: 1 })).toEqual([second]);
  });
});

describe('TypeOrmRoomRepository and TypeOrmRoomReader', () => {
  let storage: DatabaseRoomStorage;
  beforeAll(() => {
    storage = database;
  });
  afterEach(() => jest.restoreAllMocks());

  async function store(changes: Partial<Room> = {}): Promise<Room> {
    const room = aRoom({ id: storage.ids.next(), ...changes });
    await storage.rooms.insert(room);
    return room;
  }

  const changedXid = async (room: Room): Promise<string> => {
    const [row] = await storage.dataSource.query<{ changed_xid: string }[]>(
      'SELECT changed_xid FROM channels WHERE id = $1',
      [room.id],
    );
    return row.changed_xid;
  };

  it('moves the change cursor with every write', async () => {
    const room = await store();
    const inserted = await changedXid(room);
    await storage.rooms.update({ ...room, name: 'hall' });

    expect(BigInt(await changedXid(room))).toBeGreaterThan(BigInt(inserted));
  });

  it('creates and lists with one query each, however many rooms there are', async () => {
    for (let count = 0; count < 20; count += 1) await store();
    const query = jest.spyOn(PostgresQueryRunner.prototype, 'query');
    await store();
    expect(query).toHaveBeenCalledTimes(1);
    query.mockClear();
    expect((await storage.reader.list({ closed: false, limit: 1_000 })).length).toBeGreaterThan(20);
    expect(query).toHaveBeenCalledTimes(1);
  });

  it('says when the database cannot be reached, for reads as for writes', async () => {
    const room = await store();
    jest
      .spyOn(PostgresQueryRunner.prototype, 'query')
      .mockRejectedValue(new Error('Connection terminated unexpectedly'));

    await expect(storage.rooms.find(room.id)).rejects.toMatchObject({ kind: 'unavailable' });
    await expect(storage.uow.run(() => storage.rooms.find(room.id))).rejects.toMatchObject({ kind: 'unavailable' });
  });

  it('rolls a room back with its unit of work', async () => {
    const room = aRoom({ id: storage.ids.next() });
    const work = storage.uow.run(async () => {
      await storage.rooms.insert(room);
      throw new Error('not after all');
    });

    await expect(work).rejects.toThrow('not after all');
    expect(await storage.rooms.find(room.id)).toBeUndefined();
  });

  it('adds up the figures of a room', async () => {
    const room = await store();
    const nowMs = storage.clock.nowMs();
    const author = await storage.guests.ensure('author of figures');
    const userKeys = ['ann', 'bob', 'ann'];
    for (const [index, userKey] of userKeys.entries()) {
      const visit = { id: storage.ids.next(), roomId: room.id, userKey, joinedAtMs: nowMs };
      await storage.visits.open({ ...visit, currentUsers: index + 1 });
    }
    storage.clock.advance(60_000);
    await storage.dataSource.query(
      `INSERT INTO messages (channel_id, id, seq, kind, author_id, content)
       SELECT $1, m.id, m.place, 'text', $2, 'hello' FROM unnest($3::bigint[]) WITH ORDINALITY AS m(id, place)`,
      [room.id, author, ['5', storage.ids.next(), storage.ids.next()]],
    );
    await storage.dataSource.query('UPDATE channels SET head_seq = 3 WHERE id = $1', [room.id]);
    await storage.sanctions.put('ban', room.id, author, { userKey: 'x', createdAtMs: nowMs });
    await storage.sanctions.put('mute', room.id, author, { userKey: 'x', createdAtMs: 1, expiresAtMs: nowMs });

    expect(await storage.reader.figures(room.id, storage.clock.nowMs())).toEqual({
      peakUsers: 3,
      totalJoins: 3,
      uniqueUsers: 2,
      messages: 3,
      messagesPerMinute: 2 / 5,
      banned: 1,
      muted: 0,
    });
  });

  it('adds up the figures of the server', async () => {
    const before = await storage.reader.serverFigures();
    const room = await store();
    await store({ closedAtMs: 5 });
    await storage.dataSource.query('UPDATE channels SET head_seq = 4 WHERE id = $1', [room.id]);

    expect(await storage.reader.serverFigures()).toEqual({
      openRooms: before.openRooms + 1,
      closedRooms: before.closedRooms + 1,
      messages: before.messages + 4,
    });
  });

  describeWithPostgres('with real concurrency', () => {
    it('loses no change when a room is changed many times at once', async () => {
      const room = await store({ metadata: {} });
      const changes = Array.from({ length: 20 }, (_, index) =>
        storage.uow.run(async () => {
          const locked = await storage.rooms.lock(room.id);
          await storage.rooms.update({ ...room, metadata: { ...locked?.metadata, [`key${index}`]: index } });
        }),
      );
      await Promise.all(changes);

      const changed = await storage.rooms.find(room.id);
      expect(Object.keys(changed?.metadata ?? {})).toHaveLength(20);
    });
  });
});
