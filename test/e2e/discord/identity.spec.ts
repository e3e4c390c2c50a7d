import { type DiscordServer, type Person, startDiscordServer, TEST_PASSWORD } from '../../support/discord';

interface Grant {
  access_token: string;
  refresh_token: string;
  expires_in: number;
  token_type: string;
}

/** A picture of one pixel. */
const PIXEL =
  'data:image/png;base64,iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==';
const unauthorized = { message: '401: Unauthorized', code: 0 };

let server: DiscordServer;
beforeAll(async () => {
  server = await startDiscordServer();
});
afterAll(() => server?.stop());

const logIn = (person: Person, password = person.password) =>
  server.anonymous.post<Grant>('/auth/login', { email: person.email, password });
const statusWith = async (token: string): Promise<number> => (await server.caller(token).get('/users/@me')).status;

describe('registration', () => {
  it('answers with the account and a login', async () => {
    const { status, body, headers } = await server.anonymous.post<Grant & { user: Record<string, unknown> }>(
      '/auth/register',
      { username: 'Ärzte 1', email: 'Doc@Example.org', password: TEST_PASSWORD, unknown: 1 },
    );

    expect(status).toBe(201);
    expect(headers.get('content-type')).toBe('application/json');
    expect(body).toMatchObject({ expires_in: 1_800, token_type: 'Bearer' });
    expect(body.user).toMatchObject({
      username: 'Ärzte 1',
      email: 'Doc@Example.org',
      display_name: null,
      avatar_url: null,
      status: 'offline',
      bio: '',
      created_at: expect.stringMatching(/^\d{4}-\d\d-\d\dT[\d:.]+Z$/),
    });
    expect(await statusWith(`Bearer ${body.access_token}`)).toBe(200);
    expect(await statusWith(body.access_token)).toBe(200);
  });

  it.each([
    ['a short name', { username: 'x' }, 'username'],
    ['a long name', { username: 'x'.repeat(33) }, 'username'],
    ['a name that cannot be seen', { username: 'a\u200bb' }, 'username'],
    ['no name', { username: null }, 'username'],
    ['an address without a domain', { email: 'nobody' }, 'email'],
    ['a short password', { password: 'Aa1!aaa' }, 'password'],
    ['a password without a digit', { password: 'Correct-Horse' }, 'password'],
    ['a password without a capital', { password: 'correct-horse-9' }, 'password'],
    ['a password without a special character', { password: 'CorrectHorse9' }, 'password'],
    ['a password of another type', { password: 12345678 }, 'password'],
  ])('refuses %s', async (_name, changes, field) => {
    const input = { username: 'somebody', email: 'somebody@example.org', password: TEST_PASSWORD, ...changes };
    const { status, body } = await server.anonymous.post<{ code: number; errors: object }>('/auth/register', input);

    expect(status).toBe(400);
    expect(body.code).toBe(50_035);
    expect(Object.keys(body.errors)).toEqual([field]);
  });

  it('refuses a name or an address that is taken, however it is written', async () => {
    const anna = await server.person('anna');
    const other = { username: 'another', email: 'another@example.org', password: TEST_PASSWORD };

    for (const [field, value] of [
      ['username', anna.username.toUpperCase()],
      ['username', anna.username.replace('a', '\uff41')],
      ['email', anna.email.toUpperCase()],
    ]) {
      const { status, body } = await server.anonymous.post('/auth/register', { ...other, [field]: value });
      expect(status).toBe(409);
      expect(body.errors).toMatchObject({ [field]: expect.anything() });
    }
  });

  it('is not under the paths of other dialects', async () => {
    const { status } = await server.caller('x').call('POST', '/../auth/register', {});
    expect(status).not.toBe(201);
  });
});

describe('logging in', () => {
  it.each(['email', 'username'] as const)('by %s', async (field) => {
    const anna = await server.person('anna');
    const login = { [field]: anna[field].toUpperCase(), password: anna.password };
    const { status, body } = await server.anonymous.post<Grant>('/auth/login', login);

    expect(status).toBe(200);
    expect((await server.caller(body.access_token).get('/users/@me')).body.id).toBe(anna.id);
  });

  it('answers a wrong password like an unknown account', async () => {
    const anna = await server.person('anna');
    const wrong = await logIn(anna, 'Wrong-Horse-9');
    const unknown = await server.anonymous.post('/auth/login', { email: 'nobody@example.org', password: 'x' });

    expect(wrong.status).toBe(401);
    expect(unknown).toMatchObject({ status: wrong.status, body: wrong.body });
  });

  it('needs a name', async () => {
    const { status, body } = await server.anonymous.post('/auth/login', { password: 'x' });
    expect({ status, body }).toMatchObject({ status: 400, body: { errors: { email: expect.anything() } } });
  });

  it.each([
    ['nothing', ''],
    ['a letter', 'x'],
    ['a scheme', 'Bearer '],
    ['a letter with a scheme', 'Bearer x'],
    ['three letters', 'Bot a.b.c'],
    ['a very long text', `Bearer ${'x'.repeat(5_000)}`],
  ])('is not by %s', async (_name, token) => {
    const { status, body } = await server.caller(token).get('/users/@me');
    expect({ status, body }).toEqual({ status: 401, body: unauthorized });
  });
});

describe('refreshing', () => {
  it('exchanges the token, and ends the login when one is used again', async () => {
    const anna = await server.person('anna');
    const other = await logIn(anna);
    const second = await server.anonymous.post<Grant>('/auth/refresh', { refresh_token: anna.refreshToken });
    const third = await server.anonymous.post<Grant>('/auth/refresh', { refresh_token: second.body.refresh_token });
    expect([second.status, third.status]).toEqual([200, 200]);
    expect(await statusWith(third.body.access_token)).toBe(200);

    const replayed = await server.anonymous.post('/auth/refresh', { refresh_token: anna.refreshToken });
    expect(replayed).toMatchObject({ status: 401, body: unauthorized });
    for (const token of [anna.token, second.body.access_token, third.body.access_token]) {
      expect(await statusWith(token)).toBe(401);
    }
    const newest = await server.anonymous.post('/auth/refresh', { refresh_token: third.body.refresh_token });
    expect(newest.status).toBe(401);
    expect(await statusWith(other.body.access_token)).toBe(200);
  });

  it('gives one of two who come together a new token, and then neither', async () => {
    const anna = await server.person('anna');
    const answers = await Promise.all(
      [1, 2].map(() => server.anonymous.post<Grant>('/auth/refresh', { refresh_token: anna.refreshToken })),
    );

    expect(answers.map(({ status }) => status).sort()).toEqual([200, 401]);
    expect(await statusWith(anna.token)).toBe(401);
  });

  it.each([
    ['a letter', 'x'],
    ['a long text', 'x'.repeat(1_025)],
    ['nothing', ''],
    ['a number', 1],
    ['null', null],
  ])('refuses %s', async (_name, token) => {
    const { status } = await server.anonymous.post('/auth/refresh', { refresh_token: token });
    expect([400, 401]).toContain(status);
  });
});

describe('ending logins', () => {
  it('by logging out', async () => {
    const anna = await server.person('anna');
    const { status, body } = await server.anonymous.post('/auth/logout', { refresh_token: anna.refreshToken });

    expect({ status, body }).toEqual({ status: 204, body: undefined });
    expect(await statusWith(anna.token)).toBe(401);
    expect((await server.anonymous.post('/auth/logout', { refresh_token: anna.refreshToken })).status).toBe(204);
    expect((await server.anonymous.post('/auth/refresh', { refresh_token: anna.refreshToken })).status).toBe(401);
    expect((await server.anonymous.post('/auth/logout', { refresh_token: 'x' })).status).toBe(401);
  });

  it('on another device', async () => {
    const anna = await server.person('anna');
    const bob = await server.person('bob');
    const there = await logIn(anna);
    const list = await anna.api.get<{ id: string; current: boolean; device: string }[]>('/auth/sessions');
    expect(list.body.map(({ current }) => current).sort()).toEqual([false, true]);
    const other = list.body.find(({ current }) => !current)?.id ?? '';

    expect((await bob.api.delete(`/auth/sessions/${other}`)).body).toMatchObject({ code: 10_020 });
    expect((await anna.api.delete(`/auth/sessions/${other}`)).status).toBe(204);
    expect(await statusWith(there.body.access_token)).toBe(401);
    for (const id of [other, 'x', '0']) expect((await anna.api.delete(`/auth/sessions/${id}`)).status).toBe(404);
    expect((await anna.api.get<object[]>('/auth/sessions')).body).toHaveLength(1);
  });

  it('on all other devices', async () => {
    const anna = await server.person('anna');
    const others = [await logIn(anna), await logIn(anna)];

    expect((await anna.api.delete('/auth/sessions')).status).toBe(204);
    for (const { body } of others) expect(await statusWith(body.access_token)).toBe(401);
    expect(await statusWith(anna.token)).toBe(200);
  });

  it('by changing the password', async () => {
    const anna = await server.person('anna');
    const there = await logIn(anna);
    const change = (current: string, next: string) =>
      anna.api.post<Grant>('/auth/password', { current_password: current, new_password: next });

    expect((await change('Wrong-Horse-9', 'Battery-Staple-1')).body).toMatchObject({ code: 50_018 });
    expect((await change(anna.password, 'short')).status).toBe(400);
    const { status, body } = await change(anna.password, 'Battery-Staple-1');
    expect(status).toBe(200);
    expect(await statusWith(body.access_token)).toBe(200);
    for (const token of [anna.token, there.body.access_token]) expect(await statusWith(token)).toBe(401);
    expect((await logIn(anna)).status).toBe(401);
    expect((await logIn(anna, 'Battery-Staple-1')).status).toBe(200);
  });
});

describe('the profile', () => {
  it('is changed and seen by others', async () => {
    const anna = await server.person('anna');
    const bob = await server.person('bob');
    const changes = { username: `new ${anna.username}`, display_name: 'Anna', bio: 'here', avatar: PIXEL };
    const own = await anna.api.patch<Record<string, unknown>>('/users/@me', changes);

    expect(own.status).toBe(200);
    expect(own.body).toMatchObject({
      username: changes.username,
      global_name: 'Anna',
      display_name: 'Anna',
      bio: 'here',
    });
    expect(own.body.avatar).toMatch(/^[0-9a-f]{32}$/);
    const seen = (await bob.api.get<Record<string, unknown>>(`/users/${anna.id}`)).body;
    expect(seen).toMatchObject({
      id: anna.id,
      username: changes.username,
      global_name: 'Anna',
      avatar: own.body.avatar,
    });
    expect(seen).not.toHaveProperty('email');

    const picture = await fetch(String(own.body.avatar_url));
    expect([picture.status, picture.headers.get('content-type')]).toEqual([200, 'image/png']);
    const cleared = await anna.api.patch('/users/@me', { avatar: null, global_name: null, bio: null, username: null });
    expect(cleared.body).toMatchObject({ avatar: null, global_name: null, bio: '', username: changes.username });
  });

  it.each([
    ['username', { username: 'x' }],
    ['username', { username: '@everyone' }],
    ['avatar', { avatar: 'data:text/plain;base64,aGk=' }],
    ['global_name', { global_name: 'x'.repeat(81) }],
    ['bio', { bio: 'x'.repeat(191) }],
  ])('refuses a wrong %s', async (field, changes) => {
    const anna = await server.person('anna');
    const { status, body } = await anna.api.patch<{ errors: object }>('/users/@me', changes);
    expect([status, Object.keys(body.errors)]).toEqual([400, [field]]);
  });

  it('keeps names apart', async () => {
    const [anna, bob] = [await server.person('anna'), await server.person('bob')];
    expect((await anna.api.patch('/users/@me', { username: bob.username })).status).toBe(409);
    expect((await anna.api.get('/users/@me')).body.username).toBe(anna.username);
  });

  it.each(['x', '0', '1', '99999999999999999999', '%F0%9F%98%80'])('of %s is unknown', async (id) => {
    const anna = await server.person('anna');
    expect((await anna.api.get(`/users/${id}`)).body).toEqual({ message: 'Unknown User', code: 10_013 });
  });
});

describe('deleting an account', () => {
  it('ends everything it opened and keeps its id', async () => {
    const anna = await server.person('anna');
    const bob = await server.person('bob');
    const bot = await server.bot(anna);

    expect((await anna.api.delete('/users/@me', { password: 'x' })).status).toBe(401);
    expect((await anna.api.delete('/users/@me', { password: anna.password })).status).toBe(204);
    for (const token of [anna.token, bot.token]) expect(await statusWith(token)).toBe(401);
    expect((await logIn(anna)).status).toBe(401);
    expect((await bob.api.get(`/users/${anna.id}`)).body).toMatchObject({
      id: anna.id,
      username: `deleted_user_${anna.id}`,
      avatar: null,
    });
    // Its name is free again.
    const again = { username: anna.username, email: anna.email, password: TEST_PASSWORD };
    expect((await server.anonymous.post('/auth/register', again)).status).toBe(201);
  });
});

describe('deleting an account that is in guilds', () => {
  it('is refused to an owner, and takes a member out of them', async () => {
    const [anna, bob] = [await server.person('anna'), await server.person('bob')];
    const guild = await anna.api.post<{ id: string; system_channel_id: string }>('/guilds', { name: 'a guild' });
    const invite = await anna.api.post(`/channels/${guild.body.system_channel_id}/invites`, {});
    await bob.api.post(`/invites/${String(invite.body.code)}`, {});
    expect((await anna.api.get(`/guilds/${guild.body.id}/members/${bob.id}`)).status).toBe(200);

    const refused = await anna.api.delete('/users/@me', { password: anna.password });
    expect(refused).toMatchObject({ status: 400, body: { code: 40_011 } });
    expect((await bob.api.delete('/users/@me', { password: bob.password })).status).toBe(204);
    expect((await anna.api.get(`/guilds/${guild.body.id}/members/${bob.id}`)).status).toBe(404);
    expect((await anna.api.delete(`/guilds/${guild.body.id}`)).status).toBe(204);
    expect((await anna.api.delete('/users/@me', { password: anna.password })).status).toBe(204);
  });
});

describe('applications and bots', () => {
  it('give a bot a token that works in every form, until it is reset', async () => {
    const anna = await server.person('anna');
    const bot = await server.bot(anna);
    expect((await bot.api.get('/users/@me')).body).toMatchObject({ id: bot.id, bot: true, discriminator: '0' });
    for (const authorization of [bot.token, `Bearer ${bot.token}`, `bot ${bot.token}`, `Bot ${bot.token}`]) {
      expect(await statusWith(authorization)).toBe(200);
    }
    expect(await statusWith(`Bot ${bot.token.slice(0, -1)}`)).toBe(401);

    const reset = await anna.api.post<{ token: string }>(`/applications/${bot.applicationId}/bot/reset`);
    expect(reset.status).toBe(200);
    expect(await statusWith(bot.token)).toBe(401);
    expect(await statusWith(`Bot ${reset.body.token}`)).toBe(200);
  });

  it('are shown to owner and bot', async () => {
    const anna = await server.person('anna');
    const bot = await server.bot(anna, 'helper');
    const application = { id: bot.applicationId, name: 'helper', owner: { id: anna.id }, bot: { id: bot.id } };

    for (const path of ['/applications/@me', '/oauth2/applications/@me']) {
      expect((await bot.api.get(path)).body).toMatchObject({ ...application, rpc_origins: [], bot_public: true });
    }
    expect((await anna.api.get(`/applications/${bot.applicationId}`)).body).toMatchObject(application);
    expect((await anna.api.get('/applications')).body).toMatchObject([application]);
    expect((await anna.api.get('/applications/@me')).status).toBe(403);
  });

  it('have flags for privileged intents, which the bot may set', async () => {
    const anna = await server.person('anna');
    const bot = await server.bot(anna);
    const flags = (1 << 13) | (1 << 19);

    expect((await bot.api.patch('/applications/@me', { flags, description: 'd' })).body).toMatchObject({ flags });
    expect((await bot.api.patch('/applications/@me', { flags: 1 })).status).toBe(400);
    const own = `/applications/${bot.applicationId}`;
    expect((await anna.api.patch(own, { icon: PIXEL, bot_public: false })).body).toMatchObject({
      flags,
      description: 'd',
      icon: expect.stringMatching(/^[0-9a-f]{32}$/),
      bot_public: false,
    });
  });

  it('belong to their owner alone', async () => {
    const [anna, bob] = [await server.person('anna'), await server.person('bob')];
    const bot = await server.bot(anna);
    const path = `/applications/${bot.applicationId}`;

    for (const answer of [
      await bob.api.get(path),
      await bob.api.patch(path, {}),
      await bob.api.post(`${path}/bot`),
      await bob.api.post(`${path}/bot/reset`),
      await anna.api.get('/applications/x'),
    ]) {
      expect(answer).toMatchObject({ status: 404, body: { code: 10_002 } });
    }
    expect((await anna.api.post(`${path}/bot`)).status).toBe(409);
    expect((await bot.api.post('/applications', { name: 'more' })).status).toBe(403);
    expect((await bot.api.get('/auth/sessions')).status).toBe(403);
  });

  it('may share a name: the second bot is called by its number too', async () => {
    const anna = await server.person('anna');
    const [first, second] = [await server.bot(anna, 'twin'), await server.bot(anna, 'twin')];

    expect((await first.api.get('/users/@me')).body.username).toBe('twin');
    expect((await second.api.get('/users/@me')).body.username).toBe(`twin-${second.applicationId}`);
  });
});
