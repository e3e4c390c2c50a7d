import { type DiscordServer, type Person, startDiscordServer } from '../../support/discord';

const prefixes = ['/api/v1', '/api/v9', '/api/v10', '/api'];

describe('the REST API as a whole', () => {
  let server: DiscordServer;
  let person: Person;

  beforeAll(async () => {
    server = await startDiscordServer({ RATE_LIMITS: 'on' });
    person = await server.person();
  });
  afterAll(() => server.stop());

  const call = (path: string, init: RequestInit = {}): Promise<Response> =>
    fetch(`${server.url}${path}`, {
      ...init,
      headers: { authorization: `Bearer ${person.token}`, ...init.headers },
    });

  it.each(prefixes)('answers under %s', async (prefix) => {
    const response = await call(`${prefix}/users/@me`);

    expect(response.status).toBe(200);
    expect(response.headers.get('content-type')).toBe('application/json');
    expect(await response.json()).toMatchObject({ id: person.id, discriminator: '0', public_flags: 0 });
  });

  it.each(['Bearer', 'Bot', 'bearer', ''])('takes a token after "%s"', async (scheme) => {
    const response = await call('/api/v10/users/@me', { headers: { authorization: `${scheme} ${person.token}` } });

    expect(response.status).toBe(200);
  });

  it.each(prefixes)('answers an unknown route under %s as libraries expect', async (prefix) => {
    const response = await call(`${prefix}/no/such/route`);

    expect(response.status).toBe(404);
    expect(response.headers.get('content-type')).toBe('application/json');
    expect(await response.json()).toEqual({ message: '404: Not Found', code: 0 });
  });

  it.each([
    ['none', undefined],
    ['nonsense', 'Bot x'],
    ['nothing after the scheme', 'Bearer '],
    ['another scheme', 'Basic eDp5'],
    ['a huge one', `Bot ${'x'.repeat(3_000)}`],
  ])('answers a wrong token with 401: %s', async (_name, authorization) => {
    const response = await fetch(`${server.url}/api/v10/users/@me`, {
      headers: authorization === undefined ? {} : { authorization },
    });

    expect(response.status).toBe(401);
    expect(await response.json()).toEqual({ message: '401: Unauthorized', code: 0 });
  });

  it('answers a body that is no JSON with 50109', async () => {
    const response = await call('/api/v10/users/@me', {
      method: 'PATCH',
      body: '{"bio": ',
      headers: { 'content-type': 'application/json' },
    });

    expect(response.status).toBe(400);
    expect(await response.json()).toMatchObject({ code: 50_109 });
  });

  it('does not mind the type of a body that is empty', async () => {
    const response = await call('/api/v10/users/@me/channels', {
      method: 'POST',
      body: '',
      headers: { 'content-type': 'application/octet-stream' },
    });

    // The recipient is missing; nothing is said of the type.
    expect(response.status).toBe(400);
    expect(await response.json()).toMatchObject({ code: 50_033 });
  });

  it('names a wrong field in the tree of errors', async () => {
    const response = await call('/api/v10/users/@me', {
      method: 'PATCH',
      body: JSON.stringify({ bio: 'x'.repeat(100_000) }),
      headers: { 'content-type': 'application/json' },
    });

    expect(response.status).toBe(400);
    expect(await response.json()).toMatchObject({
      code: 50_035,
      message: 'Invalid Form Body',
      errors: { bio: { _errors: [{ code: 'BASE_TYPE_BAD_LENGTH' }] } },
    });
  });

  it('takes fields it does not know', async () => {
    const response = await call('/api/v10/users/@me', {
      method: 'PATCH',
      body: JSON.stringify({ bio: 'hello', banner: null, no_such_field: { deep: [1] } }),
      headers: { 'content-type': 'application/json' },
    });

    expect(response.status).toBe(200);
    expect(await response.json()).toMatchObject({ bio: 'hello' });
  });

  it('says what is left of a limit, the same bucket for every caller', async () => {
    const other = await server.person();
    const mine = await call('/api/v10/users/@me');
    const theirs = await fetch(`${server.url}/api/v9/users/@me`, { headers: { authorization: other.token } });

    expect(mine.headers.get('x-ratelimit-limit')).toMatch(/^\d+$/);
    expect(mine.headers.get('x-ratelimit-remaining')).toMatch(/^\d+$/);
    expect(mine.headers.get('x-ratelimit-reset')).toMatch(/^\d+\.\d+$/);
    expect(mine.headers.get('x-ratelimit-reset-after')).toMatch(/^\d+\.\d+$/);
    expect(mine.headers.get('x-ratelimit-bucket')).toBe(theirs.headers.get('x-ratelimit-bucket'));
    expect(mine.headers.has('x-ratelimit-global')).toBe(false);
  });

  it('refuses who goes on beyond a limit, and says for how long', async () => {
    const eager = await server.person();
    const path = `${server.url}/api/v10/users/@me`;
    const headers = { authorization: eager.token };
    const all = await Promise.all(Array.from({ length: 80 }, () => fetch(path, { headers })));
    const refused = all.filter(({ status }) => status === 429);

    expect(all.filter(({ status }) => status === 200).length).toBeLessThanOrEqual(30);
    expect(refused.length).toBe(all.length - all.filter(({ status }) => status === 200).length);
    const [first] = refused;
    expect(first?.headers.get('retry-after')).toMatch(/^\d+$/);
    expect(first?.headers.get('via')).toBe('1.1 guildhall');
    expect(first?.headers.get('x-ratelimit-scope')).toBe('user');
    expect(await first?.json()).toMatchObject({ global: false, retry_after: expect.any(Number) as number });
    expect((await call('/api/v10/users/@me')).status).toBe(200);
  });
});
