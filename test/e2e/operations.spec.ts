import { once } from 'node:events';
import { connect } from 'node:net';
import { IsInt, Max } from 'class-validator';
import { MayBeAbsent, validateInput } from '../../src/presentation/shared/validation';
import { AppError } from '../../src/shared/errors';
import { startTestApp } from '../support/app';
import type { TestApp } from '../support/app';

class Probe {
  @MayBeAbsent()
  @IsInt()
  @Max(10)
  size?: number;
}

/** Routes that fail in every way a use case can, to see what the HTTP layer makes of it. */
function addFailingRoutes({ app }: { app: TestApp['app'] }): void {
  const server = app.getHttpAdapter().getInstance();
  server.post('/app/echo', (request, reply) => reply.send({ body: request.body }));
  server.post('/app/checked', (request, reply) => reply.send(validateInput(Probe, request.body)));
  const failures: Record<string, Error> = {
    limited: new AppError('limited', 'limited', 'Slow down', { retryAfterMs: 1_200 }),
    unavailable: new AppError('unavailable', 'unavailable', 'Try later', { retryAfterMs: 5_000 }),
    conflict: new AppError('conflict', 'taken', 'Already there'),
    forbidden: new AppError('forbidden', 'forbidden', 'Not yours'),
    unauthenticated: new AppError('unauthenticated', 'unauthenticated', 'Who are you'),
    missing: new AppError('not_found', 'thing_not_found', 'Thing 7 not found'),
    fault: new Error('SELECT password FROM users at /srv/secret/path.ts'),
  };
  for (const [name, failure] of Object.entries(failures)) {
    server.get(`/app/${name}`, () => Promise.reject(failure));
  }
}

describe('operations over HTTP', () => {
  let server: TestApp;
  beforeAll(async () => {
    server = await startTestApp({ ALLOWED_ORIGINS: 'https://chat.example.org' }, (app) => addFailingRoutes({ app }));
  }, 60_000);
  afterAll(() => server?.stop());

  const get = (path: string, init?: RequestInit): Promise<Response> =>
    fetch(`${server.url}${path}`, { redirect: 'manual', ...init });
  const post = (path: string, body: string, contentType = 'application/json'): Promise<Response> =>
    get(path, { method: 'POST', body, headers: { 'content-type': contentType } });

  describe('what it tells about itself', () => {
    it('lives and is ready', async () => {
      const live = await get('/health/live');
      expect(live.status).toBe(200);
      expect(live.headers.get('content-type')).toBe('application/json');
      expect(await live.json()).toEqual({ status: 'ok' });
      const ready = await get('/health/ready');
      expect(ready.status).toBe(200);
      expect(await ready.json()).toEqual({ status: 'ok', checks: { database: 'ok' } });
    });

    it('names itself and where to go', async () => {
      const index = (await (await get('/')).json()) as { name: string; version: string; links: Record<string, string> };
      expect(index).toMatchObject({ name: 'guildhall', version: expect.stringMatching(/^\d+\.\d+\.\d+$/) });
      for (const link of Object.values(index.links)) expect((await get(link)).status).toBe(200);
    });

    it('shows its metrics', async () => {
      await get('/health/live');
      const answer = await get('/metrics');
      const text = await answer.text();
      expect(answer.headers.get('content-type')).toMatch(/^text\/plain; version=0\.0\.4/);
      for (const name of [
        'guildhall_connections',
        'guildhall_deliveries_total',
        'guildhall_send_duration_seconds',
        'guildhall_limits_reached_total',
        'guildhall_http_request_duration_seconds',
        'nodejs_eventloop_lag_seconds',
        'process_resident_memory_bytes',
      ]) {
        expect(text).toContain(`# TYPE ${name} `);
      }
      expect(text).toMatch(/guildhall_http_request_duration_seconds_count\{method="GET",status="2xx"\} [1-9]/);
    });

    it('documents its HTTP and socket interfaces', async () => {
      const openApi = (await (await get('/openapi.json')).json()) as { openapi: string; paths: object };
      expect(openApi.openapi).toMatch(/^3\./);
      expect(Object.keys(openApi.paths)).toEqual(expect.arrayContaining(['/health/live', '/health/ready', '/metrics']));
      const operations = Object.values(openApi.paths).flatMap((path: object) => Object.values(path) as object[]);
      const ids = operations.map((operation) => (operation as { operationId: string }).operationId);
      // Two dialects must not call theirs alike: one would stand for the other.
      expect(ids.filter((id, index) => ids.indexOf(id) !== index)).toEqual([]);
      const asyncApi = (await (await get('/asyncapi.json')).json()) as { asyncapi: string; channels: object };
      expect(asyncApi.asyncapi).toBe('3.0.0');
      expect(Object.keys(asyncApi.channels)).toEqual(['room', 'rooms', 'gateway', 'chat', 'shared', 'im']);
      expect((await get('/redoc')).headers.get('location')).toBe('/docs');
    });

    it('serves a documentation page that its own policy allows', async () => {
      const page = await get('/docs');
      const html = await page.text();
      const policy = page.headers.get('content-security-policy') ?? '';
      expect(policy).toContain("script-src 'self';");
      expect(policy).not.toContain('upgrade-insecure-requests');
      const scripts = [...html.matchAll(/<script([^>]*)>([^<]*)<\/script>/g)];
      expect(scripts.length).toBeGreaterThan(0);
      for (const [, attributes, inline] of scripts) {
        const source = /src="\.?([^"]+)"/.exec(attributes ?? '')?.[1] ?? '';
        expect((inline ?? '').trim()).toBe('');
        const script = await get(source);
        expect([script.status, (await script.text()).length > 0]).toEqual([200, true]);
      }
    });
  });

  describe('headers', () => {
    it('give every answer a request id and the security headers', async () => {
      for (const path of ['/health/live', '/nowhere']) {
        const { headers } = await get(path);
        expect(headers.get('x-request-id')).toMatch(/^[\da-f-]{36}$/);
        expect(headers.get('x-content-type-options')).toBe('nosniff');
        expect(headers.get('x-frame-options')).toBe('SAMEORIGIN');
        expect(headers.get('x-powered-by')).toBeNull();
      }
    });

    it('let the allowed origin in, no other, and never with credentials', async () => {
      const preflight = (origin: string): Promise<Response> =>
        get('/management/rooms', {
          method: 'OPTIONS',
          headers: { origin, 'access-control-request-method': 'PUT', 'access-control-request-headers': 'x-api-key' },
        });
      const allowed = await preflight('https://chat.example.org');
      expect(allowed.status).toBe(204);
      expect(allowed.headers.get('access-control-allow-origin')).toBe('https://chat.example.org');
      expect(allowed.headers.get('access-control-allow-methods')).toContain('PUT');
      expect(allowed.headers.get('access-control-allow-credentials')).toBeNull();
      expect((await preflight('https://evil.example')).headers.get('access-control-allow-origin')).toBeNull();
    });
  });

  describe('errors', () => {
    it.each([
      ['/nowhere', 404, 'Not Found'],
      ['/app', 404, 'Not Found'],
      ['/app/missing', 404, 'Thing 7 not found'],
      ['/app/conflict', 409, 'Already there'],
      ['/app/forbidden', 403, 'Not yours'],
      ['/app/unauthenticated', 401, 'Who are you'],
      ['/health/live%ff', 400, 'Bad Request'],
    ])('GET %s is answered %d', async (path, status, message) => {
      const answer = await get(path);
      expect(answer.status).toBe(status);
      expect(answer.headers.get('content-type')).toBe('application/json');
      expect(await answer.json()).toEqual({ error: message });
    });

    it('tell how long to wait', async () => {
      const limited = await get('/app/limited');
      expect([limited.status, limited.headers.get('retry-after')]).toEqual([429, '2']);
      const unavailable = await get('/app/unavailable');
      expect([unavailable.status, unavailable.headers.get('retry-after')]).toEqual([503, '5']);
    });

    it('name the methods a path has', async () => {
      const answer = await get('/health/live', { method: 'DELETE' });
      expect(answer.status).toBe(405);
      expect(answer.headers.get('allow')).toBe('GET, HEAD');
    });

    it('of ours leak nothing and are logged once, with their stack', async () => {
      const answer = await get('/app/fault');
      const id = answer.headers.get('x-request-id');
      expect(answer.status).toBe(500);
      expect(await answer.json()).toEqual({ error: `Internal Server Error (request ${id})` });
      const errors = server.logLines.filter((line) => line.includes('"level":50'));
      expect(errors).toHaveLength(1);
      expect(JSON.parse(errors[0] ?? '')).toMatchObject({
        requestId: id,
        error: { message: expect.stringContaining('SELECT'), stack: expect.stringContaining('operations.spec') },
      });
    });
  });

  describe('bodies', () => {
    it('are JSON, and an empty one is an empty object', async () => {
      expect(await (await post('/app/echo', '')).json()).toEqual({ body: {} });
      expect(await (await post('/app/echo', ' \n')).json()).toEqual({ body: {} });
      expect(await (await post('/app/echo', '[1]', 'application/json; charset=utf-8')).json()).toEqual({ body: [1] });
    });

    it('keep the digits of large ids', async () => {
      const answer = await post('/app/echo', '{"id":1234567890123456789}');
      expect(await answer.json()).toEqual({ body: { id: '1234567890123456789' } });
    });

    it.each([
      ['{"size":', 'not valid JSON'],
      ['{"__proto__":{"x":1}}', 'not valid JSON'],
      ['[]', 'expected a JSON object, not an array'],
      ['null', 'expected a JSON object, not null'],
      ['"text"', 'expected a JSON object, not a string'],
      ['{"size":"5"}', 'size must'],
      ['{"size":11}', 'size must not be greater than 10'],
      ['['.repeat(100_000), 'JSON nested deeper than 64 levels'],
    ])('like %.20s are refused', async (body, message) => {
      const answer = await post('/app/checked', body);
      expect(answer.status).toBe(400);
      expect(await answer.json()).toEqual({ error: expect.stringContaining(message) });
    });

    it('larger than 1 MiB are refused', async () => {
      const answer = await post('/app/echo', JSON.stringify('x'.repeat(1_048_576)));
      expect(answer.status).toBe(413);
      expect(await answer.json()).toEqual({ error: 'Request body is larger than 1 MiB' });
    });

    it('far larger than that are refused so that the sender sees the answer', async () => {
      const sizes = Array.from({ length: 5 }, () => post('/app/echo', JSON.stringify('x'.repeat(8_000_000))));
      for (const answer of await Promise.all(sizes)) expect(answer.status).toBe(413);
    });

    it('of another type are refused', async () => {
      const answer = await post('/app/echo', 'a=1', 'application/x-www-form-urlencoded');
      expect(answer.status).toBe(415);
      expect(await answer.json()).toEqual({ error: 'Content-Type must be application/json' });
    });
  });

  describe('the log', () => {
    it('has one line per request, without secrets, and none for health checks', async () => {
      const answer = await get('/nowhere?ticket=abc.def&user_id=7&token=t0k&api_key=k3y', {
        headers: { 'x-api-key': 'h34der', authorization: 'Bearer b34rer' },
      });
      await answer.text();
      await get('/health/live');
      const id = answer.headers.get('x-request-id') ?? '';
      const lines = server.logLines.filter((line) => line.includes(id));
      expect(lines).toHaveLength(1);
      expect(JSON.parse(lines[0] ?? '')).toMatchObject({ level: 30, method: 'GET', status: 404, requestId: id });
      expect(lines[0]).toContain('user_id=7');
      const all = server.logLines.join('');
      for (const secret of ['abc.def', 't0k', 'k3y', 'h34der', 'b34rer']) expect(all).not.toContain(secret);
      expect(all).not.toContain('/health/live"');
    });
  });
});

describe('a server that stops', () => {
  it('does not wait for a client that does not read its answer', async () => {
    const server = await startTestApp();
    const { port } = new URL(server.url);
    const socket = connect(Number(port), '127.0.0.1');
    const closed = once(socket, 'close');
    await once(socket, 'connect');
    // More than the system's buffers hold, and nobody reads it.
    const requests = 'GET /docs/swagger-ui-bundle.js HTTP/1.1\r\nHost: x\r\n\r\n'.repeat(10);
    socket.write(requests);
    await once(socket, 'readable');
    await server.stop();
    socket.resume().on('error', () => undefined);
    await closed;
  }, 60_000);
});

describe('a server whose parts are gone', () => {
  it('says which one, and refuses work while it stops', async () => {
    const server = await startTestApp({ REDIS_URL: 'redis://127.0.0.1:1' });
    const ready = await fetch(`${server.url}/health/ready`);
    expect(ready.status).toBe(503);
    expect(await ready.json()).toEqual({ status: 'error', checks: { database: 'ok', redis: 'unreachable' } });
    await server.stop();
    await expect(fetch(`${server.url}/health/live`)).rejects.toThrow();
  }, 60_000);
});
