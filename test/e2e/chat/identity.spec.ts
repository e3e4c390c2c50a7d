import { WebSocket } from 'ws';
import { type DiscordServer, type RestAnswer, RestCaller, startDiscordServer } from '../../support/discord';

const PASSWORD = 'correct horse';

interface ErrorBody {
  readonly code: number;
  readonly message: string;
  readonly errors?: { readonly field: string; readonly message: string; readonly value: unknown }[];
  readonly data?: { readonly errors: { readonly field: string; readonly message: string; readonly value: unknown }[] };
}

interface LoginBody {
  readonly user: {
    readonly id: string;
    readonly username: string;
    readonly email: string;
    readonly display_name: string;
  };
  readonly access_token: string;
  readonly refresh_token: string;
  readonly token_type: string;
  readonly expires_in: number;
}

interface Enveloped<Data> {
  readonly code: number;
  readonly message: string;
  readonly data: Data;
}

let names = 0;
const freshName = (): string => `chatter${(names += 1)}`;

describe('accounts in the chat dialect', () => {
  let server: DiscordServer;
  let base: RestCaller;
  let root: RestCaller;
  beforeAll(async () => {
    server = await startDiscordServer({ RATE_LIMITS: 'on', TRUST_PROXY: 'loopback' });
    base = new RestCaller(server.url, undefined, '/chatsphere');
    root = new RestCaller(server.url, undefined, '');
  });
  afterAll(() => server.stop());

  const bodyOf = (username: string) => ({ username, email: `${username}@example.org`, password: PASSWORD });
  const register = async (body: object = {}, path = '/auth/register'): Promise<LoginBody> => {
    const answer = await base.post<Enveloped<LoginBody>>(path, { ...bodyOf(freshName()), ...body });
    expect([answer.status, answer.body.code]).toEqual([201, 20_001]);
    return answer.body.data;
  };
  const as = ({ access_token: token }: { access_token: string }, prefix = ''): RestCaller =>
    new RestCaller(server.url, `Bearer ${token}`, prefix);
  const failed = (answer: RestAnswer<unknown>): [number, number] => [answer.status, (answer.body as ErrorBody).code];

  it('registers below the base in an envelope', async () => {
    const username = freshName();
    const { user, ...tokens } = await register({ ...bodyOf(username), display_name: 'Chatty' });

    expect(user).toEqual({
      id: expect.stringMatching(/^\d+$/),
      ...{ email: `${username}@example.org`, username, display_name: 'Chatty', avatar_url: null },
      created_at: expect.stringMatching(/^\d{4}-.*Z$/),
      last_seen: expect.stringMatching(/Z$/),
    });
    expect(tokens).toEqual({
      access_token: expect.any(String),
      refresh_token: expect.any(String),
      token_type: 'bearer',
      expires_in: 1_800,
    });
    expect((await register({}, '/api/v1/auth/register')).user.display_name).toMatch(/^chatter/);
  });

  it('registers at the root in the envelope of work, with the fields of both systems, from either body', async () => {
    const name = freshName();
    const answer = await root.post<Record<string, unknown>>('/auth/register', { ...bodyOf(name), name: 'Ann' });

    expect(answer.status).toBe(201);
    expect(answer.body).toEqual({
      ...{ success: true, code: 201, message: 'Created' },
      meta: { request_id: answer.headers.get('x-request-id') },
      timestamp: expect.stringMatching(/Z$/),
      data: {
        access_token: expect.any(String),
        refresh_token: expect.any(String),
        ...{ token_type: 'Bearer', expires_in: 1_800 },
        user: expect.objectContaining({ username: name, name: 'Ann', display_name: 'Ann', avatar_url: null }),
      },
    });
    const second = { ...bodyOf(freshName()), display_name: 'Bea' };
    const other = await root.post<{ data: LoginBody }>('/auth/register', second);
    expect(other.body.data.user).toMatchObject({ name: 'Bea', display_name: 'Bea' });
  });

  it('refuses wrong registrations, naming every field and no password', async () => {
    const wrong = { username: 'ab', email: '', password: 7, display_name: 5 };
    const below = await base.post<ErrorBody>('/auth/register', wrong);
    expect([below.status, below.body.code]).toEqual([422, 40_022]);
    expect(below.body.data?.errors).toEqual([
      { field: 'email', message: 'must not be empty', value: '' },
      { field: 'username', message: 'must have at least 3 characters', value: 'ab' },
      { field: 'display_name', message: 'must be a string', value: 5 },
      { field: 'password', message: 'must be a string', value: null },
    ]);
    const secret = 'hunter2'.repeat(40);
    const echoed = await base.post<ErrorBody>('/auth/register', { ...bodyOf(freshName()), password: secret });
    expect(JSON.stringify(echoed.body)).not.toContain('hunter2');

    const atRoot = await root.post<{ errors: object[] }>('/auth/register', { ...wrong, display_name: 'x'.repeat(300) });
    expect([atRoot.status, atRoot.body]).toMatchObject([400, { success: false, code: 400 }]);
    expect(atRoot.body.errors).toEqual([
      { field: 'email', code: 'REQUIRED', message: 'must not be empty' },
      { field: 'username', code: 'TOO_SHORT', message: 'must have at least 3 characters' },
      { field: 'display_name', code: 'TOO_LONG', message: 'must have at most 256 characters' },
      { field: 'password', code: 'INVALID_FORMAT', message: 'must be a string' },
    ]);
    const nothing = await root.post<{ errors: object[] }>('/auth/register', {});
    expect(nothing.body.errors).toMatchObject(
      ['email', 'username', 'password'].map((field) => ({ field, code: 'REQUIRED' })),
    );
  });

  it('tells weak passwords, taken names and taken addresses apart', async () => {
    const { user } = await register();
    const { username, email } = user;
    const fresh = bodyOf(freshName());

    expect(failed(await base.post('/auth/register', { ...fresh, password: 'short' }))).toEqual([400, 41_007]);
    expect(failed(await base.post('/auth/register', { ...fresh, email: email.toUpperCase() }))).toEqual([409, 41_005]);
    expect(failed(await base.post('/auth/register', { ...fresh, username: username.toUpperCase() }))).toEqual([
      409, 41_006,
    ]);
    const atRoot = await root.post<{ errors: unknown }>('/auth/register', { ...fresh, email });
    expect([atRoot.status, atRoot.body.errors]).toMatchObject([409, [{ field: 'email', code: 'USER_EMAIL_EXISTS' }]]);
  });

  it('logs in by address or name, refreshes once, and logs out', async () => {
    const { user } = await register();
    const { username, email } = user;
    const byEmail = await base.post<Enveloped<LoginBody>>('/auth/login', { email, password: PASSWORD });
    expect([byEmail.status, byEmail.body]).toMatchObject([200, { code: 20_000, data: { user: { id: user.id } } }]);
    const byName = await base.post<Enveloped<LoginBody>>('/api/v1/auth/login', { username, password: PASSWORD });
    expect(byName.body.data.user.id).toBe(user.id);
    const { refresh_token } = byName.body.data;

    const next = await base.post<Enveloped<LoginBody>>('/api/v1/auth/token/refresh', { refresh_token });
    expect([next.status, next.body.data.user.id]).toEqual([200, user.id]);
    expect(next.body.data.refresh_token).not.toBe(refresh_token);
    expect(failed(await base.post('/auth/refresh', { refresh_token }))).toEqual([401, 41_008]);
    expect(failed(await as(next.body.data).get('/auth/me'))).toEqual([401, 41_008]);

    const out = await as(byEmail.body.data, '/chatsphere').post<Enveloped<null>>('/api/v1/auth/logout');
    expect([out.status, out.body.data]).toEqual([200, null]);
    expect(failed(await as(byEmail.body.data).get('/auth/me'))).toEqual([401, 41_008]);
    expect(failed(await base.post('/auth/logout'))).toEqual([401, 40_001]);
    expect(failed(await base.post('/auth/logout', { refresh_token: 'nonsense' }))).toEqual([401, 41_008]);
  });

  it('logs in, refreshes and logs out at the root', async () => {
    const name = freshName();
    await root.post('/auth/register', bodyOf(name));
    const login = await root.post<{ data: LoginBody }>('/auth/login', {
      email: bodyOf(name).email,
      password: PASSWORD,
    });
    expect([login.status, login.body.data.token_type]).toEqual([200, 'Bearer']);
    const { refresh_token } = login.body.data;
    const next = await root.post<{ data: LoginBody }>('/auth/refresh', { refresh_token });
    expect(next.status).toBe(200);
    const out = await root.post('/auth/logout', { refresh_token: next.body.data.refresh_token });
    expect([out.status, 'data' in out.body]).toEqual([200, false]);
    const wrong = await root.post('/auth/login', { username: name, password: 'wrong' });
    expect([wrong.status, wrong.body]).toMatchObject([401, { success: false, errors: [{ code: 'UNAUTHORIZED' }] }]);
  });

  it('refuses every password for an address after five wrong ones, with the time to wait', async () => {
    const { user } = await register();
    const { email } = user;
    for (let tries = 0; tries < 5; tries += 1) {
      expect(failed(await base.post('/auth/login', { email, password: 'wrong' }))).toEqual([401, 41_003]);
    }

    const refused = await base.post<ErrorBody>('/auth/login', { email: email.toUpperCase(), password: PASSWORD });
    expect(failed(refused)).toEqual([429, 40_029]);
    expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(0);
    expect((await root.post('/auth/login', { email, password: PASSWORD })).status).toBe(429);
  });

  it('shows and changes the own account: bare at the root, in an envelope below the base', async () => {
    const login = await register();
    const bare = await as(login).get('/auth/me');
    expect([bare.status, bare.body]).toMatchObject([200, { id: login.user.id, email: login.user.email }]);
    for (const path of ['/me', '/auth/me', '/api/v1/me', '/api/v1/auth/me']) {
      const answer = await as(login, '/chatsphere').get<Enveloped<{ id: string }>>(path);
      expect([path, answer.body.code, answer.body.data.id]).toEqual([path, 20_000, login.user.id]);
    }

    const username = freshName();
    const changed = await as(login).put('/auth/me', { username, display_name: 'New', avatar_url: null });
    expect([changed.status, changed.body]).toMatchObject([200, { username, display_name: 'New' }]);
    const picture =
      'data:image/png;base64,iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAQAAAC1HAwCAAAAC0lEQVR42mNk+A8AAQUBAScY42YAAAAASUVORK5CYII=';
    const withPicture = await as(login).put<{ avatar_url: string }>('/auth/me', { avatar_url: picture });
    const { avatar_url } = withPicture.body;
    expect(avatar_url).toContain(`/avatars/${login.user.id}/`);
    expect((await as(login).put('/auth/me', { avatar_url })).body.avatar_url).toBe(avatar_url);
    expect((await as(login).put('/auth/me', { display_name: null })).body.display_name).toBe(username);

    const { user } = await register();
    expect(failed(await as(login).put('/auth/me', { username: user.username }))).toEqual([409, 41_006]);
    expect(failed(await as(login).put('/auth/me', { avatar_url: 'https://elsewhere.example/a.png' }))).toEqual([
      422, 40_022,
    ]);
    expect(failed(await as(login).put('/auth/me', { display_name: 'x'.repeat(81) }))).toEqual([422, 40_022]);
    expect(failed(await as(login).put('/auth/me', { username: 'a:b' }))).toEqual([422, 40_022]);
  });

  it('changes the password, which ends every login and opens one', async () => {
    const login = await register();
    const change = (body: object) => as(login).post<LoginBody>('/auth/change-password', body);
    const passwords = { current_password: PASSWORD, new_password: 'another horse' };
    expect(failed(await change({ ...passwords, new_password: 'short' }))).toEqual([400, 41_007]);
    expect(failed(await change({ ...passwords, current_password: 'wrong' }))).toEqual([401, 41_003]);
    expect(failed(await change({ new_password: 'another horse' }))).toEqual([422, 40_022]);

    const changed = await change({ old_password: PASSWORD, new_password: 'another horse' });
    expect(changed.status).toBe(200);
    expect(failed(await as(login).get('/auth/me'))).toEqual([401, 41_008]);
    expect((await as(changed.body).get('/auth/me')).status).toBe(200);
  });

  it('refuses missing and wrong tokens, bots, unreadable bodies and unknown paths in its own form', async () => {
    const anonymous = await root.get<ErrorBody>('/auth/me');
    expect([anonymous.status, anonymous.body]).toEqual([401, { code: 40_001, message: 'Unauthorized' }]);
    expect(failed(await as({ access_token: 'nonsense' }).get('/auth/me'))).toEqual([401, 41_008]);
    const bot = await server.bot(await server.person());
    expect(failed(await new RestCaller(server.url, `Bot ${bot.token}`, '').get('/auth/me'))).toEqual([403, 40_003]);
    expect(failed(await base.get('/nowhere'))).toEqual([404, 40_004]);
    expect(failed(await root.get('/chat/nowhere'))).toEqual([404, 40_004]);
    expect(failed(await root.delete('/auth/me'))).toEqual([405, 40_000]);
    const unreadable = await fetch(`${server.url}/chatsphere/auth/login`, {
      ...{ method: 'POST', headers: { 'content-type': 'application/json' }, body: '{"email":' },
    });
    expect([unreadable.status, await unreadable.json()]).toMatchObject([400, { code: 40_000 }]);
    for (const body of ['[]', 'null', '"text"', '7']) {
      const answer = await fetch(`${server.url}/auth/register`, {
        ...{ method: 'POST', headers: { 'content-type': 'application/json' }, body },
      });
      expect([body, answer.status]).toEqual([body, 400]);
    }
  });
});

describe('health in the chat dialect', () => {
  it('names every part, at the root and below the base', async () => {
    const server = await startDiscordServer();
    try {
      const root = new RestCaller(server.url, undefined, '');
      const health = await root.get('/health');
      expect([health.status, health.body]).toEqual([
        200,
        {
          status: 'healthy',
          timestamp: expect.stringMatching(/Z$/),
          version: expect.any(String),
          services: { database: 'healthy', redis: 'disabled', websocket: { status: 'healthy', active_connections: 0 } },
        },
      ]);
      expect((await root.get('/chatsphere/health/db')).body).toMatchObject({ status: 'healthy' });
      expect((await root.get('/health/redis')).body).toMatchObject({ status: 'disabled' });
      expect((await root.get('/health/ready')).body).toMatchObject({ status: 'ok' });
      const socket = new WebSocket(`${server.gatewayUrl}/?v=10`);
      await new Promise((resolve) => socket.once('message', resolve));
      expect((await root.get('/health')).body).toMatchObject({ services: { websocket: { active_connections: 1 } } });
      socket.terminate();
    } finally {
      await server.stop();
    }
  });
});
