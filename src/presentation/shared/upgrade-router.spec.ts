import { once } from 'node:events';
import type { IncomingMessage } from 'node:http';
import { connect } from 'node:net';
import type { Duplex } from 'node:stream';
import { WebSocket } from 'ws';
import { ConnectionMetrics, RecordingHandler } from '../../../test/fakes/realtime-connections';
import { LocalServer, settingsWith, type TestHttpSettings } from '../../../test/fakes/realtime-http';
import { SilentLogger } from '../../../test/fakes/rooms-log';
import { ManualTimers, settled } from '../../../test/fakes/timers';
import { ServerState } from '../../application/operations/server-state';
import { AppError } from '../../shared/errors';
import { ClientAddress } from './client-address';
import { ConnectionGuard } from './connection-guard';
import { HeartbeatMonitor } from './heartbeat';
import { HttpErrorPresenters } from './http-error-presenters';
import { OutboundBudget } from './outbound-queue';
import {
  type AdmittedUpgrade,
  HANDSHAKE_DEADLINE_MS,
  INBOUND_FRAME_BYTES_MAX,
  type SocketRules,
  type UpgradeRequest,
  type UpgradeRoute,
  UpgradeRouter,
} from './upgrade-router';
import type { WebSocketConnection } from './websocket-connection';

/** A route whose decision a test makes; it remembers what became of it. */
class TestRoute implements UpgradeRoute {
  readonly dialect = 'rooms';
  readonly requests: UpgradeRequest[] = [];
  readonly connections: WebSocketConnection[] = [];
  readonly handlers: RecordingHandler[] = [];
  abandonments = 0;
  decide: () => Promise<void> = () => Promise.resolve();

  constructor(
    readonly path = /^\/ws\/rooms\/(?<room_id>[^/]+)$/,
    readonly rules?: SocketRules,
  ) {}

  async admit(request: UpgradeRequest): Promise<AdmittedUpgrade> {
    this.requests.push(request);
    await this.decide();
    return {
      connected: (connection) => {
        const handler = new RecordingHandler();
        this.connections.push(connection);
        this.handlers.push(handler);
        connection.attach(handler);
      },
      abandoned: () => {
        this.abandonments += 1;
      },
    };
  }
}

const local = new LocalServer();
const clients = new Set<WebSocket>();
beforeAll(() => local.listen());
afterEach(() => {
  for (const client of clients) client.terminate();
  clients.clear();
  local.server.removeAllListeners('upgrade');
});
afterAll(() => local.close());

function setUp(changes: Partial<TestHttpSettings> = {}) {
  const settings = settingsWith(changes);
  const timers = new ManualTimers();
  const metrics = new ConnectionMetrics();
  const logger = new SilentLogger();
  const state = new ServerState();
  const guard = new ConnectionGuard(settings, new ClientAddress(settings), state, timers.clock, metrics);
  const router = new UpgradeRouter(
    guard,
    new HttpErrorPresenters(),
    timers,
    logger,
    timers.clock,
    metrics,
    new HeartbeatMonitor(timers.clock, timers),
    new OutboundBudget(timers, metrics),
  );
  const route = new TestRoute();
  router.register(route);
  router.listen(local.server);
  return { timers, metrics, logger, state, guard, router, route };
}

function open(path: string, headers: Record<string, string> = {}): WebSocket {
  const client = new WebSocket(`ws://127.0.0.1:${local.port}${path}`, { headers });
  clients.add(client);
  client.on('error', () => undefined);
  return client;
}

interface Refusal {
  readonly status: number | undefined;
  readonly body: unknown;
  readonly retryAfter: string | undefined;
}

/** The plain answer to an upgrade that is refused. */
async function refusalOf(client: WebSocket): Promise<Refusal> {
  const [, response] = (await once(client, 'unexpected-response')) as [unknown, IncomingMessage];
  let text = '';
  for await (const chunk of response) text += String(chunk);
  return { status: response.statusCode, body: JSON.parse(text), retryAfter: response.headers['retry-after'] };
}

/** A decision that waits for the test. */
function pending() {
  let end = (): void => undefined;
  let ask = (): void => undefined;
  const decision = new Promise<void>((resolve) => {
    end = resolve;
  });
  const asked = new Promise<void>((resolve) => {
    ask = resolve;
  });
  const decide = (): Promise<void> => {
    ask();
    return decision;
  };
  return { asked, decide, end: () => end() };
}

/** The server's end of the next socket that asks for an upgrade. */
function nextSocket(): Promise<Duplex> {
  return new Promise((resolve) => {
    local.server.once('upgrade', (_request, socket) => resolve(socket));
  });
}

describe('UpgradeRouter', () => {
  it('opens a socket for the route that matches, with what the request says', async () => {
    const { route, guard } = setUp();

    const client = open('/ws/rooms/a%2Fb%20c?user_id=an%20na&x=1&x=2', { 'x-forwarded-for': '203.0.113.9' });
    await once(client, 'open');

    const [request] = route.requests;
    expect(request?.params).toEqual({ room_id: 'a/b c' });
    expect(request?.query.get('user_id')).toBe('an na');
    expect(request?.query.getAll('x')).toEqual(['1', '2']);
    expect(request?.address).toBe('127.0.0.1');
    expect(request?.headers['x-forwarded-for']).toBe('203.0.113.9');
    expect(guard.connections).toBe(1);
  });

  it('counts a connection until its socket is gone', async () => {
    const { route, guard } = setUp();
    const client = open('/ws/rooms/1');
    await once(client, 'open');
    const gone = new Promise<void>((resolve) => {
      for (const handler of route.handlers) handler.onClosed = resolve;
    });

    client.close();
    await gone;
    await settled();

    expect(guard.connections).toBe(0);
    expect(route.abandonments).toBe(0);
  });

  it.each(['/', '/ws/rooms', '/ws/rooms/1/more', '/ws/rooms/%E0%A4%A', '/elsewhere?x=/ws/rooms/1'])(
    'knows nothing at %p',
    async (path) => {
      const { route, guard } = setUp();

      expect(await refusalOf(open(path))).toMatchObject({ status: 404, body: { error: 'Not Found' } });
      expect(route.requests).toEqual([]);
      expect(guard.connections).toBe(0);
    },
  );

  it.each(['/socket.io/?EIO=4&transport=websocket', '/socket.io', '/socket.io?EIO=4'])(
    'leaves engine.io its own upgrades: %p',
    async (path) => {
      const { route } = setUp();
      const left = new Promise<void>((resolve) => {
        local.server.on('upgrade', (_request, socket) => {
          resolve();
          socket.end('HTTP/1.1 418 Not Ours\r\nContent-Length: 2\r\nConnection: close\r\n\r\n{}');
        });
      });

      const refusal = await refusalOf(open(path));
      await left;

      expect(refusal.status).toBe(418);
      expect(route.requests).toEqual([]);
    },
  );

  it('refuses as plain HTTP, with the time to wait', async () => {
    const { route, guard } = setUp();
    route.decide = async () => {
      throw new AppError('limited', 'limited', '慢一点', { retryAfterMs: 1_500 });
    };

    expect(await refusalOf(open('/ws/rooms/1'))).toEqual({ status: 429, body: { error: '慢一点' }, retryAfter: '2' });
    expect(guard.connections).toBe(0);
  });

  it('tells nothing of a failure of its own, and logs it', async () => {
    const { route, logger } = setUp();
    route.decide = () => Promise.reject(new Error('secret detail'));

    const { status, body } = await refusalOf(open('/ws/rooms/1'));

    expect([status, JSON.stringify(body).includes('secret')]).toEqual([500, false]);
    expect(logger.problems).toHaveLength(1);
  });

  it('asks the guard before the route', async () => {
    const { route, state } = setUp({ allowedOrigins: ['https://chat.example'], maxConnections: 1 });
    expect((await refusalOf(open('/ws/rooms/1', { origin: 'https://evil.example' }))).status).toBe(403);
    const asking = pending();
    route.decide = asking.decide;

    const first = open('/ws/rooms/1', { origin: 'https://chat.example' });
    await asking.asked;
    expect(await refusalOf(open('/ws/rooms/1'))).toEqual({
      status: 503,
      body: { error: '服务器连接数已达上限' },
      retryAfter: '1',
    });
    asking.end();
    await once(first, 'open');
    state.beginStopping();
    expect((await refusalOf(open('/ws/rooms/1'))).status).toBe(503);

    expect(route.requests).toHaveLength(1);
  });

  it('refuses what is not decided in time, and gives up what is decided too late', async () => {
    const { route, timers, guard } = setUp();
    const asking = pending();
    route.decide = asking.decide;
    const client = open('/ws/rooms/1');
    const refusal = refusalOf(client);
    await asking.asked;

    timers.pass(HANDSHAKE_DEADLINE_MS - 1);
    expect(guard.connections).toBe(1);
    timers.pass(1);
    expect((await refusal).status).toBe(503);
    expect(guard.connections).toBe(0);
    asking.end();
    await settled();

    expect(route.abandonments).toBe(1);
    expect(route.connections).toEqual([]);
  });

  it('gives up an admission whose socket is gone', async () => {
    const { route, guard } = setUp();
    const asking = pending();
    route.decide = asking.decide;
    const socket = nextSocket();
    open('/ws/rooms/1');
    await asking.asked;
    (await socket).destroy();
    asking.end();
    await settled();

    expect(route.abandonments).toBe(1);
    expect(guard.connections).toBe(0);
  });

  it('ends what it admitted when the client left meanwhile', async () => {
    const { route, guard } = setUp();
    const asking = pending();
    route.decide = asking.decide;
    const socket = nextSocket();
    const client = open('/ws/rooms/1');
    await asking.asked;
    const closed = once(await socket, 'close');
    client.terminate();
    asking.end();
    await closed;
    await settled();

    expect(route.abandonments + (route.handlers[0]?.closings ?? 0)).toBe(1);
    expect(guard.connections).toBe(0);
  });

  it('gives up an admission whose handshake is none', async () => {
    const { route, guard } = setUp();
    const closed = nextSocket().then((socket) => once(socket, 'close'));
    const socket = connect(local.port, '127.0.0.1');
    socket.write('GET /ws/rooms/1 HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n');
    await closed;
    socket.destroy();
    await settled();

    expect(route.abandonments).toBe(1);
    expect(guard.connections).toBe(0);
  });

  it('keeps no socket of a refused client that keeps its side open', async () => {
    setUp();
    const closed = nextSocket().then((socket) => once(socket, 'close'));
    const socket = connect({ port: local.port, host: '127.0.0.1', allowHalfOpen: true });
    socket.on('error', () => undefined);
    let answer = '';
    socket.on('data', (data) => (answer += data.toString()));
    socket.write('GET /nowhere HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n');
    const ended = once(socket, 'end');

    await closed;
    await ended;
    socket.destroy();

    expect(answer).toMatch(/^HTTP\/1\.1 404 Not Found\r\n/);
  });

  it('closes all that is open, with a code and a reason', async () => {
    const { router } = setUp();
    const opened = [open('/ws/rooms/1'), open('/ws/rooms/2')];
    await Promise.all(opened.map((client) => once(client, 'open')));
    const closings = opened.map((client) => once(client, 'close'));

    router.closeAll(1_001, 'stopping');

    for (const closing of closings) {
      const [code, reason] = (await closing) as [number, Buffer];
      expect([code, reason.toString()]).toEqual([1_001, 'stopping']);
    }
  });

  it("keeps a route's own rules, and the usual ones for others", async () => {
    const { router, route } = setUp();
    const own = new TestRoute(/^\/own$/, {
      ...{ frameBytesMax: 10, closeCodes: new Map([[1_009, 4_002]]), isPinged: false, outboundBytesMax: 1_000 },
      inboundLimit: () => ({ take: () => true }),
    });
    router.register(own);
    const client = open('/own');
    const other = open('/ws/rooms/1');
    await Promise.all([once(client, 'open'), once(other, 'open')]);
    const closing = once(client, 'close');
    client.send('x'.repeat(10));
    client.send('x'.repeat(11));

    expect((await closing)[0]).toBe(4_002);
    expect(own.handlers[0]?.frames).toEqual(['x'.repeat(10)]);
    other.send('x'.repeat(11));
    other.close();
    await once(other, 'close');
    expect(route.handlers[0]?.frames).toEqual(['x'.repeat(11)]);
  });

  it('takes frames of 65,536 bytes and closes on larger ones', async () => {
    const { route, metrics } = setUp();
    const client = open('/ws/rooms/1');
    await once(client, 'open');
    const closing = once(client, 'close');

    client.send('x'.repeat(INBOUND_FRAME_BYTES_MAX));
    client.send('x'.repeat(INBOUND_FRAME_BYTES_MAX + 1));

    expect((await closing)[0]).toBe(1_009);
    expect(route.handlers[0]?.frames.map((text) => text?.length)).toEqual([INBOUND_FRAME_BYTES_MAX]);
    expect(metrics.closings).toEqual(['protocol_error']);
  });
});
