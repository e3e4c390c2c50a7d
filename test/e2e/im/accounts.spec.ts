import { aPng } from '../../builders/pictures';
import { expectStatus, TEST_PASSWORD } from '../../support/discord';
import { type ImPerson, type ImServer, type LoginJson, startImServer, type UserJson } from '../../support/im';

let server: ImServer;
let ann: ImPerson;
let bob: ImPerson;

beforeAll(async () => {
  server = await startImServer();
  [ann, bob] = [await server.person('ann'), await server.person('bob')];
});
afterAll(() => server?.stop());

const refusal = (status: number, error: string): object => ({ status, body: { error } });
const expired = refusal(401, 'Invalid or expired token');
const invalidData = { status: 400, body: { error: 'Invalid request data', fields: expect.any(Array) } };

describe('an account of the im dialect', () => {
  it('is made with 200, and shown with its own address', async () => {
    const account = { username: 'carl', email: 'carl@example.org', password: TEST_PASSWORD };
    const answer = await server.anonymous.post<LoginJson>('/auth/register', account);

    expectStatus(answer, 200);
    expect(answer.body).toEqual({
      token: expect.any(String),
      refresh_token: expect.any(String),
      user: {
        ...{ id: expect.stringMatching(/^\d+$/), username: 'carl', email: account.email, avatar: null },
        ...{ status: 'offline', created_at: expect.any(String), updated_at: expect.any(String) },
      },
    });
    expect(answer.headers.get('content-type')).toBe('application/json');
    const taken = refusal(409, 'User already exists');
    expect(await server.anonymous.post('/auth/register', { ...account, email: 'x@example.org' })).toMatchObject(taken);
    expect(await server.anonymous.post('/auth/register', { ...account, username: 'other' })).toMatchObject(taken);
  });

  it('is refused with the names of the wrong fields', async () => {
    const answer = await server.anonymous.post('/auth/register', { username: 'x', email: 5 });

    expect(answer).toMatchObject({
      status: 400,
      body: {
        error: 'Invalid request data',
        fields: [{ field: 'username' }, { field: 'email' }, { field: 'password' }],
      },
    });
    const account = { username: 'dora', email: 'dora@example.org', password: TEST_PASSWORD };
    for (const wrong of [{ username: 'x'.repeat(33) }, { email: 'no address' }, { password: 'short' }]) {
      expect(await server.anonymous.post('/auth/register', { ...account, ...wrong })).toMatchObject(invalidData);
    }
  });

  it('is logged in to by e-mail', async () => {
    const { email, password } = ann;
    const answer = await server.anonymous.post<LoginJson>('/auth/login', { email: email.toUpperCase(), password });

    expectStatus(answer, 200);
    expect(answer.body.user).toMatchObject({ id: ann.id, email });
    const wrong = refusal(401, 'Invalid credentials');
    expect(await server.anonymous.post('/auth/login', { email, password: 'wrong password' })).toMatchObject(wrong);
    expect(await server.anonymous.post('/auth/login', { email: 'nobody@example.org', password })).toMatchObject(wrong);
    expect(await server.anonymous.post('/auth/login', { password })).toMatchObject(invalidData);
  });

  it('has a token that lives as long as the login, and ends with it', async () => {
    const login = await server.anonymous.post<LoginJson>('/auth/login', { email: ann.email, password: ann.password });
    const { token, refresh_token: refreshToken } = login.body;
    const { exp } = JSON.parse(Buffer.from(token.split('.')[1], 'base64url').toString()) as { exp: number };
    expect(exp - Date.now() / 1_000).toBeGreaterThan(6.9 * 86_400);

    const next = await server.anonymous.post<LoginJson>('/auth/refresh', { refresh_token: refreshToken });
    expect(next).toMatchObject({ status: 200, body: { token: expect.any(String), refresh_token: expect.any(String) } });
    expect(Object.keys(next.body).sort()).toEqual(['refresh_token', 'token']);
    expectStatus(await server.caller(token).get('/user/me'), 200);
    expect(await server.caller(next.body.token).post('/auth/logout')).toMatchObject({
      ...{ status: 200, body: { success: true, message: 'Logged out successfully' } },
    });
    for (const ended of [token, next.body.token]) {
      expect(await server.caller(ended).get('/user/me')).toMatchObject(expired);
    }
    const again = await server.anonymous.post('/auth/refresh', { refresh_token: next.body.refresh_token });
    expect(again).toMatchObject(expired);
    expectStatus(await ann.api.get('/user/me'), 200);
  });

  it('needs a token of a person, in the header or in the address', async () => {
    expect(await server.anonymous.get('/user/me')).toMatchObject(expired);
    expect(await server.caller('nonsense').get('/user/me')).toMatchObject(expired);
    expect(await server.anonymous.get('/user/me?token=nonsense')).toMatchObject(expired);
    expect(await server.anonymous.get(`/user/me?token=${ann.token}`)).toMatchObject({ status: 200 });
    expect(await server.anonymous.post('/auth/logout')).toMatchObject(expired);
    const person = await server.hall.person();
    const bot = await server.hall.bot(person);
    expect(await server.caller(bot.token).get('/user/me')).toMatchObject(expired);
    expect(await server.caller(person.token).get('/user/me')).toMatchObject({ status: 200, body: { id: person.id } });
  });

  it('answers errors of HTTP in the same form', async () => {
    expect(await ann.api.get('/user/nothing')).toMatchObject(refusal(404, 'Not Found'));
    expect(await ann.api.delete('/user/me')).toMatchObject(refusal(405, 'Method Not Allowed'));
    expect(await server.anonymous.get('/auth/login')).toMatchObject(refusal(405, 'Method Not Allowed'));
    const malformed = await fetch(`${server.url}/api/auth/login`, {
      ...{ method: 'POST', headers: { 'content-type': 'application/json' }, body: '{' },
    });
    expect(malformed.status).toBe(400);
    expect(await malformed.json()).toEqual({ error: 'not valid JSON' });
  });
});

describe('a person', () => {
  it('changes name and picture', async () => {
    const eve = await server.person('eve');
    const picture = `data:image/png;base64,${aPng().toString('base64')}`;
    const renamed = await eve.api.put<UserJson>('/user/me', { username: 'eve the second', avatar: picture });

    expectStatus(renamed, 200);
    expect(renamed.body).toMatchObject({ id: eve.id, username: 'eve the second', email: eve.email });
    expect(Date.parse(renamed.body.updated_at)).toBeGreaterThan(Date.parse(renamed.body.created_at));
    const { avatar } = renamed.body;
    expect((await fetch(avatar ?? '')).status).toBe(200);
    expect((await eve.api.put('/user/me', { username: 'eve', avatar })).body).toMatchObject({ avatar });
    expect((await eve.api.put('/user/me', { avatar: '' })).body).toMatchObject({ username: 'eve', avatar: null });
    expect((await eve.api.put('/user/me', {})).body).toEqual((await eve.api.get('/user/me')).body);
    expect(await eve.api.put('/user/me', { username: ann.username })).toMatchObject(
      refusal(409, 'User already exists'),
    );
    expect(await eve.api.put('/user/me', { avatar: 'https://example.org/x.png' })).toMatchObject(invalidData);
  });

  it('finds others, but no addresses', async () => {
    const list = await ann.api.get<UserJson[]>(`/user/list?search=${bob.username.toUpperCase()}`);

    expect(list.body).toEqual([
      {
        ...{ id: bob.id, username: bob.username, avatar: null, status: 'offline' },
        ...{ created_at: expect.any(String), updated_at: expect.any(String) },
      },
    ]);
    const all = (await ann.api.get<UserJson[]>('/user/list')).body.map(({ id }) => id);
    expect(all).toContain(bob.id);
    expect(all).not.toContain(ann.id);
    const [first, second] = (await ann.api.get<UserJson[]>('/user/list?limit=2')).body;
    expect((await ann.api.get<UserJson[]>(`/user/list?limit=1&after=${first.id}`)).body).toEqual([second]);
    expect(await ann.api.get('/user/list?limit=0')).toMatchObject(invalidData);
    expect(await ann.api.get('/user/list?after=x')).toMatchObject(invalidData);
  });
});

describe('the limits of logging in', () => {
  it('are answered with Retry-After', async () => {
    const limited = await startImServer({ RATE_LIMITS: 'on' });
    try {
      const register = (index: number) => limited.anonymous.post('/auth/register', { username: `x${index}` });
      const account = { email: 'anybody@example.org', password: 'wrong password' };
      for (let tries = 0; tries < 10; tries += 1) {
        expectStatus(await limited.anonymous.post('/auth/login', account), 401);
      }
      const refused = await limited.anonymous.post('/auth/login', account);
      expect(refused).toMatchObject({ status: 429, body: { error: expect.any(String) } });
      expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(0);
      // What is no registration counts as little as what is none by its form.
      expect(await register(1)).toMatchObject({ status: 400 });
    } finally {
      await limited.stop();
    }
  });
});
