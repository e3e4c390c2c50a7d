import { randomBytes } from 'node:crypto';
import { Webhook } from 'standardwebhooks';
import { SyncRequestLimits } from '../../../src/infrastructure/rooms/http-sync-callback';
import { Operator } from '../../fakes/rooms-operator';
import { startTestApp, type TestApp } from '../../support/app';
import { openTestDatabase, type TestDatabase } from '../../support/database';
import { type ReceivedRequest, SyncReceiver } from '../../support/sync-receiver';
import { until } from '../../support/until';

const secret = randomBytes(32).toString('base64');
const REQUEST_TIMEOUT_MS = 300;

interface ListedDelivery {
  readonly id: string;
  readonly room_id: string;
  readonly event_type: string;
  readonly status: string;
  readonly attempts: number;
  readonly last_error: string | null;
  readonly next_attempt_at: string | null;
  readonly delivered_at: string | null;
}

describe('room sync', () => {
  let database: TestDatabase;
  let receiver: SyncReceiver;
  let server: TestApp;
  let operator: Operator;

  beforeAll(async () => {
    database = await openTestDatabase();
    receiver = await SyncReceiver.start();
    const variables = {
      DATABASE_URL: database.url,
      DATA_DIR: database.dataDir,
      DATA_CALLBACK_URL: receiver.url,
      SYNC_SIGNING_SECRET: `whsec_${secret}`,
      SYNC_INTERVAL_SECONDS: '0',
    };
    server = await startTestApp(variables, (app) => {
      app.get(SyncRequestLimits).timeoutMs = REQUEST_TIMEOUT_MS;
    });
    operator = new Operator(server);
  }, 60_000);
  beforeEach(() => {
    receiver.reply = () => 200;
  });
  afterAll(async () => {
    await server?.stop();
    await receiver.stop();
    await database.close();
  });

  const deliveriesOf = async (roomId: string): Promise<readonly ListedDelivery[]> => {
    const { body } = await operator.get('/sync/deliveries?limit=1000');
    return (body as ListedDelivery[]).filter((delivery) => delivery.room_id === roomId).reverse();
  };
  const settled = (roomId: string, count: number) =>
    until(async () => {
      const deliveries = await deliveriesOf(roomId);
      return deliveries.length === count && deliveries.every(({ status }) => status === 'delivered') && deliveries;
    }, `${count} delivered payloads`);
  const payloadSignedIn = ({ text, headers }: ReceivedRequest): unknown =>
    new Webhook(secret).verify(text, headers as Record<string, string>);

  it('gets every payload to a receiver that fails, times out and recovers: in order, the same bytes, signed', async () => {
    const replies = [500, 'hang'] as const;
    receiver.reply = ({ payload }) => replies[receiver.of(payload.room_id).length - 1] ?? 200;
    const roomId = await operator.room({ room_name: 'stream', admin_user_ids: ['boss'] });
    await operator.post(`/rooms/${roomId}/messages`, { content: 'welcome' });
    await operator.delete(`/rooms/${roomId}`);
    const requests = await receiver.received(roomId, 4);
    const [created, closed] = await settled(roomId, 2);

    expect(requests.map(({ payload }) => payload.event_type)).toEqual([
      'room.created',
      'room.created',
      'room.created',
      'room.closed',
    ]);
    expect(new Set(requests.slice(0, 3).map(({ headers }) => headers['webhook-id'])).size).toBe(1);
    expect(new Set(requests.slice(0, 3).map(({ text }) => text)).size).toBe(1);
    expect(requests[3]?.headers['webhook-id']).not.toBe(requests[0]?.headers['webhook-id']);
    for (const request of requests) expect(payloadSignedIn(request)).toEqual(request.payload);
    const history = requests.filter((_request, index) => index >= 2).flatMap(({ payload }) => payload.chat_history);
    expect(history).toEqual([expect.objectContaining({ user_id: null, content: 'welcome' })]);
    expect(created).toMatchObject({ event_type: 'room.created', attempts: 3, next_attempt_at: null });
    expect(closed).toMatchObject({ event_type: 'room.closed', attempts: 1, last_error: null });
  });

  it('tells what came since the last acknowledged payload, on request', async () => {
    const roomId = await operator.room();
    await operator.post(`/rooms/${roomId}/messages`, { content: 'first' });
    const requested = await operator.post('/sync', { room_ids: [roomId] });
    expect(requested).toMatchObject({ status: 202, body: { sync_id: expect.stringMatching(/^\d+$/), rooms: 1 } });
    await settled(roomId, 2);
    await operator.post(`/rooms/${roomId}/messages`, { content: 'second' });
    await operator.post('/sync');
    await settled(roomId, 3);

    const histories = receiver.of(roomId).map(({ payload }) => payload.chat_history.map(({ content }) => content));
    expect(histories.flat()).toEqual(['first', 'second']);
    expect(receiver.of(roomId).at(-1)?.payload).toMatchObject({ event_type: 'room.sync', is_last_batch: true });
  });

  it('shows what waits and why, and tries it again by hand', async () => {
    receiver.reply = () => 503;
    const roomId = await operator.room();
    const [waiting] = await until(async () => {
      const deliveries = await deliveriesOf(roomId);
      return typeof deliveries[0]?.last_error === 'string' && deliveries;
    });
    expect(waiting).toMatchObject({ status: 'pending', last_error: 'HTTP 503', delivered_at: null });
    expect(Date.parse(String(waiting?.next_attempt_at))).toBeGreaterThan(0);
    const pending = (await operator.get('/sync/deliveries?status=pending&limit=1000')).body as ListedDelivery[];
    expect(pending.map(({ id }) => id)).toContain(waiting?.id);

    receiver.reply = () => 200;
    expect(await operator.post(`/sync/deliveries/${waiting?.id}/retry`)).toMatchObject({ status: 202 });
    await settled(roomId, 1);
    expect(await operator.post(`/sync/deliveries/${waiting?.id}/retry`)).toMatchObject({
      status: 409,
      body: { error: `Delivery ${waiting?.id} is delivered already` },
    });
  });

  it('is pulled page by page, and afterwards what changed since', async () => {
    const roomIds: string[] = [];
    for (let count = 0; count < 101; count += 1) roomIds.push(await operator.room({ room_name: `pull ${count}` }));
    const seen: string[] = [];
    const cursors = new Set<string | null>();
    for (let path: string | undefined = '/sync'; path !== undefined;) {
      const page = await operator.get(path);
      expect(page.status).toBe(200);
      const rooms = page.body as { room_id: string }[];
      expect(rooms.length).toBeLessThanOrEqual(100);
      seen.push(...rooms.map(({ room_id }) => room_id));
      cursors.add(page.headers.get('x-sync-cursor'));
      path = /^<\/management([^>]+)>; rel="next"$/.exec(page.headers.get('link') ?? '')?.[1];
    }
    expect(seen).toEqual([...new Set(seen)]);
    expect(seen).toEqual(expect.arrayContaining(roomIds));
    expect(cursors.size).toBe(1);

    await operator.patch(`/rooms/${roomIds[5]}`, { room_name: 'changed' });
    const changed = await operator.get(`/sync?since=${[...cursors].join()}`);
    expect(changed.body).toContainEqual(expect.objectContaining({ room_id: roomIds[5], room_name: 'changed' }));
  });

  it('is pulled for one room from payload to payload', async () => {
    const roomId = await operator.room();
    await operator.post(`/rooms/${roomId}/messages`, { content: 'one' });
    const first = (await operator.get(`/sync?room_id=${roomId}`)).body as { cursor: string }[];
    await operator.post(`/rooms/${roomId}/messages`, { content: 'two' });
    const next = await operator.get(`/sync?room_id=${roomId}&from=${first[0]?.cursor}`);

    expect(next.body).toEqual([
      expect.objectContaining({ chat_history: [expect.objectContaining({ content: 'two' })] }),
    ]);
  });

  it.each([
    ['GET', '/sync?since=nonsense', 400, 'since'],
    ['GET', '/sync?cursor=nonsense', 400, 'cursor'],
    ['GET', '/sync?after=x', 400, 'after'],
    ['GET', '/sync?room_id=1', 404, 'Room 1 not found'],
    ['GET', '/sync/deliveries?status=lost', 400, 'status'],
    ['GET', '/sync/deliveries?limit=0', 400, 'limit'],
    ['POST', '/sync/deliveries/999999999/retry', 404, 'Delivery 999999999 not found'],
    ['POST', '/sync/deliveries/x/retry', 404, 'Delivery x not found'],
  ])('refuses %s %s', async (method, path, status, words) => {
    const answer = method === 'GET' ? await operator.get(path) : await operator.post(path);

    expect(answer).toMatchObject({ status, body: { error: expect.stringContaining(words) } });
  });

  it.each([
    [{ room_ids: ['1'] }, 404, 'Room 1 not found'],
    [{ room_ids: ['x'] }, 400, 'room_ids'],
    [{ room_ids: [] }, 400, 'room_ids'],
    [{ room_ids: 'all' }, 400, 'room_ids'],
  ])('refuses a request for %j', async (body, status, words) => {
    expect(await operator.post('/sync', body)).toMatchObject({
      status,
      body: { error: expect.stringContaining(words) },
    });
  });

  it('is for operators only', async () => {
    const stranger = operator.withKey('wrong');
    for (const path of ['/sync', '/sync/deliveries']) expect((await stranger.get(path)).status).toBe(401);
    for (const path of ['/sync', '/sync/deliveries/1/retry']) expect((await stranger.post(path)).status).toBe(401);
  });
});

describe('room sync without a callback URL', () => {
  it('queues nothing and still answers the pull', async () => {
    const database = await openTestDatabase();
    const server = await startTestApp({ DATABASE_URL: database.url, DATA_DIR: database.dataDir });
    try {
      const operator = new Operator(server);
      const roomId = await operator.room();

      expect((await operator.get('/sync')).body).toEqual([expect.objectContaining({ room_id: roomId })]);
      expect(await operator.post('/sync')).toMatchObject({ status: 202, body: { rooms: 0 } });
      expect((await operator.get('/sync/deliveries')).body).toEqual([]);
    } finally {
      await server.stop();
      await database.close();
    }
  }, 60_000);
});

describe('the schedule', () => {
  it('pushes every open room by itself', async () => {
    const database = await openTestDatabase();
    const receiver = await SyncReceiver.start();
    const server = await startTestApp({
      DATABASE_URL: database.url,
      DATA_DIR: database.dataDir,
      DATA_CALLBACK_URL: receiver.url,
      SYNC_INTERVAL_SECONDS: '1',
    });
    try {
      const roomId = await new Operator(server).room();
      const [, scheduled] = await receiver.received(roomId, 2);

      expect(scheduled?.payload.event_type).toBe('room.sync');
    } finally {
      await server.stop();
      await receiver.stop();
      await database.close();
    }
  }, 60_000);
});
