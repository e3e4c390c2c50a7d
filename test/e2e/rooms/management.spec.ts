import { Operator, RawMember } from '../../fakes/rooms-operator';
import { startTestApp, type TestApp } from '../../support/app';

const RFC_3339 = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/;

let server: TestApp;
let operator: Operator;
beforeAll(async () => {
  server = await startTestApp({ RATE_LIMITS: 'off' });
  operator = new Operator(server);
}, 60_000);
afterAll(() => server?.stop());

describe('rooms', () => {
  it('opens a room and tells everything about it', async () => {
    const settings = {
      access: 'ticket',
      max_members: 5,
      slow_mode_seconds: 2,
      metadata: { stream: { id: 7, tags: ['a', null] } },
    };
    const body = { room_name: '测试房间', admin_user_ids: ['admin1', 'admin2', 'admin1'], ...settings };
    const created = await operator.post('/rooms', { ...body, ignored: true });

    expect(created.status).toBe(200);
    const { room_id, websocket_url, ...room } = created.body as Record<string, unknown>;
    expect(room_id).toMatch(/^\d{17,19}$/);
    expect(websocket_url).toBe(`/ws/rooms/${String(room_id)}`);
    expect(room).toEqual({
      room_name: '测试房间',
      admin_user_ids: ['admin1', 'admin2'],
      ...settings,
      start_time: expect.any(Number),
      current_users: 0,
      peak_users: 0,
      total_joins: 0,
      created_at: expect.stringMatching(RFC_3339),
      closed_at: null,
    });
    expect(room.start_time).toBe(Math.floor(Date.parse(String(room.created_at)) / 1_000));
    expect(await operator.get(`/rooms/${String(room_id)}`)).toMatchObject({ status: 200, body: { room_id, ...room } });
  });

  it('needs only a name and admins', async () => {
    const created = await operator.post('/rooms', { room_name: 'x', admin_user_ids: [], max_members: null });

    expect(created).toMatchObject({
      status: 200,
      body: { access: 'open', max_members: null, slow_mode_seconds: 0, metadata: {} },
    });
  });

  it('changes what a PATCH names and keeps the rest', async () => {
    const id = await operator.room({ admin_user_ids: ['a'], max_members: 3, metadata: { a: 1 } });
    const before = (await operator.get(`/rooms/${id}`)).body as object;

    expect(await operator.patch(`/rooms/${id}`, {})).toMatchObject({ status: 200, body: before });
    const changes = { room_name: 'hall', access: 'ticket', max_members: null, slow_mode_seconds: 9, metadata: {} };
    const patched = await operator.patch(`/rooms/${id}`, changes);
    expect(patched).toMatchObject({ status: 200, body: { ...before, ...changes } });
    expect(await operator.get(`/rooms/${id}`)).toMatchObject({ body: patched.body });
    const admins = await operator.put(`/rooms/${id}/admins`, { admin_user_ids: ['b', 'c'] });
    expect(admins).toMatchObject({ status: 200, body: { ...before, ...changes, admin_user_ids: ['b', 'c'] } });
  });

  it('lists page by page, following the Link header', async () => {
    const ids = [];
    for (let count = 0; count < 5; count += 1) ids.push(await operator.room({ room_name: `page ${count}` }));
    await operator.delete(`/rooms/${ids[2]}`);
    const before = (BigInt(ids[0]) - 1n).toString();
    const seen: unknown[] = [];
    let path: string | undefined = `/rooms?limit=2&closed=true&after=${before}`;
    let pages = 0;
    while (path !== undefined) {
      const { status, body, headers } = await operator.get(path);
      expect(status).toBe(200);
      seen.push(...(body as { room_id: string }[]).map((room) => room.room_id));
      const link = headers.get('link');
      path = link === null ? undefined : /^<\/management(\/rooms\?.*)>; rel="next"$/.exec(link)?.[1];
      pages += 1;
    }

    expect(seen).toEqual(ids);
    expect(pages).toBe(3);
    const open = await operator.get(`/rooms?after=${before}`);
    expect((open.body as { room_id: string }[]).map((room) => room.room_id)).toEqual(
      ids.filter((_id, index) => index !== 2),
    );
    expect(open.headers.get('link')).toBeNull();
  });

  it('closes a room for good: once, however often and however many at once', async () => {
    const id = await operator.room();
    const member = await RawMember.join(server, id, { user_id: 'ann' });
    await operator.post(`/rooms/${id}/messages`, { content: 'the last word' });
    const closings = await Promise.all([1, 2, 3].map(() => operator.delete(`/rooms/${id}`)));

    expect(closings.map(({ status }) => status)).toEqual([204, 204, 204]);
    expect(closings[0].body).toBe('');
    expect(await member.closed).toBe(4004);
    expect(await operator.delete(`/rooms/${id}`)).toMatchObject({ status: 204 });
    expect(await operator.get(`/rooms/${id}`)).toMatchObject({
      status: 200,
      body: { closed_at: expect.stringMatching(RFC_3339) },
    });
    expect(await operator.get(`/rooms/${id}/messages`)).toMatchObject({
      status: 200,
      body: [{ content: 'the last word' }],
    });
    for (const refused of [
      operator.patch(`/rooms/${id}`, { room_name: 'x' }),
      operator.put(`/rooms/${id}/admins`, { admin_user_ids: [] }),
      operator.post(`/rooms/${id}/messages`, { content: 'x' }),
      operator.post(`/rooms/${id}/tickets`, { user_id: 'x' }),
    ]) {
      expect(await refused).toMatchObject({ status: 410, body: { error: '房间已关闭' } });
    }
  });

  it('tells who is inside and what happened', async () => {
    const id = await operator.room({ admin_user_ids: ['boss'] });
    const members = [
      await RawMember.join(server, id, { user_id: 'ann', nickname: 'Ann' }),
      await RawMember.join(server, id, { user_id: '用户' }),
    ];
    await operator.post(`/rooms/${id}/messages`, { content: 'hello' });

    expect(await operator.get(`/rooms/${id}/users`)).toMatchObject({
      status: 200,
      body: [
        { user_id: 'ann', nickname: 'Ann', is_admin: false, joined_at: expect.stringMatching(RFC_3339) },
        { user_id: '用户', nickname: null, connections: 1 },
      ],
    });
    await members[0].leave();
    expect(await operator.get(`/rooms/${id}/stats`)).toEqual({
      status: 200,
      headers: expect.anything(),
      body: {
        current_users: 1,
        peak_users: 2,
        total_joins: 2,
        unique_users: 2,
        messages: 1,
        messages_per_minute: 0.2,
        banned: 0,
        muted: 0,
        uptime_seconds: expect.any(Number),
      },
    });
    expect(await operator.get(`/rooms/${id}`)).toMatchObject({ body: { current_users: 1, total_joins: 2 } });
    await members[1].leave();
  });
});

describe('messages', () => {
  it('announces, reads newest first in every direction, and deletes', async () => {
    const id = await operator.room();
    const member = await RawMember.join(server, id, { user_id: 'ann' });
    const sent: { id: string }[] = [];
    for (const content of ['one', 'two', 'three']) {
      sent.push((await operator.post(`/rooms/${id}/messages`, { content })).body as { id: string });
    }
    const contentsOf = async (query: string): Promise<string[]> =>
      ((await operator.get(`/rooms/${id}/messages${query}`)).body as { content: string }[]).map((one) => one.content);

    expect(sent[0]).toEqual({
      id: expect.stringMatching(/^\d+$/),
      user_id: null,
      nickname: null,
      content: 'one',
      is_admin: true,
      kind: 'announcement',
      created_at: expect.stringMatching(RFC_3339),
    });
    expect(await member.next('System')).toMatchObject({ payload: { message: 'one' } });
    expect(await contentsOf('')).toEqual(['three', 'two', 'one']);
    expect(await contentsOf('?limit=1')).toEqual(['three']);
    expect(await contentsOf(`?before=${sent[2].id}`)).toEqual(['two', 'one']);
    expect(await contentsOf(`?after=${sent[0].id}&limit=1`)).toEqual(['two']);
    expect(await operator.delete(`/rooms/${id}/messages/${sent[1].id}`)).toMatchObject({ status: 204, body: '' });
    expect(await member.next('MessageDeleted')).toMatchObject({ payload: { id: sent[1].id } });
    expect(await operator.delete(`/rooms/${id}/messages/${sent[1].id}`)).toMatchObject({ status: 404 });
    expect(await contentsOf('')).toEqual(['three', 'one']);
    await member.leave();
  });
});

describe('moderation', () => {
  it('bans at once, whoever comes back, until the ban is lifted', async () => {
    const id = await operator.room();
    const member = await RawMember.join(server, id, { user_id: 'trôll/ 用户' });
    const path = `/rooms/${id}/bans/${encodeURIComponent('trôll/ 用户')}`;
    const banned = await operator.put(path, { reason: 'spam', duration_seconds: 60 });

    const { created_at, ...ban } = banned.body as Record<string, string>;
    expect(banned.status).toBe(200);
    expect(ban).toEqual({
      user_id: 'trôll/ 用户',
      reason: 'spam',
      expires_at: new Date(Date.parse(created_at) + 60_000).toISOString(),
    });
    expect(await member.closed).toBe(4003);
    await expect(RawMember.join(server, id, { user_id: 'trôll/ 用户' })).rejects.toThrow('403');
    expect(await operator.get(`/rooms/${id}/bans`)).toMatchObject({ status: 200, body: [banned.body] });
    expect(await operator.get('/bans')).toMatchObject({ status: 200, body: [{ room_id: id, ...ban, created_at }] });
    expect(await operator.get(`/rooms/${id}/stats`)).toMatchObject({ body: { banned: 1 } });
    expect(await operator.delete(path)).toMatchObject({ status: 204 });
    expect(await operator.delete(path)).toMatchObject({ status: 404 });
    await (await RawMember.join(server, id, { user_id: 'trôll/ 用户' })).leave();
  });

  it('bans until lifted without a body, and replaces a ban by the next, also when two come at once', async () => {
    const id = await operator.room();

    expect(await operator.put(`/rooms/${id}/bans/x`)).toMatchObject({ body: { reason: null, expires_at: null } });
    await Promise.all(['a', 'b', 'c'].map((reason) => operator.put(`/rooms/${id}/bans/x`, { reason })));
    expect((await operator.get(`/rooms/${id}/bans`)).body).toHaveLength(1);
  });

  it('mutes at once and unmutes', async () => {
    const id = await operator.room();
    const member = await RawMember.join(server, id, { user_id: 'loud' });

    const muted = await operator.put(`/rooms/${id}/mutes/loud`, { duration_seconds: 600 });
    expect(muted).toMatchObject({ status: 200, body: { user_id: 'loud', reason: null } });
    await member.next('YouAreMuted');
    member.socket.send(JSON.stringify({ type: 'SendMessage', payload: { content: 'can you hear me' } }));
    expect(await member.next('Error')).toMatchObject({ payload: { code: 'muted' } });
    expect(await operator.get(`/rooms/${id}/mutes`)).toMatchObject({ body: [muted.body] });
    expect(await operator.delete(`/rooms/${id}/mutes/loud`)).toMatchObject({ status: 204 });
    expect(await operator.delete(`/rooms/${id}/mutes/loud`)).toMatchObject({ status: 404 });
    member.socket.send(JSON.stringify({ type: 'SendMessage', payload: { content: 'and now' } }));
    expect(await member.next('Message')).toMatchObject({ payload: { content: 'and now' } });
    await member.leave();
  });

  it('kicks without a ban', async () => {
    const id = await operator.room();
    const member = await RawMember.join(server, id, { user_id: 'ann' });

    expect(await operator.delete(`/rooms/${id}/users/ann`)).toMatchObject({ status: 204 });
    await member.next('YouAreKicked');
    await member.closed;
    expect(await operator.delete(`/rooms/${id}/users/ann`)).toMatchObject({ status: 404 });
    await (await RawMember.join(server, id, { user_id: 'ann' })).leave();
  });
});

describe('tickets', () => {
  it('let one user into one room, as what they say, until a ban', async () => {
    const [id, other] = [await operator.room({ access: 'ticket' }), await operator.room({ access: 'ticket' })];
    const issued = await operator.post(`/rooms/${id}/tickets`, { user_id: 'ann', nickname: 'Ann', role: 'admin' });
    const { ticket, expires_at } = issued.body as { ticket: string; expires_at: string };

    expect(issued.status).toBe(200);
    expect(expires_at).toMatch(RFC_3339);
    const member = await RawMember.join(server, id, { user_id: 'ann', ticket });
    expect(member.frames[0]).toMatchObject({ type: 'WelcomeInfo', payload: { is_admin: true } });
    const unproven: Record<string, string>[] = [
      { user_id: 'ann' },
      { user_id: 'bob', ticket },
      { user_id: 'ann', ticket: `${ticket}x` },
    ];
    for (const query of unproven) {
      await expect(RawMember.join(server, id, query)).rejects.toThrow('401');
    }
    await expect(RawMember.join(server, other, { user_id: 'ann', ticket })).rejects.toThrow('401');
    await operator.put(`/rooms/${id}/bans/ann`);
    expect(await member.closed).toBe(4003);
    await expect(RawMember.join(server, id, { user_id: 'ann', ticket })).rejects.toThrow('403');
  });
});

describe('the server', () => {
  it('answers its health without a key', async () => {
    const health = await operator.withKey(undefined).get('/health');

    expect(health).toMatchObject({ status: 200, body: 'OK' });
    expect(health.headers.get('content-type')).toMatch(/^text\/plain/);
  });

  it('counts rooms, connections and messages', async () => {
    const before = (await operator.get('/stats')).body as Record<string, number>;
    const id = await operator.room();
    await operator.delete(`/rooms/${await operator.room()}`);
    await operator.post(`/rooms/${id}/messages`, { content: 'x' });
    const member = await RawMember.join(server, id, { user_id: 'ann' });

    expect(await operator.get('/stats')).toMatchObject({
      status: 200,
      body: {
        rooms: before.rooms + 1,
        closed_rooms: before.closed_rooms + 1,
        connections: before.connections + 1,
        messages: before.messages + 1,
        sync: { pushes: false, pending: 0, dead: 0, lag_seconds: 0 },
      },
    });
    await member.leave();
  });
});
