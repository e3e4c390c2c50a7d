import type { Server, Socket } from 'node:net';
import { connect, createServer } from 'node:net';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import type { TestApp } from '../support/app';
import { startTestApp } from '../support/app';
import { until } from '../support/until';

const redisUrl = process.env.TEST_REDIS_URL;
/** Without TEST_REDIS_URL the suite is skipped and the run's report names it. */
const withRedis = redisUrl ? describe : describe.skip;

/** Stands between the server and Redis, so that a test can cut the line without touching Redis. */
class Line {
  private readonly sockets = new Set<Socket>();
  private server?: Server;
  port = 0;

  async open(): Promise<void> {
    const { hostname, port } = new URL(redisUrl ?? '');
    this.server = createServer((socket) => {
      const upstream = connect(Number(port || 6379), hostname);
      for (const one of [socket, upstream]) {
        this.sockets.add(one);
        one.on('error', () => undefined);
      }
      socket.pipe(upstream).pipe(socket);
    }).listen(this.port, '127.0.0.1');
    await once(this.server, 'listening');
    this.port = (this.server.address() as AddressInfo).port;
  }

  async cut(): Promise<void> {
    const closed = this.server && once(this.server, 'close');
    this.server?.close();
    for (const socket of this.sockets) socket.destroy();
    this.sockets.clear();
    await closed;
  }
}

withRedis('a server with Redis', () => {
  const line = new Line();
  let server: TestApp;
  beforeAll(async () => {
    await line.open();
    server = await startTestApp({ REDIS_URL: `redis://127.0.0.1:${line.port}` });
  }, 60_000);
  afterAll(async () => {
    await server?.stop();
    await line.cut();
  });

  const redisIs = async (state: string): Promise<boolean> => {
    const answer = await fetch(`${server.url}/health/ready`);
    const { checks } = (await answer.json()) as { checks: Record<string, string> };
    return checks.redis === state && answer.status === (state === 'ok' ? 200 : 503);
  };

  it('is ready while Redis answers, says so when it does not, and comes back by itself', async () => {
    await until(() => redisIs('ok'));
    await line.cut();
    await until(() => redisIs('unreachable'));
    expect((await fetch(`${server.url}/health/live`)).status).toBe(200);
    await line.open();
    await until(() => redisIs('ok'));
    expect(server.logLines.filter((entry) => entry.includes('Redis does not answer'))).toHaveLength(1);
  }, 30_000);
});
