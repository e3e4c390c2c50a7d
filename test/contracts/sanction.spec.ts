import { PostgresQueryRunner } from 'typeorm/driver/postgres/PostgresQueryRunner';
import type { SanctionKind } from '../../src/application/rooms/sanction.repository';
import { SANCTIONS_PAGE_MAX } from '../../src/application/rooms/sanction.repository';
import type { Room, Sanction } from '../../src/domain/rooms';
import { aRoom } from '../builders/rooms-room';
import { type DatabaseRoomStorage, databaseStorage, fakeStorage, type RoomStorage } from '../builders/rooms-storage';

let database: DatabaseRoomStorage;
beforeAll(async () => {
  database = await databaseStorage();
});
afterAll(() => database?.close());

async function storeRoom(storage: RoomStorage): Promise<Room> {
  const room = aRoom({ id: storage.ids.next() });
  await storage.rooms.insert(room);
  return room;
}

describe.each([
  ['fake', fakeStorage],
  ['TypeORM', async (): Promise<RoomStorage> => database],
])('SanctionRepository (%s)', (_name, open: () => Promise<RoomStorage>) => {
  let storage: RoomStorage;
  let room: Room;
  beforeAll(async () => {
    storage = await open();
  });
  beforeEach(async () => {
    room = await storeRoom(storage);
  });

  async function put(kind: SanctionKind, userKey: string, changes: Partial<Sanction> = {}): Promise<Sanction> {
    const sanction = { userKey, createdAtMs: storage.clock.nowMs(), ...changes };
    const isAccount = await storage.guests.isAccountId(userKey);
    await storage.sanctions.put(kind, room.id, isAccount ? userKey : await storage.guests.ensure(userKey), sanction);
    return sanction;
  }

  it.each(['ban', 'mute'] as const)('sets, replaces and lifts a %s', async (kind) => {
    const { sanctions } = storage;
    await put(kind, 'troll', { reason: 'spam', expiresAtMs: storage.clock.nowMs() + 1_000 });
    storage.clock.advance(1);
    const second = await put(kind, 'troll');

    expect(await sanctions.of(room.id, 'troll')).toEqual({ [kind]: second });
    expect(await sanctions.list(kind, room.id)).toEqual([second]);
    expect(await sanctions.remove(kind, room.id, 'troll')).toBe(true);
    expect(await sanctions.remove(kind, room.id, 'troll')).toBe(false);
    expect(await sanctions.of(room.id, 'troll')).toEqual({});
  });

  it('counts what counts in a room', async () => {
    const other = await storeRoom(storage);
    const soon = storage.clock.nowMs() + 1_000;
    for (const userKey of ['ann', 'bob', 'bob']) await put('ban', userKey);
    await put('ban', 'cid', { expiresAtMs: soon });
    await put('mute', 'ann');
    const countsOf = (one: Room): Promise<number[]> =>
      Promise.all([storage.sanctions.count('ban', one.id), storage.sanctions.count('mute', one.id)]);

    expect([await countsOf(room), await countsOf(other)]).toEqual([
      [3, 1],
      [0, 0],
    ]);
    storage.clock.advance(1_000);
    expect(await countsOf(room)).toEqual([2, 1]);
  });

  it('keeps bans, mutes, users and rooms apart', async () => {
    const other = await storeRoom(storage);
    const [ban, mute] = [await put('ban', 'ann', { reason: 'a' }), await put('mute', 'ann', { reason: 'b' })];

    expect(await storage.sanctions.of(room.id, 'ann')).toEqual({ ban, mute });
    expect(await storage.sanctions.of(other.id, 'ann')).toEqual({});
    expect(await storage.sanctions.of(room.id, 'Ann')).toEqual({});
    expect(await storage.sanctions.remove('ban', room.id, 'ann')).toBe(true);
    expect(await storage.sanctions.of(room.id, 'ann')).toEqual({ mute });
  });

  it('returns nothing that has expired', async () => {
    const nowMs = storage.clock.nowMs();
    await put('ban', 'soon', { expiresAtMs: nowMs + 10 });
    const later = await put('ban', 'later', { expiresAtMs: nowMs + 11 });
    storage.clock.advance(10);

    expect(await storage.sanctions.list('ban', room.id)).toEqual([later]);
    expect(await storage.sanctions.of(room.id, 'soon')).toEqual({});
    expect(await storage.sanctions.remove('ban', room.id, 'soon')).toBe(false);
  });

  it('goes on after a user, also one whose sanction was lifted meanwhile', async () => {
    for (const userKey of ['page a', 'page b', 'page c']) await put('ban', userKey);
    await storage.sanctions.remove('ban', room.id, 'page b');

    const keysAfter = async (after?: string): Promise<string[]> =>
      (await storage.sanctions.list('ban', room.id, after)).map(({ userKey }) => userKey);
    expect(await keysAfter()).toEqual(['page a', 'page c']);
    expect(await keysAfter('page a')).toEqual(['page c']);
    expect(await keysAfter('page c')).toEqual([]);
  });

  it('knows an account by its own id, which no guest can take', async () => {
    const account = await storage.addAccount();
    const ofAccount = await put('ban', account);
    const ofGuest = await put('mute', `${account}0`);

    expect(await storage.sanctions.of(room.id, account)).toEqual({ ban: ofAccount });
    expect(await storage.sanctions.of(room.id, `${account}0`)).toEqual({ mute: ofGuest });
    expect(await storage.sanctions.remove('ban', room.id, account)).toBe(true);
  });

  it('lists the newest of the server first', async () => {
    storage.clock.advance(1_000);
    await put('ban', 'older');
    storage.clock.advance(1_000);
    const newer = await put('ban', 'newer', { reason: 'x' });

    expect(await storage.sanctions.listServerWide('ban', 1)).toEqual([{ ...newer, roomId: room.id }]);
    expect((await storage.sanctions.listServerWide('ban', 2)).map(({ userKey }) => userKey)).toEqual([
      'newer',
      'older',
    ]);
    expect(await storage.sanctions.listServerWide('mute', 1_000)).not.toContainEqual(
      expect.objectContaining({ userKey: 'newer' }),
    );
  });

  it.each(['', '0', '-1', '99999999999999999999', "'; DROP TABLE users; --", '%', '\\'])(
    'finds nobody for %p',
    async (key) => {
      expect(await storage.sanctions.of(room.id, key)).toEqual({});
      expect(await storage.sanctions.remove('ban', room.id, key)).toBe(false);
      expect(await storage.sanctions.list('ban', room.id, key)).toEqual([]);
    },
  );
});

describe('TypeOrmSanctionRepository', () => {
  let storage: DatabaseRoomStorage;
  beforeAll(() => {
    storage = database;
  });
  afterEach(() => jest.restoreAllMocks());

  it('moves the change cursor of the room', async () => {
    const room = await storeRoom(storage);
    const cursors: string[] = [];
    const note = async (): Promise<void> => {
      const [row] = await storage.dataSource.query<{ changed_xid: string }[]>(
        'SELECT changed_xid FROM channels WHERE id = $1',
        [room.id],
      );
      cursors.push(row.changed_xid);
    };
    await note();
    await storage.sanctions.put('ban', room.id, await storage.guests.ensure('x'), { userKey: 'x', createdAtMs: 1 });
    await note();
    await storage.sanctions.remove('ban', room.id, 'x');
    await note();
    await storage.sanctions.remove('ban', room.id, 'x');
    await note();

    expect(BigInt(cursors[1])).toBeGreaterThan(BigInt(cursors[0]));
    expect(BigInt(cursors[2])).toBeGreaterThan(BigInt(cursors[1]));
    expect(cursors[3]).toBe(cursors[2]);
  });

  it('returns at most a page, with one query', async () => {
    const room = await storeRoom(storage);
    await storage.dataSource.query(
      `WITH guests AS (
         INSERT INTO users (id, kind, external_id)
         SELECT 10000 + n, 'guest', 'many ' || n FROM generate_series(1, $2::integer) AS n RETURNING id
       )
       INSERT INTO room_bans (channel_id, user_id, created_at) SELECT $1, id, now() FROM guests`,
      [room.id, SANCTIONS_PAGE_MAX + 1],
    );
    const query = jest.spyOn(PostgresQueryRunner.prototype, 'query');
    const page = await storage.sanctions.list('ban', room.id);

    expect(query).toHaveBeenCalledTimes(1);
    expect(page).toHaveLength(SANCTIONS_PAGE_MAX);
    const rest = await storage.sanctions.list('ban', room.id, page.at(-1)?.userKey);
    expect(rest.map(({ userKey }) => userKey)).toEqual([`many ${SANCTIONS_PAGE_MAX + 1}`]);
  });
});
