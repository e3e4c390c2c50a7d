import { createServer, type Server } from 'node:http';
import type { HttpAdapterHost } from '@nestjs/core';
import type { HttpSettings } from '../../application/shared/settings';
import { ListeningAddress } from './listening-address';

const settings = (changes: Partial<HttpSettings>): HttpSettings => ({
  ...{ host: '0.0.0.0', port: 3000, allowedOrigins: '*', trustProxy: false, maxConnections: 1, rateLimits: true },
  ...changes,
});

const addressOf = (server: Server, changes: Partial<HttpSettings> = {}): string => {
  const host = { httpAdapter: { getHttpServer: () => server } } as HttpAdapterHost;
  return new ListeningAddress(settings(changes), host).url;
};

describe('the address of links', () => {
  let server: Server;
  beforeEach(() => {
    server = createServer();
  });
  afterEach(() => server.close());

  const listen = (host: string): Promise<number> =>
    new Promise((resolve) => {
      server.listen(0, host, () => {
        const address = server.address();
        resolve(typeof address === 'object' && address ? address.port : 0);
      });
    });

  it('is PUBLIC_URL when there is one', () => {
    expect(addressOf(server, { publicUrl: 'https://chat.test' })).toBe('https://chat.test');
  });

  it('is where the server listens, this machine when that is everywhere', async () => {
    const port = await listen('0.0.0.0');

    expect(addressOf(server)).toBe(`http://127.0.0.1:${port}`);
  });

  it.each([
    ['0.0.0.0', 'http://127.0.0.1:3000'],
    ['chat.local', 'http://chat.local:3000'],
    ['::', 'http://127.0.0.1:3000'],
    ['::1', 'http://[::1]:3000'],
  ])('is the configured one before it listens: %s', (host, expected) => {
    expect(addressOf(server, { host })).toBe(expected);
  });
});
