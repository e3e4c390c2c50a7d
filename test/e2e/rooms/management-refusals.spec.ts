import { type Answer, Operator } from '../../fakes/rooms-operator';
import { startTestApp, type TestApp } from '../../support/app';

let server: TestApp;
let operator: Operator;
let roomId: string;
beforeAll(async () => {
  server = await startTestApp({ RATE_LIMITS: 'off' });
  operator = new Operator(server);
  roomId = await operator.room();
}, 60_000);
afterAll(() => server?.stop());

const valid = { room_name: 'x', admin_user_ids: [] };
const errorOf = ({ body }: Answer): string => String((body as { error?: unknown }).error);

/** Every call that needs the key, with `{room}` for the room. */
const calls: [string, string][] = [
  ['POST', '/rooms'],
  ['GET', '/rooms'],
  ['GET', '/rooms/{room}'],
  ['PATCH', '/rooms/{room}'],
  ['DELETE', '/rooms/{room}'],
  ['PUT', '/rooms/{room}/admins'],
  ['GET', '/rooms/{room}/stats'],
  ['GET', '/rooms/{room}/users'],
  ['GET', '/rooms/{room}/messages'],
  ['POST', '/rooms/{room}/messages'],
  ['DELETE', '/rooms/{room}/messages/1'],
  ['GET', '/rooms/{room}/bans'],
  ['PUT', '/rooms/{room}/bans/x'],
  ['DELETE', '/rooms/{room}/bans/x'],
  ['GET', '/rooms/{room}/mutes'],
  ['PUT', '/rooms/{room}/mutes/x'],
  ['DELETE', '/rooms/{room}/mutes/x'],
  ['DELETE', '/rooms/{room}/users/x'],
  ['POST', '/rooms/{room}/tickets'],
  ['GET', '/bans'],
  ['GET', '/stats'],
];

/** A body that the call accepts. */
const bodyFor = (method: string): string | undefined =>
  method === 'GET' || method === 'DELETE' ? undefined : JSON.stringify({ ...valid, content: 'x', user_id: 'x' });

describe('the API key', () => {
  it.each(calls)('is needed for %s %s', async (method, path) => {
    const call = path.replace('{room}', roomId);
    for (const key of [undefined, '', 'wrong', `${server.adminApiKey}x`, server.adminApiKey.toUpperCase()]) {
      const answer = await operator.withKey(key).callRaw(method, call, bodyFor(method));

      expect(answer).toMatchObject({ status: 401, body: { error: 'Unauthorized: Invalid API Key' } });
    }
    expect(await operator.get(`/rooms/${roomId}`)).toMatchObject({ status: 200, body: { closed_at: null } });
  });
});

describe('a room that does not exist', () => {
  const roomCalls = calls.filter(([, path]) => path.includes('{room}'));
  const ids = [
    '1',
    '9223372036854775807',
    '9223372036854775808',
    'abc',
    '-1',
    '0',
    '1.5',
    '%00',
    '%F0%9F%98%80',
    'a%2Fb',
  ];

  it.each(roomCalls)('is 404 for %s %s', async (method, path) => {
    for (const id of ids) {
      const call = path.replace('{room}', id);
      const answer = await operator.callRaw(method, call, bodyFor(method));

      expect([id, answer]).toMatchObject([
        id,
        { status: 404, body: { error: `Room ${decodeURIComponent(id)} not found` } },
      ]);
    }
  });

  it.each([
    [1_000, 404],
    [5_000, 414],
  ])('is refused briefly for an id of %d characters', async (length, status) => {
    const answer = await operator.get(`/rooms/${'7'.repeat(length)}`);

    expect(answer.status).toBe(status);
    expect(errorOf(answer).length).toBeLessThan(100);
  });

  it('is 400 for a path that cannot be read', async () => {
    expect((await operator.get('/rooms/%ff')).status).toBe(400);
  });
});

describe('a wrong body', () => {
  const wrongSettings: [string, object][] = [
    ['room_name', { room_name: '' }],
    ['room_name', { room_name: '   ' }],
    ['room_name', { room_name: 'x'.repeat(101) }],
    ['room_name', { room_name: 7 }],
    ['room_name', { room_name: null }],
    ['room_name', { room_name: ['x'] }],
    ['room_name', { room_name: 'a\u0000b' }],
    ['room_name', { room_name: '\ud800' }],
    ['admin_user_ids', { admin_user_ids: null }],
    ['admin_user_ids', { admin_user_ids: 'admin' }],
    ['admin_user_ids', { admin_user_ids: { 0: 'a' } }],
    ['admin_user_ids', { admin_user_ids: [1] }],
    ['admin_user_ids', { admin_user_ids: [''] }],
    ['admin_user_ids', { admin_user_ids: ['a\nb'] }],
    ['admin_user_ids', { admin_user_ids: ['x'.repeat(129)] }],
    ['admin_user_ids', { admin_user_ids: Array.from({ length: 1_001 }, (_, index) => `u${index}`) }],
    ['access', { access: 'closed' }],
    ['access', { access: null }],
    ['max_members', { max_members: 0 }],
    ['max_members', { max_members: 1.5 }],
    ['max_members', { max_members: '5' }],
    ['max_members', { max_members: 100_001 }],
    ['slow_mode_seconds', { slow_mode_seconds: -1 }],
    ['slow_mode_seconds', { slow_mode_seconds: 21_601 }],
    ['slow_mode_seconds', { slow_mode_seconds: true }],
    ['metadata', { metadata: [] }],
    ['metadata', { metadata: 'text' }],
    ['metadata', { metadata: null }],
    ['metadata', { metadata: { big: 'x'.repeat(8_192) } }],
    ['metadata', { metadata: { nul: 'a\u0000' } }],
    ['metadata', { metadata: { '\udfff': 1 } }],
  ];

  it.each(wrongSettings)('names %s: %j', async (field, wrong) => {
    for (const answer of [
      await operator.post('/rooms', { ...valid, ...wrong }),
      await operator.patch(`/rooms/${roomId}`, wrong),
    ]) {
      expect(answer.status).toBe(400);
      expect(errorOf(answer)).toContain(field);
    }
  });

  it('names what is missing', async () => {
    expect(errorOf(await operator.post('/rooms', {}))).toMatch(/room_name.*admin_user_ids/);
    expect(errorOf(await operator.callRaw('POST', '/rooms', ''))).toMatch(/room_name/);
    expect(errorOf(await operator.put(`/rooms/${roomId}/admins`, {}))).toContain('admin_user_ids');
    expect(errorOf(await operator.post(`/rooms/${roomId}/messages`, {}))).toContain('content');
    expect(errorOf(await operator.post(`/rooms/${roomId}/tickets`, {}))).toContain('user_id');
  });

  it.each([
    ['content', 'messages', { content: '' }],
    ['content', 'messages', { content: ' \n ' }],
    ['content', 'messages', { content: 'x'.repeat(2_001) }],
    ['content', 'messages', { content: 5 }],
    ['content', 'messages', { content: 'a\u0000b' }],
    ['user_id', 'tickets', { user_id: '' }],
    ['user_id', 'tickets', { user_id: 'a\u0007' }],
    ['user_id', 'tickets', { user_id: 'x'.repeat(129) }],
    ['nickname', 'tickets', { user_id: 'x', nickname: 'x'.repeat(65) }],
    ['nickname', 'tickets', { user_id: 'x', nickname: 'a\tb' }],
    ['role', 'tickets', { user_id: 'x', role: 'owner' }],
    ['expires_in_seconds', 'tickets', { user_id: 'x', expires_in_seconds: 0 }],
    ['expires_in_seconds', 'tickets', { user_id: 'x', expires_in_seconds: 86_401 }],
    ['expires_in_seconds', 'tickets', { user_id: 'x', expires_in_seconds: '60' }],
  ])('names %s of %s: %j', async (field, path, body) => {
    const answer = await operator.post(`/rooms/${roomId}/${path}`, body);

    expect(answer.status).toBe(400);
    expect(errorOf(answer)).toContain(field);
  });

  it.each(['bans', 'mutes'])('names the field of %s', async (kind) => {
    for (const [field, body] of [
      ['reason', { reason: 5 }],
      ['reason', { reason: 'x'.repeat(513) }],
      ['duration_seconds', { duration_seconds: 0 }],
      ['duration_seconds', { duration_seconds: 'long' }],
      ['duration_seconds', { duration_seconds: 315_360_001 }],
    ] as const) {
      const answer = await operator.put(`/rooms/${roomId}/${kind}/x`, body);
      expect(answer.status).toBe(400);
      expect(errorOf(answer)).toContain(field);
    }
    for (const userId of ['%00', 'a%0Ab', 'x'.repeat(129)]) {
      const answer = await operator.put(`/rooms/${roomId}/${kind}/${userId}`, {});
      expect(answer.status).toBe(400);
      expect(errorOf(answer)).toContain('user_id');
    }
    expect((await operator.get(`/rooms/${roomId}/${kind}`)).body).toEqual([]);
  });

  it.each([
    '{',
    '[]',
    '"text"',
    '7',
    'null',
    '{"room_name":}',
    '{"__proto__":{"admin":true}}',
    `${'['.repeat(10_000)}`,
  ])('refuses %.40s', async (text) => {
    const answer = await operator.callRaw('POST', '/rooms', text);

    expect(answer.status).toBe(400);
    expect(errorOf(answer)).not.toMatch(/\bat \/|node_modules|SELECT|INSERT/);
  });

  it('refuses a body that is too large', async () => {
    const answer = await operator.post('/rooms', { ...valid, metadata: { big: 'x'.repeat(1_100_000) } });

    expect(answer.status).toBe(413);
  });

  it('takes ids of every length there is, in the path too', async () => {
    const longest = '😀'.repeat(128);
    const answer = await operator.put(`/rooms/${roomId}/bans/${encodeURIComponent(longest)}`, {});

    expect(answer).toMatchObject({ status: 200, body: { user_id: longest } });
    expect(await operator.delete(`/rooms/${roomId}/bans/${encodeURIComponent(longest)}`)).toMatchObject({
      status: 204,
    });
  });
});

describe('a wrong query', () => {
  it.each([
    ['limit', '/rooms?limit=0'],
    ['limit', '/rooms?limit=1001'],
    ['limit', '/rooms?limit=many'],
    ['limit', '/rooms?limit=1&limit=2'],
    ['after', '/rooms?after=abc'],
    ['after', '/rooms?after=9223372036854775808'],
    ['closed', '/rooms?closed=perhaps'],
    ['limit', '/rooms/{room}/messages?limit=101'],
    ['before', '/rooms/{room}/messages?before=-1'],
    ['after', '/rooms/{room}/messages?after=%00'],
    ['before', '/rooms/{room}/messages?before=1&after=2'],
    ['after', '/rooms/{room}/bans?after='],
    ['limit', '/bans?limit=-5'],
  ])('names %s: %s', async (field, path) => {
    const answer = await operator.get(path.replace('{room}', roomId));

    expect(answer.status).toBe(400);
    expect(errorOf(answer)).toContain(field);
  });
});

describe('what is not there', () => {
  it.each(['abc', '0', '1', '9223372036854775808', '%00'])('message %s is 404', async (id) => {
    const answer = await operator.delete(`/rooms/${roomId}/messages/${id}`);

    expect(answer.status).toBe(404);
    expect(errorOf(answer)).toContain('Message');
  });

  it('a message of another room is 404 and stays', async () => {
    const other = await operator.room();
    const sent = await operator.post(`/rooms/${other}/messages`, { content: 'mine' });
    const { id } = sent.body as { id: string };

    expect((await operator.delete(`/rooms/${roomId}/messages/${id}`)).status).toBe(404);
    expect(await operator.get(`/rooms/${other}/messages`)).toMatchObject({ body: [{ id }] });
  });

  it('a ban or mute nobody has is 404', async () => {
    expect((await operator.delete(`/rooms/${roomId}/bans/nobody`)).status).toBe(404);
    expect((await operator.delete(`/rooms/${roomId}/mutes/nobody`)).status).toBe(404);
  });

  it('a call nobody offers is 404, a wrong method 405', async () => {
    expect((await operator.get('/nothing')).status).toBe(404);
    expect((await operator.put('/rooms', {})).status).toBe(405);
  });
});
