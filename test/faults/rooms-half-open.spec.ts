import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { WebSocket } from 'ws';
import { ServerState } from '../../src/application/operations/server-state';
import { ClientAddress } from '../../src/presentation/shared/client-address';
import { ConnectionGuard } from '../../src/presentation/shared/connection-guard';
import { HEARTBEAT_INTERVAL_MS, HEARTBEAT_TIMEOUT_MS, HeartbeatMonitor } from '../../src/presentation/shared/heartbeat';
import { HttpErrorPresenters } from '../../src/presentation/shared/http-error-presenters';
import { OutboundBudget } from '../../src/presentation/shared/outbound-queue';
import { UpgradeRouter } from '../../src/presentation/shared/upgrade-router';
import { SilentLogger, SilentMetrics } from '../fakes/rooms-log';
import { ManualTimers } from '../fakes/timers';
import { until } from '../support/until';

const settings = {
  ...{ host: '127.0.0.1', port: 0, allowedOrigins: '*' as const, trustProxy: false as const },
  ...{ maxConnections: 10, rateLimits: false },
};

/** Real sockets under a clock that a test moves. */
describe('a peer that is there no more', () => {
  let http: Server;
  let timers: ManualTimers;
  let metrics: SilentMetrics;
  let guard: ConnectionGuard;
  let closed: number;
  const clients: WebSocket[] = [];

  beforeEach(async () => {
    timers = new ManualTimers();
    metrics = new SilentMetrics();
    closed = 0;
    const { clock } = timers;
    guard = new ConnectionGuard(settings, new ClientAddress(settings), new ServerState(), clock, metrics);
    const router = new UpgradeRouter(
      guard,
      new HttpErrorPresenters(),
      timers,
      new SilentLogger(),
      clock,
      metrics,
      new HeartbeatMonitor(clock, timers),
      new OutboundBudget(timers, metrics),
    );
    router.register({
      dialect: 'rooms',
      path: /^\/$/,
      admit: async () => ({
        connected: (connection) =>
          connection.attach({
            frame: async () => undefined,
            tooManyFrames: () => undefined,
            closed: () => void (closed += 1),
          }),
        abandoned: () => undefined,
      }),
    });
    http = createServer();
    router.listen(http);
    await once(http.listen(0, '127.0.0.1'), 'listening');
  });
  afterEach(() => {
    for (const client of clients.splice(0)) client.terminate();
    http.close();
  });

  async function connect(options: { autoPong: boolean }): Promise<WebSocket> {
    const client = new WebSocket(`ws://127.0.0.1:${(http.address() as AddressInfo).port}/`, options);
    clients.push(client);
    client.on('error', () => undefined);
    await once(client, 'open');
    return client;
  }

  it('is closed after 90 s of silence; one that answers pings is not', async () => {
    const silent = await connect({ autoPong: false });
    const awake = await connect({ autoPong: true });
    const silentClosed = once(silent, 'close');
    let pings = 0;
    silent.on('ping', () => (pings += 1));
    for (let passedMs = 0; passedMs < HEARTBEAT_TIMEOUT_MS; passedMs += HEARTBEAT_INTERVAL_MS) {
      expect(guard.connections).toBe(2);
      const pinged = once(awake, 'ping');
      timers.pass(HEARTBEAT_INTERVAL_MS);
      if (guard.connections === 2) await pinged;
      // The pong is on its way; a frame sent after it has been read when the server has heard of it.
      awake.ping();
      await once(awake, 'pong');
    }

    await silentClosed;
    await until(() => closed === 1, 'the silent one is gone');
    expect(pings).toBeGreaterThanOrEqual(2);
    expect(awake.readyState).toBe(WebSocket.OPEN);
    expect(metrics.limits).toEqual(['heartbeat_timeout']);
    await until(() => guard.connections === 1, 'its place is free');
  });

  it('is closed also when it does not even read', async () => {
    const stalled = await connect({ autoPong: true });
    stalled.pause();
    for (let passedMs = 0; passedMs < HEARTBEAT_TIMEOUT_MS; passedMs += HEARTBEAT_INTERVAL_MS) {
      timers.pass(HEARTBEAT_INTERVAL_MS);
    }

    await until(() => closed === 1 && guard.connections === 0, 'the stalled one is gone');
    expect(metrics.limits).toEqual(['heartbeat_timeout']);
  });
});
