import { once } from 'node:events';
import { WebSocket } from 'ws';
import { ConversationWorld } from '../../../test/fakes/conversations';
import { FakeTokens } from '../../../test/fakes/gateway';
import { FakeAuthSessionRepository } from '../../../test/fakes/identity-storage';
import { ConnectionMetrics } from '../../../test/fakes/realtime-connections';
import { LocalServer, settingsWith } from '../../../test/fakes/realtime-http';
import { until } from '../../../test/support/until';
import { AccessWatch, authSessionKey } from '../../application/identity';
import { ServerState } from '../../application/operations/server-state';
import { InvalidationHub } from '../../infrastructure/persistence/invalidation-hub';
import { type AppError, invalid } from '../../shared/errors';
import {
  type AccountSocket,
  type AccountSocketDialect,
  type FrameFields,
  GREETING_FRAMES_MAX,
  type SocketTalk,
} from './account-socket';
import { AccountSockets } from './account-sockets';
import { ClientAddress } from './client-address';
import { ConnectionGuard } from './connection-guard';
import { HEARTBEAT_TIMEOUT_MS, HeartbeatMonitor } from './heartbeat';
import { HttpErrorPresenters } from './http-error-presenters';
import { JSON_DEPTH_MAX } from './json';
import { OutboundBudget } from './outbound-queue';
import type { HandedOver } from './serial-inbox';
import { INBOUND_FRAME_BYTES_MAX, UpgradeRouter } from './upgrade-router';
import { INBOUND_FRAMES_BURST } from './websocket-connection';
import { textFrame } from './websocket-frame';

const DIRECT = '100';
const ann = { token: 'token-of-ann', actor: { kind: 'account', userId: '1', authSessionId: '11' } } as const;

/** Answers what it is told; a test may let it wait or fail. */
class EchoDialect implements AccountSocketDialect {
  readonly dialect = 'im';
  readonly encoder = 'im';
  readonly refusals = { missingToken: 'no token', badToken: 'bad token' };
  readonly sockets: AccountSocket[] = [];
  readonly goneUserIds: string[] = [];
  before: (socket: AccountSocket) => Promise<void> = () => Promise.resolve();

  async open(socket: AccountSocket): Promise<SocketTalk> {
    await this.before(socket);
    this.sockets.push(socket);
    return {
      greeting: () => [{ hello: socket.userId }, { second: true }],
      frame: (fields) => this.frame(socket, fields),
      closed: () => this.goneUserIds.push(socket.userId),
    };
  }

  presentError({ code, message }: AppError): object {
    return { error: code, message };
  }

  private async frame(socket: AccountSocket, { say, fail }: FrameFields): Promise<HandedOver | undefined> {
    if (fail === 'known') throw invalid('say', 'say something');
    if (fail === 'unknown') throw new Error('a secret');
    socket.tell({ heard: say });
    return undefined;
  }
}

class World extends ConversationWorld {
  readonly connectionMetrics = new ConnectionMetrics();
  readonly tokens = new FakeTokens();
  readonly invalidations = new InvalidationHub(this.logger);
  readonly dialect = new EchoDialect();
  readonly access: AccessWatch;
  readonly router: UpgradeRouter;
  readonly http = new LocalServer();
  private readonly clients: WebSocket[] = [];

  constructor() {
    super();
    const { timers, logger, connectionMetrics: metrics } = this;
    timers.endOfTick = (work) => void setImmediate(work);
    const { clock } = timers;
    const logins = new FakeAuthSessionRepository();
    this.access = new AccessWatch(this.tokens, logins, clock, timers, logger, this.invalidations);
    const settings = settingsWith({ rateLimits: false });
    const guard = new ConnectionGuard(settings, new ClientAddress(settings), new ServerState(), clock, metrics);
    const [errors, monitor] = [new HttpErrorPresenters(), new HeartbeatMonitor(clock, timers)];
    const budget = new OutboundBudget(timers, metrics);
    this.router = new UpgradeRouter(guard, errors, timers, logger, clock, metrics, monitor, budget);
    new AccountSockets(this.router, this.access, this.feed, this.presences, logger).serve(/^\/api\/ws$/, this.dialect);
    this.router.listen(this.http.server);
    this.tokens.actors.set(ann.token, ann.actor);
    this.tokens.actors.set('token-of-a-bot', { kind: 'account', userId: '9', applicationId: '90' });
    this.feed.register(
      {
        name: 'im',
        variantOf: () => '',
        encode: (event) => ({ event, bytes: textFrame(JSON.stringify({ event: event.type })) }),
      },
      'im',
    );
    this.direct(DIRECT, '1', '2');
  }

  connect(query = `?token=${ann.token}`, headers: Record<string, string> = {}): Client {
    const client = new WebSocket(`ws://127.0.0.1:${this.http.port}/api/ws${query}`, { headers });
    this.clients.push(client);
    return new Client(client);
  }

  async stop(): Promise<void> {
    for (const client of this.clients) client.terminate();
    await this.http.close();
  }
}

class Client {
  readonly received: unknown[] = [];
  readonly closed: Promise<readonly [code: number, reason: string]>;

  constructor(readonly socket: WebSocket) {
    socket.on('message', (data: Buffer) => this.received.push(JSON.parse(data.toString())));
    this.closed = new Promise((resolve) => {
      socket.once('close', (code, reason) => resolve([code, reason.toString()]));
    });
  }

  /** Waits for so many frames in all. */
  async frames(count: number): Promise<readonly unknown[]> {
    while (this.received.length < count) await once(this.socket, 'message');
    return this.received;
  }

  say(...frames: readonly unknown[]): void {
    for (const frame of frames) this.socket.send(typeof frame === 'string' ? frame : JSON.stringify(frame));
  }
}

const world = new World();

/** The next client is greeted when the returned function is called. */
function heldGreeting(opened: (socket: AccountSocket) => void = () => undefined): () => void {
  let release: (() => void) | undefined;
  world.dialect.before = (socket) => {
    world.dialect.before = () => Promise.resolve();
    opened(socket);
    return new Promise((resolve) => {
      release = resolve;
    });
  };
  return () => release?.();
}

beforeAll(() => world.http.listen());
afterAll(() => world.stop());

describe('a socket of an account', () => {
  it.each<[string, string, Record<string, string>]>([
    ['in the address', `?token=${ann.token}`, {}],
    ['with its kind in front', `?token=Bearer%20${ann.token}`, {}],
    ['in the header', '', { authorization: `Bearer ${ann.token}` }],
  ])('takes the token %s and greets', async (_where, query, headers) => {
    expect(await world.connect(query, headers).frames(2)).toEqual([{ hello: '1' }, { second: true }]);
  });

  it.each([
    ['', 'no token'],
    ['?token=', 'no token'],
    ['?token=nonsense', 'bad token'],
    ['?token=token-of-a-bot', 'bad token'],
  ])('is opened and closed with 4001 at %s', async (query, reason) => {
    const client = world.connect(query);

    expect(await client.closed).toEqual([4_001, reason]);
    expect(client.received).toEqual([]);
  });

  it('hears frames in order, and says what is wrong with one', async () => {
    const client = world.connect();
    await client.frames(2);
    client.say({ say: 1 }, 'no json', [1], { fail: 'known' }, { fail: 'unknown' }, '['.repeat(JSON_DEPTH_MAX + 1));
    client.socket.send(Buffer.from('{}'));
    client.say({ say: '2' });

    expect((await client.frames(10)).slice(2)).toEqual([
      { heard: 1 },
      { error: 'malformed', message: 'not valid JSON' },
      { error: 'malformed', message: 'a frame is a JSON object' },
      { error: 'invalid', message: 'say something' },
      { error: 'internal', message: 'internal error' },
      { error: 'malformed', message: `JSON nested deeper than ${JSON_DEPTH_MAX} levels` },
      { error: 'malformed', message: 'frames are text' },
      { heard: '2' },
    ]);
    expect(world.logger.problems).toEqual(['a socket command failed']);
  });

  it('is told after the greeting what happened while that was being read', async () => {
    const open = heldGreeting((socket) => socket.tell({ entered: 'a room' }));
    const client = world.connect();
    await once(client.socket, 'open');
    world.bus.publish({ type: 'typing.started', ...{ channelId: DIRECT, userId: '2', atMs: 0 } });
    open();
    await client.frames(2);
    world.bus.publish({ type: 'channel.read', ...{ channelId: DIRECT, userId: '2', messageId: '5', seq: 1 } });

    expect(await client.frames(5)).toEqual([
      ...[{ hello: '1' }, { second: true }, { entered: 'a room' }],
      ...[{ event: 'typing.started' }, { event: 'channel.read' }],
    ]);
  });

  it('is not greeted when its client has gone meanwhile, and its dialect hears of that', async () => {
    const open = heldGreeting();
    const client = world.connect();
    await once(client.socket, 'open');
    world.invalidations.publish(authSessionKey(ann.actor.authSessionId));
    const gone = world.dialect.goneUserIds.length;
    expect(await client.closed).toEqual([4_001, 'revoked']);
    open();
    await until(() => world.dialect.goneUserIds.length > gone);

    expect([client.received, world.dialect.goneUserIds.length, world.feed.size]).toEqual([[], gone + 1, 0]);
  });

  it('shows its owner to be here, or away, until it is gone', async () => {
    await world.connect().frames(2);
    const before = world.presences.statusOf('1');
    const client = world.connect();
    await client.frames(2);
    const [socket] = world.dialect.sockets.slice(-1);
    const statuses = [world.presences.statusOf('1')];
    for (const other of world.dialect.sockets) other.setAway(true);
    statuses.push(world.presences.statusOf('1'));
    socket?.setAway(false);
    statuses.push(world.presences.statusOf('1'));

    expect([before, ...statuses]).toEqual(['online', 'online', 'idle', 'online']);
  });

  it('is ended when too much happens before its greeting', async () => {
    const open = heldGreeting();
    const client = world.connect();
    await once(client.socket, 'open');
    for (let count = 0; count <= GREETING_FRAMES_MAX; count += 1) {
      world.bus.publish({ type: 'typing.started', ...{ channelId: DIRECT, userId: '2', atMs: 0 } });
    }

    expect(await client.closed).toEqual([4_009, 'overflow']);
    open();
  });

  it('ends with its login', async () => {
    const client = world.connect();
    await client.frames(2);
    world.invalidations.publish(authSessionKey(ann.actor.authSessionId));

    expect(await client.closed).toEqual([4_001, 'revoked']);
    expect(world.feed.sessionsOf('1')).toEqual([]);
  });

  it('is closed when what it is greeted with cannot be read', async () => {
    world.dialect.before = () => Promise.reject(new Error('no database'));
    const client = world.connect();
    await client.frames(1);
    world.dialect.before = () => Promise.resolve();

    expect([client.received, await client.closed]).toEqual([
      [{ error: 'internal', message: 'internal error' }],
      [1_013, 'unavailable'],
    ]);
  });

  it('is closed when it sends too much, or frames that are too long', async () => {
    const [flooding, long] = [world.connect(), world.connect()];
    await Promise.all([flooding.frames(2), long.frames(2)]);
    for (let count = 0; count <= INBOUND_FRAMES_BURST; count += 1) flooding.say({ say: count });
    long.say({ say: 'x'.repeat(INBOUND_FRAME_BYTES_MAX) });

    expect(await flooding.closed).toEqual([4_008, 'too_many_frames']);
    expect(flooding.received.at(-1)).toEqual({ error: 'limited', message: 'too many frames' });
    expect((await long.closed)[0]).toBe(1_009);
  });

  it('is forgotten when its client is gone, and closed when it is silent', async () => {
    const [leaving, silent] = [world.connect(), world.connect()];
    await Promise.all([leaving.frames(2), silent.frames(2)]);
    const gone = world.dialect.goneUserIds.length;
    leaving.socket.close();
    await leaving.closed;
    silent.socket.pause();
    world.timers.pass(HEARTBEAT_TIMEOUT_MS + 10_000);
    silent.socket.resume();
    await silent.closed;
    await until(() => world.access.count === 0);

    expect(world.dialect.goneUserIds.length).toBeGreaterThanOrEqual(gone + 1);
    expect(world.connectionMetrics.closings).toContain('heartbeat_timeout');
    expect([world.feed.size, world.presences.statusOf('1')]).toEqual([0, 'offline']);
  });

  it('is closed with 1001 when the server stops', async () => {
    const client = world.connect();
    await client.frames(2);
    world.router.closeAll(1_001, 'stopping');

    expect(await client.closed).toEqual([1_001, 'stopping']);
  });
});
