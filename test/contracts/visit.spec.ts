import { PostgresQueryRunner } from 'typeorm/driver/postgres/PostgresQueryRunner';
import type { Visit } from '../../src/application/rooms/visit-log';
import type { Room } from '../../src/domain/rooms';
import { VISIT_BATCH_MAX, VISIT_QUEUE_MAX } from '../../src/infrastructure/persistence/rooms/typeorm-visit-log';
import { aRoom } from '../builders/rooms-room';
import { type DatabaseRoomStorage, databaseStorage, fakeStorage, type RoomStorage } from '../builders/rooms-storage';
import { describeWithPostgres } from '../support/database';

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

const aVisit = (storage: RoomStorage, room: Room, userKey: string, currentUsers = 1): Visit => ({
  id: storage.ids.next(),
  roomId: room.id,
  userKey,
  joinedAtMs: storage.clock.nowMs(),
  currentUsers,
});

describe.each([
  ['fake', fakeStorage],
  ['TypeORM', async (): Promise<RoomStorage> => database],
])('VisitLog (%s)', (_name, open: () => Promise<RoomStorage>) => {
  let storage: RoomStorage;
  let room: Room;
  beforeAll(async () => {
    storage = await open();
  });
  beforeEach(async () => {
    room = await storeRoom(storage);
  });

  it('counts joins and moves the peak up only', async () => {
    await storage.visits.open(aVisit(storage, room, 'ann', 5));
    await Promise.all([2, 7, 3].map((users) => storage.visits.open(aVisit(storage, room, `user ${users}`, users))));
    await storage.visits.open(aVisit(storage, room, 'ann', 4));

    expect(await storage.rooms.find(room.id)).toMatchObject({ totalJoins: 5, peakUsers: 7 });
    expect(await storage.visitsOf(room.id)).toHaveLength(5);
  });

  it('numbers the ended visits in the order of their ends, without gaps', async () => {
    const visits = ['a', 'b', 'c', 'd'].map((userKey) => aVisit(storage, room, userKey));
    const [a, b, c, d] = visits;
    await Promise.all(visits.map((visit) => storage.visits.open(visit)));
    storage.clock.advance(500);
    const nowMs = storage.clock.nowMs();
    await storage.visits.close(c, nowMs);
    await Promise.all([storage.visits.close(a, nowMs + 1), storage.visits.close(d, nowMs + 2)]);

    const { currentUsers, ...visitOfB } = b;
    expect(currentUsers).toBe(1);
    expect(await storage.visitsOf(room.id)).toEqual([
      expect.objectContaining({ id: a.id, leftAtMs: nowMs + 1, closedSeq: 2 }),
      visitOfB,
      expect.objectContaining({ id: c.id, leftAtMs: nowMs, closedSeq: 1 }),
      expect.objectContaining({ id: d.id, leftAtMs: nowMs + 2, closedSeq: 3 }),
    ]);
  });

  it('ends a visit once, also when it opened and ended at the same moment', async () => {
    const visit = aVisit(storage, room, 'ann');
    const other = aVisit(storage, room, 'bob');
    await Promise.all([
      storage.visits.open(visit),
      storage.visits.close(visit, visit.joinedAtMs),
      storage.visits.close(visit, visit.joinedAtMs + 1),
      storage.visits.open(other),
      storage.visits.close(other, other.joinedAtMs - 1_000),
    ]);
    await storage.visits.close(visit, visit.joinedAtMs + 2);

    expect(await storage.visitsOf(room.id)).toEqual([
      expect.objectContaining({ leftAtMs: visit.joinedAtMs, closedSeq: 1 }),
      expect.objectContaining({ leftAtMs: other.joinedAtMs, closedSeq: 2 }),
    ]);
  });

  it('is silent about a visit it does not know', async () => {
    await storage.visits.close({ id: '12', roomId: room.id }, storage.clock.nowMs());

    expect(await storage.visitsOf(room.id)).toEqual([]);
  });

  it('fails one join of a room that does not exist, not those beside it', async () => {
    const unknown = { ...room, id: '4242' };
    const settled = await Promise.allSettled([
      storage.visits.open(aVisit(storage, room, 'ann')),
      storage.visits.open(aVisit(storage, unknown, 'bob')),
      storage.visits.open(aVisit(storage, room, 'cat')),
    ]);

    expect(settled.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled']);
    expect(settled[1]).toMatchObject({ reason: { kind: 'not_found' } });
    expect(await storage.rooms.find(room.id)).toMatchObject({ totalJoins: 2 });
  });

  it('has committed everything after a flush', async () => {
    const opened = storage.visits.open(aVisit(storage, room, 'ann'));
    await storage.visits.flush();

    expect(await storage.visitsOf(room.id)).toHaveLength(1);
    await opened;
  });
});

describe('TypeOrmVisitLog', () => {
  let storage: DatabaseRoomStorage;
  beforeAll(() => {
    storage = database;
  });
  afterEach(() => jest.restoreAllMocks());

  it('shares commits: a crowd takes a few transactions, of at most a batch each', async () => {
    const rooms = [await storeRoom(storage), await storeRoom(storage)];
    const crowd = 2 * VISIT_BATCH_MAX;
    const query = jest.spyOn(PostgresQueryRunner.prototype, 'query');
    await Promise.all(
      Array.from({ length: crowd }, (_, index) => storage.visits.open(aVisit(storage, rooms[index % 2], `u${index}`))),
    );

    const commits = query.mock.calls.filter(([sql]) => sql === 'COMMIT');
    expect(commits).toHaveLength(2);
    expect(query.mock.calls.length).toBeLessThanOrEqual(2 * 7);
    expect(await storage.rooms.find(rooms[0].id)).toMatchObject({ totalJoins: crowd / 2 });
  });

  it('refuses beyond its queue and goes on afterwards', async () => {
    const room = await storeRoom(storage);
    jest.spyOn(storage.dataSource, 'transaction').mockResolvedValue(undefined);
    const { visits } = storage.anotherProcess();
    const settled = await Promise.allSettled(
      Array.from({ length: VISIT_QUEUE_MAX + 1 }, () => visits.open(aVisit(storage, room, 'x'))),
    );
    jest.restoreAllMocks();

    expect(settled.filter(({ status }) => status === 'rejected')).toHaveLength(1);
    expect(settled.at(-1)).toMatchObject({ reason: { kind: 'limited' } });
    await expect(visits.open(aVisit(storage, room, 'ann'))).resolves.toBeUndefined();
  });

  it('moves the change cursor of its rooms', async () => {
    const room = await storeRoom(storage);
    const cursor = async (): Promise<bigint> => {
      const [row] = await storage.dataSource.query<{ changed_xid: string }[]>(
        'SELECT changed_xid FROM channels WHERE id = $1',
        [room.id],
      );
      return BigInt(row.changed_xid);
    };
    const visit = aVisit(storage, room, 'ann');
    const created = await cursor();
    await storage.visits.open(visit);
    const opened = await cursor();
    await storage.visits.close(visit, visit.joinedAtMs);

    expect(opened).toBeGreaterThan(created);
    expect(await cursor()).toBeGreaterThan(opened);
  });

  it('is never called inside a unit of work, whose lock it would wait for', async () => {
    const room = await storeRoom(storage);
    const work = storage.uow.run(() => storage.visits.open(aVisit(storage, room, 'ann')));

    await expect(work).rejects.toThrow('unit of work');
  });

  describe('closeAbandoned', () => {
    let workerNumber = 0;
    beforeEach(() => storage.visits.closeAbandoned());

    async function lease(process: DatabaseRoomStorage, renewedAtMs: number, expiresAtMs: number): Promise<void> {
      workerNumber += 1;
      await storage.dataSource.query(
        `INSERT INTO worker_leases (worker_number, process_id, renewed_at, expires_at, last_time_ms)
         VALUES ($1, $2, $3, $4, 0)`,
        [workerNumber, process.processId, new Date(renewedAtMs), new Date(expiresAtMs)],
      );
    }

    it('ends the stays of the dead when they were last heard of, nobody else’s', async () => {
      const room = await storeRoom(storage);
      const [dead, gone, alive] = [storage.anotherProcess(), storage.anotherProcess(), storage.anotherProcess()];
      const nowMs = storage.clock.nowMs();
      await lease(dead, nowMs + 4_000, nowMs + 9_000);
      await lease(alive, nowMs + 4_000, Date.UTC(2200, 0, 1));
      const [ofDead, ofGone, ofAlive, own] = [dead, gone, alive, storage].map((process) =>
        aVisit(process, room, process.processId),
      );
      await dead.visits.open(ofDead);
      await gone.visits.open(ofGone);
      await alive.visits.open(ofAlive);
      await storage.visits.open(own);
      storage.clock.advance(3_000);
      const last = aVisit(gone, room, 'last');
      await gone.visits.open(last);
      await gone.visits.close(last, storage.clock.nowMs());
      storage.clock.advance(7_000);

      expect(await storage.visits.closeAbandoned()).toBe(2);
      const leftAt = new Map((await storage.visitsOf(room.id)).map((visit) => [visit.id, visit.leftAtMs]));
      expect(leftAt.get(ofDead.id)).toBe(nowMs + 4_000);
      expect(leftAt.get(ofGone.id)).toBe(nowMs + 3_000);
      expect(leftAt.get(ofAlive.id)).toBeUndefined();
      expect(leftAt.get(own.id)).toBeUndefined();
      expect((await storage.visitsOf(room.id)).map(({ closedSeq }) => closedSeq ?? 0).sort()).toEqual([0, 0, 1, 2, 3]);
      expect(await storage.visits.closeAbandoned()).toBe(0);
    });

    it('ends more than fit into one transaction', async () => {
      const room = await storeRoom(storage);
      const gone = storage.anotherProcess();
      const crowd = 2_100;
      await Promise.all(Array.from({ length: crowd }, (_, index) => gone.visits.open(aVisit(gone, room, `u${index}`))));

      expect(await storage.visits.closeAbandoned()).toBe(crowd);
      const seqs = (await storage.visitsOf(room.id)).map(({ closedSeq }) => closedSeq);
      expect(new Set(seqs).size).toBe(crowd);
      expect(Math.max(...seqs.map(Number))).toBe(crowd);
    });
  });

  describeWithPostgres('with real concurrency', () => {
    it('keeps counts and places exact when several processes write the same rooms', async () => {
      const rooms = [await storeRoom(storage), await storeRoom(storage), await storeRoom(storage)];
      const processes = Array.from({ length: 4 }, () => storage.anotherProcess());
      const stays = processes.flatMap((process) =>
        Array.from({ length: 60 }, (_, index) => ({ process, visit: aVisit(process, rooms[index % 3], `u${index}`) })),
      );
      await Promise.all(
        stays.map(async ({ process, visit }) => {
          await process.visits.open(visit);
          await process.visits.close(visit, visit.joinedAtMs + 1);
        }),
      );

      for (const room of rooms) {
        expect(await storage.rooms.find(room.id)).toMatchObject({ totalJoins: 80 });
        const places = (await storage.visitsOf(room.id))
          .map(({ closedSeq }) => Number(closedSeq))
          .sort((a, b) => a - b);
        expect(places).toEqual(Array.from({ length: 80 }, (_, index) => index + 1));
      }
    });
  });
});
