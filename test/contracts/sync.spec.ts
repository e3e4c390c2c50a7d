import { BuildSyncPayload } from '../../src/application/rooms/sync/build-sync-payload';
import { ListDeliveries } from '../../src/application/rooms/sync/list-deliveries';
import { OutboxRoomSyncQueue } from '../../src/application/rooms/sync/outbox-room-sync-queue';
import { ReadSync, SYNC_PULL_ROOMS_MAX } from '../../src/application/rooms/sync/read-sync';
import { RequestSync } from '../../src/application/rooms/sync/request-sync';
import { RetryDelivery } from '../../src/application/rooms/sync/retry-delivery';
import { RoomSyncConsumer } from '../../src/application/rooms/sync/room-sync-consumer';
import type { SyncCallback } from '../../src/application/rooms/sync/sync-callback';
import { SYNC_ROOMS_PER_TRANSACTION, SyncAllRooms } from '../../src/application/rooms/sync/sync-all-rooms';
import { writeSnapshot } from '../../src/application/rooms/sync/sync-snapshot';
import type { OutboxDelivery } from '../../src/application/shared/outbox-consumer';
import { writeSyncPayload } from '../../src/domain/rooms/sync-payload';
import { Installation } from '../../src/infrastructure/persistence/platform/installation';
import { TypeOrmMessageReader } from '../../src/infrastructure/persistence/messaging/typeorm-message.reader';
import { TypeOrmRoomSyncPositions } from '../../src/infrastructure/persistence/rooms/typeorm-room-sync-positions';
import { TypeOrmRoomSyncReader } from '../../src/infrastructure/persistence/rooms/typeorm-room-sync.reader';
import { assert } from '../../src/shared/assert';
import type { Id } from '../../src/shared/ids';
import { OutboxRig } from '../builders/outbox-rig';
import { RoomRows } from '../builders/rooms-rows';
import { FakeRoomOccupancy, syncSettings as settings } from '../fakes/rooms-live';
import { ManualClock, SequentialIds } from '../fakes/rooms-platform';
import { openTestDatabase, type TestDatabase } from '../support/database';
import { until } from '../support/until';

const never = new AbortController().signal;

class Rig {
  readonly outbox: OutboxRig;
  readonly rows: RoomRows;
  readonly occupancy = new FakeRoomOccupancy();
  readonly clock = new ManualClock();
  readonly reader: TypeOrmRoomSyncReader;
  readonly build: BuildSyncPayload;
  readonly readSync: ReadSync;
  readonly syncAllRooms: SyncAllRooms;
  readonly requestSync: RequestSync;
  readonly consumer: RoomSyncConsumer;
  readonly installation: Installation;

  constructor(dataSource: OutboxRig['dataSource'], callbackUrl: string | undefined = 'http://callback.test/') {
    this.outbox = new OutboxRig(dataSource);
    this.rows = new RoomRows(dataSource);
    const { context, unitOfWork, outbox, logger } = this.outbox;
    this.reader = new TypeOrmRoomSyncReader(context);
    this.build = new BuildSyncPayload(this.reader, new TypeOrmMessageReader(context), this.occupancy, this.clock);
    this.readSync = new ReadSync(this.reader, this.build);
    const queue = new OutboxRoomSyncQueue(outbox, { callbackUrl, ...settings });
    this.syncAllRooms = new SyncAllRooms(this.reader, queue, unitOfWork, settings);
    const ids = new SequentialIds(this.clock);
    this.requestSync = new RequestSync(this.syncAllRooms, this.reader, queue, unitOfWork, ids, logger);
    const callback: SyncCallback = { post: async () => undefined };
    this.consumer = new RoomSyncConsumer(this.build, callback, new TypeOrmRoomSyncPositions(context));
    this.installation = new Installation(dataSource);
  }

  /** The room's payload as the consumer pushes it, acknowledged at once when asked. */
  async push(roomId: Id, acknowledge = true): Promise<Record<string, unknown> & { goesOn: boolean }> {
    const delivery: OutboxDelivery = {
      ...{ deliveryId: 'd', topic: 'room-sync', orderingKey: roomId, eventType: 'room.sync', payload: {}, attempt: 1 },
    };
    const body = await this.consumer.build(delivery);
    assert(body !== undefined, 'the room exists');
    const goesOn = acknowledge && (await this.outbox.unitOfWork.run(() => this.consumer.acknowledged(delivery, body)));
    return { ...(JSON.parse(body) as Record<string, unknown>), goesOn };
  }

  async clear(): Promise<void> {
    await this.outbox.dataSource.query(
      'TRUNCATE outbox, room_syncs, room_bans, room_mutes, room_visits, messages, rooms, channels, users CASCADE',
    );
  }
}

describe('room sync', () => {
  let database: TestDatabase;
  let rig: Rig;

  beforeAll(async () => {
    database = await openTestDatabase();
    const { dataSource } = await database.open();
    await new Installation(dataSource).register();
    rig = new Rig(dataSource);
  });
  beforeEach(async () => {
    await rig.clear();
    rig = new Rig(rig.outbox.dataSource);
  });
  afterAll(() => database.close());

  describe('a payload', () => {
    it('tells of a room what the contract names', async () => {
      const roomId = await rig.rows.room('lobby', ['boss']);
      const alice = await rig.rows.guest('alice');
      const mallory = await rig.rows.guest('mallory');
      const pardoned = await rig.rows.guest('pardoned');
      await rig.rows.messages(roomId, 1, alice);
      await rig.rows.messages(roomId, 2);
      await rig.rows.deleteMessage(roomId, 2);
      await rig.rows.endedVisits(roomId, 1, 'alice');
      await rig.rows.openVisit(roomId, 'bob');
      await rig.rows.ban(roomId, mallory);
      await rig.rows.ban(roomId, pardoned, new Date(rig.clock.nowMs()));
      rig.occupancy.put(roomId, 'bob');
      const payload = await rig.build.execute(roomId, 'room.created');
      assert(payload, 'the room exists');

      expect(writeSyncPayload(payload)).toEqual({
        event_type: 'room.created',
        room_id: roomId,
        room_name: 'lobby',
        admin_user_ids: ['boss'],
        start_time: Date.UTC(2026, 0, 1) / 1_000,
        current_users: 1,
        peak_users: 1,
        total_joins: 1,
        chat_history: [
          {
            id: expect.any(String),
            user_id: 'alice',
            content: 'message 1',
            created_at: expect.stringMatching(/\.\d{3}Z$/),
          },
          { id: expect.any(String), user_id: null, content: 'message 3', created_at: expect.any(String) },
        ],
        session_history: [
          {
            user_id: 'alice',
            join_time: '2026-01-01T00:00:00.000Z',
            leave_time: '2026-01-01T00:01:00.000Z',
            duration_seconds: 60,
          },
        ],
        banned_user_ids: ['mallory'],
        cursor: expect.stringMatching(/^m3\.v1\.x\d+$/),
        is_last_batch: true,
      });
    });

    it('is the same on both ways', async () => {
      const roomId = await rig.rows.room();
      await rig.rows.messages(roomId, 3);
      const [pulled] = (await rig.readSync.execute({})).payloads;
      const { goesOn, ...pushed } = await rig.push(roomId);
      assert(pulled, 'the room was pulled');

      expect(goesOn).toBe(false);
      expect(JSON.parse(JSON.stringify(writeSyncPayload(pulled)))).toEqual(pushed);
    });

    it('carries history in batches of at most 1,000, and goes on until all is told', async () => {
      const roomId = await rig.rows.room();
      await rig.rows.messages(roomId, 2_300);
      await rig.rows.endedVisits(roomId, 1_001);
      const sizes: unknown[] = [];
      const contents: unknown[] = [];
      for (let goesOn = true; goesOn;) {
        const payload = await rig.push(roomId);
        ({ goesOn } = payload);
        const history = payload.chat_history as { content: string }[];
        sizes.push([history.length, (payload.session_history as object[]).length, payload.is_last_batch]);
        contents.push(...history.map(({ content }) => content));
      }

      expect(sizes).toEqual([
        [1_000, 1_000, false],
        [1_000, 1, false],
        [300, 0, true],
      ]);
      expect(contents).toEqual(Array.from({ length: 2_300 }, (_value, index) => `message ${index + 1}`));
    });

    it('is built on what was acknowledged, not on what was sent', async () => {
      const roomId = await rig.rows.room();
      await rig.rows.messages(roomId, 2);
      await rig.push(roomId, false);
      const again = await rig.push(roomId);
      await rig.rows.messages(roomId, 1);
      const next = await rig.push(roomId);

      expect(again.chat_history).toHaveLength(2);
      expect(next.chat_history).toEqual([expect.objectContaining({ content: 'message 3' })]);
    });

    it('takes nothing back when an older one is acknowledged late', async () => {
      const roomId = await rig.rows.room();
      await rig.rows.messages(roomId, 2);
      const delivery = {
        deliveryId: 'd',
        topic: 't',
        orderingKey: roomId,
        eventType: 'room.sync',
        payload: {},
        attempt: 1,
      };
      const old = await rig.consumer.build(delivery);
      await rig.rows.messages(roomId, 2);
      await rig.push(roomId);
      await rig.outbox.unitOfWork.run(() => rig.consumer.acknowledged(delivery, String(old)));
      expect((await rig.push(roomId)).chat_history).toEqual([]);
    });

    it('is none for a room that does not exist', async () => {
      expect(await rig.build.execute('1', 'room.sync')).toBeUndefined();
    });
  });

  describe('all rooms', () => {
    const queuedRooms = async () => (await rig.outbox.rows()).map((row) => row.ordering_key);

    it('include a closed room once more when a stay ended after its last payload', async () => {
      const roomId = await rig.rows.room();
      await rig.rows.close(roomId);
      await rig.push(roomId);
      await rig.rows.touch(roomId);
      expect(await rig.syncAllRooms.execute(never)).toBe(1);
    });

    it('are queued with those first that changed since their last acknowledged sync', async () => {
      const [unchanged, changed, fresh, closed] = [
        await rig.rows.room(),
        await rig.rows.room(),
        await rig.rows.room(),
        await rig.rows.room(),
      ];
      for (const roomId of [unchanged, changed]) await rig.push(roomId);
      await rig.rows.touch(changed);
      await rig.rows.close(closed);

      expect(await rig.syncAllRooms.execute(never)).toBe(3);
      expect(await queuedRooms()).toEqual([changed, fresh, unchanged]);
      expect(await rig.syncAllRooms.execute(never)).toBe(3);
      expect(await queuedRooms()).toHaveLength(3);
    });

    it('are queued in pieces, none left out', async () => {
      const count = SYNC_ROOMS_PER_TRANSACTION + 3;
      for (let index = 0; index < count; index += 1) await rig.rows.room();

      expect(await rig.syncAllRooms.execute(never)).toBe(count);
      expect(new Set(await queuedRooms()).size).toBe(count);
    });

    it('are not queued once the run is cut off', async () => {
      await rig.rows.room();

      expect(await rig.syncAllRooms.execute(AbortSignal.abort())).toBe(0);
      expect(await queuedRooms()).toEqual([]);
    });
  });

  describe('a request', () => {
    it('queues the named rooms, each once', async () => {
      const [first, second] = [await rig.rows.room(), await rig.rows.room()];
      const requested = await rig.requestSync.execute([first, first]);

      expect(requested).toEqual({ syncId: expect.any(String), rooms: 1 });
      expect((await rig.outbox.rows()).map((row) => row.ordering_key)).toEqual([first]);
      expect((await rig.requestSync.execute()).rooms).toBe(2);
      expect((await rig.outbox.rows()).map((row) => row.ordering_key)).toEqual([first, second]);
    });

    it('queues nothing when one room does not exist', async () => {
      const roomId = await rig.rows.room();

      await expect(rig.requestSync.execute([roomId, '12345'])).rejects.toMatchObject({ kind: 'not_found' });
      await expect(rig.requestSync.execute(['no-id'])).rejects.toMatchObject({ kind: 'not_found' });
      expect(await rig.outbox.rows()).toEqual([]);
    });

    it('queues nothing without a callback URL', async () => {
      await rig.rows.room();
      const withoutCallback = new Rig(rig.outbox.dataSource, '');
      const queue = new OutboxRoomSyncQueue(withoutCallback.outbox.outbox, settings);
      const { unitOfWork } = withoutCallback.outbox;

      expect(await unitOfWork.run(() => queue.enqueueAll(['1'], 'room.sync'))).toBe(0);
      expect(await new SyncAllRooms(rig.reader, queue, unitOfWork, settings).execute(never)).toBe(0);
      expect(await rig.outbox.rows()).toEqual([]);
    });
  });

  describe('deliveries', () => {
    it('are listed and retried by operators', async () => {
      const roomId = await rig.rows.room();
      await rig.requestSync.execute([roomId]);
      const list = new ListDeliveries(rig.outbox.deliveries);
      const [delivery] = await list.execute(undefined, 10);
      const retry = new RetryDelivery(rig.outbox.deliveries);

      expect(delivery).toMatchObject({ orderingKey: roomId, eventType: 'room.sync', status: 'pending', attempts: 0 });
      expect(await list.execute('dead', 10)).toEqual([]);
      await expect(retry.execute(String(delivery?.id))).resolves.toBeUndefined();
      await expect(retry.execute('no-id')).rejects.toMatchObject({ kind: 'not_found' });
    });
  });

  describe('the pull', () => {
    /** Transactions of other databases on the server hold snapshots back too; then rooms come once more than needed. */
    const pastWritesAreBehind = () =>
      until(async () => {
        const { xid } = await rig.reader.snapshot();
        const [row] = await rig.outbox.dataSource.query<{ newest: string }[]>(
          'SELECT max(changed_xid) AS newest FROM channels',
        );
        return BigInt(xid) > BigInt(row?.newest ?? 0);
      });
    const roomsOf = async (pull: Parameters<ReadSync['execute']>[0]) => {
      const { payloads } = await rig.readSync.execute(pull);
      return payloads.map(({ roomId, eventType }) => `${roomId} ${eventType}`);
    };

    it('tells of every open room, then of those changed since, closed ones too', async () => {
      const [quiet, busy, closed] = [await rig.rows.room(), await rig.rows.room(), await rig.rows.room()];
      await pastWritesAreBehind();
      const { cursor } = await rig.readSync.execute({});
      await rig.rows.touch(busy);
      await rig.rows.close(closed);

      expect(await roomsOf({ since: cursor })).toEqual([`${busy} room.sync`, `${closed} room.closed`]);
      expect(await roomsOf({})).toEqual([`${quiet} room.sync`, `${busy} room.sync`]);
    });

    it('moves nothing: the same history comes until it is acknowledged', async () => {
      const roomId = await rig.rows.room();
      await rig.rows.messages(roomId, 1);
      await rig.readSync.execute({});
      const [payload] = (await rig.readSync.execute({})).payloads;

      expect(payload?.messages).toHaveLength(1);
    });

    it('walks through the history of one room from payload to payload', async () => {
      const roomId = await rig.rows.room();
      await rig.rows.messages(roomId, 1_500);
      const first = writeSyncPayload(await rig.readSync.ofRoom(roomId));
      const second = await rig.readSync.ofRoom(roomId, String(first.cursor));

      expect(first.is_last_batch).toBe(false);
      expect(second.messages.map(({ content }) => content).at(0)).toBe('message 1001');
      expect(second.isLastBatch).toBe(true);
      await expect(rig.readSync.ofRoom('1')).rejects.toMatchObject({ kind: 'not_found' });
      await expect(rig.readSync.ofRoom(roomId, 'x')).rejects.toMatchObject({ details: { field: 'from' } });
    });

    it('comes in pages of 100 rooms under the cursor of the first page', async () => {
      const roomIds: Id[] = [];
      for (let index = 0; index <= SYNC_PULL_ROOMS_MAX; index += 1) roomIds.push(await rig.rows.room());
      await pastWritesAreBehind();
      const first = await rig.readSync.execute({});
      await rig.rows.touch(String(roomIds[0]));
      const second = await rig.readSync.execute({ after: String(first.next), cursor: first.cursor });

      expect(first.payloads.map(({ roomId }) => roomId)).toEqual(roomIds.slice(0, -1));
      expect(second.payloads.map(({ roomId }) => roomId)).toEqual(roomIds.slice(-1));
      expect(second.next).toBeUndefined();
      expect(second.cursor).toBe(first.cursor);
      expect(await roomsOf({ since: second.cursor })).toEqual([`${roomIds[0]} room.sync`]);
    });

    it('ends a page early when the history of its rooms is large', async () => {
      const roomIds = [await rig.rows.room(), await rig.rows.room(), await rig.rows.room()];
      for (const roomId of roomIds) await rig.rows.messages(roomId, 1_000);
      await rig.outbox.dataSource.query(`UPDATE messages SET content = repeat('x', 3000)`);
      const first = await rig.readSync.execute({});

      expect(first.payloads.map(({ roomId }) => roomId)).toEqual(roomIds.slice(0, 2));
      expect(first.next).toBe(roomIds[1]);
    });

    it.each(['since', 'cursor'])('refuses a malformed %s', async (field) => {
      for (const text of ['', 'x', '!!', Buffer.from('1/2/3').toString('base64url')]) {
        await expect(rig.readSync.execute({ [field]: text })).rejects.toMatchObject({
          kind: 'invalid',
          details: { field },
        });
      }
    });

    it('tells everything to the cursor of another database', async () => {
      const roomId = await rig.rows.room();
      const { xid } = await rig.reader.snapshot();
      const elsewhere = writeSnapshot({ systemIdentifier: '42', xid: String(BigInt(xid) + 1_000_000n) });

      expect(await roomsOf({ since: elsewhere })).toEqual([`${roomId} room.sync`]);
    });
  });

  it('counts every room as changed when the data wakes up in another database cluster', async () => {
    const roomId = await rig.rows.room();
    await rig.outbox.dataSource.query('UPDATE channels SET changed_xid = 9000000000');
    expect(await rig.installation.register()).toBe(false);
    await rig.outbox.dataSource.query(`UPDATE installation SET system_identifier = '42'`);

    expect(await rig.installation.register()).toBe(true);
    const state = await rig.reader.find(roomId);
    expect(BigInt(String(state?.changedXid))).toBeLessThan(9_000_000_000n);
    expect(await rig.installation.register()).toBe(false);
  });
});
