import { type Query, RawClient, rawAddress, refusedUpgrade } from '../../support/clients-raw';
import { type RoomsServer, startRoomsServer, ticketFor } from '../../support/rooms';

const RFC_3339 = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/;
const ID = /^[1-9]\d{16,18}$/;

let server: RoomsServer;
let room: string;
beforeAll(async () => {
  server = await startRoomsServer();
}, 60_000);
afterAll(() => server?.stop());
beforeEach(async () => {
  room = await server.operator.room({ room_name: '大厅', admin_user_ids: ['boss'], metadata: { stream: 7 } });
});

const join = (user: string, query: Query = {}): Promise<RawClient> =>
  RawClient.join(server, room, { user_id: user, ...query });

describe('WelcomeInfo', () => {
  it('tells all of a new room', async () => {
    const ann = await join('ann', { nickname: 'Ann 🎮' });

    expect(ann.welcome).toEqual({
      user_id: 'ann',
      is_muted: false,
      is_admin: false,
      room: {
        room_id: room,
        room_name: '大厅',
        admin_user_ids: ['boss'],
        access: 'open',
        start_time: expect.any(Number),
        current_users: 1,
        peak_users: 1,
        total_joins: 1,
        max_members: null,
        slow_mode_seconds: 0,
        metadata: { stream: 7 },
        created_at: expect.stringMatching(RFC_3339),
        closed_at: null,
      },
      recent_messages: [],
      missed_messages: [],
      has_more: false,
    });
    await ann.leave();
  });

  it('is the first frame, and carries what was said before, oldest first', async () => {
    const ann = await join('ann');
    const said = [await ann.say('one'), await ann.say('two', 'my nonce')];
    const bob = await join('bob');

    expect(bob.received.all[0].type).toBe('WelcomeInfo');
    expect(bob.welcome).toMatchObject({ recent_messages: said, missed_messages: [], has_more: false });
    expect(bob.welcome.room).toMatchObject({ current_users: 2, peak_users: 2, total_joins: 2 });
    expect(said[1]).toEqual({
      id: expect.stringMatching(ID),
      from: 'ann',
      nickname: null,
      content: 'two',
      is_admin: false,
      created_at: expect.stringMatching(RFC_3339),
      nonce: 'my nonce',
    });
    await Promise.all([ann.leave(), bob.leave()]);
  });

  it('gives one who comes back exactly what was missed, and what follows lives on without a gap', async () => {
    const ann = await join('ann');
    const bob = await join('bob');
    const last = await ann.say('seen by both');
    await bob.leave();
    const missed = [];
    for (let count = 0; count < 60; count += 1) missed.push(await ann.say(`missed ${count}`));
    const back = await join('bob', { last_message_id: last.id });
    const live = await ann.say('live');

    expect(back.welcome.missed_messages).toEqual(missed);
    expect(back.welcome.recent_messages).toEqual(missed.slice(-50));
    expect(back.welcome.has_more).toBe(false);
    expect(await back.next('Message')).toEqual(live);
    const upToDate = await join('cid', { last_message_id: live.id });
    expect(upToDate.welcome).toMatchObject({ missed_messages: [], has_more: false });
    await Promise.all([ann.leave(), back.leave(), upToDate.leave()]);
  });

  it('says so when more than 500 were missed, and the rest is read page by page', async () => {
    const [ann, bob, cid] = [await join('ann'), await join('bob'), await join('cid')];
    const first = await ann.say('the last one seen');
    for (const member of [ann, bob, cid]) {
      for (let count = 0; count < 200; count += 1) member.send('SendMessage', { content: `message ${count}` });
    }
    const all = [];
    for (let count = 0; count < 600; count += 1) all.push(await ann.next('Message'));
    const back = await join('dan', { last_message_id: first.id });
    const missed = [...back.welcome.missed_messages];

    expect(missed).toHaveLength(500);
    expect(back.welcome.has_more).toBe(true);
    for (;;) {
      back.send('GetHistory', { after: missed.at(-1)?.id, limit: 100 });
      const { messages } = await back.next('History');
      if (messages.length === 0) break;
      missed.push(...messages);
    }
    expect(missed).toEqual(all);
    await Promise.all([ann, bob, cid, back].map((member) => member.leave()));
  });

  it('shows a member who may do more that he may, and one who is muted that he is', async () => {
    const boss = await join('boss', {
      ticket: await ticketFor(server.operator, room, 'boss', { nickname: 'The boss' }),
    });
    await server.operator.put(`/rooms/${room}/mutes/ann`);
    const ann = await join('ann');
    const helper = await join('helper', {
      ticket: await ticketFor(server.operator, room, 'helper', { role: 'admin' }),
    });

    expect(boss.welcome).toMatchObject({ is_admin: true, is_muted: false });
    expect(ann.welcome).toMatchObject({ is_admin: false, is_muted: true });
    expect(helper.welcome).toMatchObject({ is_admin: true });
    expect((await boss.say('hi')).nickname).toBe('The boss');
    await Promise.all([boss.leave(), ann.leave(), helper.leave()]);
  });
});

describe('a join that is refused', () => {
  /** By the upgrade and by a plain GET of the same URL: the same status, the same body. */
  async function expectRefused(status: number, error: string | RegExp, query: Query, roomId = room): Promise<void> {
    const address = rawAddress(server, roomId, query);
    const upgrade = await refusedUpgrade(address);
    const plain = await fetch(address.replace('ws', 'http'));
    const body = { error: typeof error === 'string' ? error : expect.stringMatching(error) };

    expect(upgrade).toMatchObject({ status, body });
    expect(upgrade.headers['content-type']).toBe('application/json');
    expect(plain.status).toBe(status);
    expect(plain.headers.get('content-type')).toBe('application/json');
    expect(await plain.json()).toEqual(upgrade.body);
  }

  it('400: without a user_id, or with one that cannot be', async () => {
    await expectRefused(400, 'user_id is missing', {});
    await expectRefused(400, 'user_id is missing', { user_id: '' });
    await expectRefused(400, /^user_id must be 1-128 characters/, { user_id: 'x'.repeat(129) });
    await expectRefused(400, /^user_id must be 1-128 characters/, { user_id: 'line\nbreak' });
    await expectRefused(400, /^nickname must be 1-64 characters/, { user_id: 'ann', nickname: 'n'.repeat(65) });
    await expectRefused(400, /^last_message_id must be a message id/, { user_id: 'ann', last_message_id: 'abc' });
  });

  it('401: a bad ticket or token', async () => {
    const ticket = await ticketFor(server.operator, room, 'ann');
    const other = await server.operator.room();
    await expectRefused(401, 'Invalid ticket', { user_id: 'ann', ticket: 'x' });
    await expectRefused(401, 'Invalid ticket', { user_id: 'bob', ticket });
    await expectRefused(401, 'Invalid ticket', { user_id: 'ann', ticket }, other);
    await expectRefused(401, 'Invalid ticket', { user_id: 'ann', ticket: `${ticket.slice(0, -2)}AA` });
    await expectRefused(401, 'Invalid token', { user_id: 'ann', token: 'x' });
  });

  it("401: an admin's id, and any id in a ticket room, without proof", async () => {
    await expectRefused(401, 'this user_id needs a ticket', { user_id: 'boss' });
    await server.operator.patch(`/rooms/${room}`, { access: 'ticket' });
    await expectRefused(401, 'this user_id needs a ticket', { user_id: 'ann' });
    const ann = await join('ann', { ticket: await ticketFor(server.operator, room, 'ann') });
    expect(ann.welcome.user_id).toBe('ann');
    await ann.leave();
  });

  it('403: banned, which beats a ticket', async () => {
    const ticket = await ticketFor(server.operator, room, 'ann');
    await server.operator.put(`/rooms/${room}/bans/ann`);
    await expectRefused(403, '你已被踢出该房间，无法再次加入', { user_id: 'ann' });
    await expectRefused(403, '你已被踢出该房间，无法再次加入', { user_id: 'ann', ticket });
    await server.operator.delete(`/rooms/${room}/bans/ann`);
    await (await join('ann')).leave();
  });

  it('404: no such room', async () => {
    await expectRefused(404, 'Room 123 not found', { user_id: 'ann' }, '123');
    await expectRefused(404, 'Room lobby not found', { user_id: 'ann' }, 'lobby');
    await expectRefused(404, /^Room \d{64} not found$/, { user_id: 'ann' }, '9'.repeat(200));
  });

  it('409: a full room; whoever is inside may come again', async () => {
    await server.operator.patch(`/rooms/${room}`, { max_members: 2 });
    const [ann, bob] = [await join('ann'), await join('bob')];
    await expectRefused(409, 'Room is full', { user_id: 'cid' });
    const again = await join('ann');
    expect(again.welcome.room.current_users).toBe(2);
    await bob.leave();
    await again.next('UserLeft');
    const cid = await join('cid');
    expect((await ann.closed).code).toBe(4009);
    await Promise.all([again.leave(), cid.leave()]);
  });

  it('409: of many at once, as many get in as there is room for', async () => {
    await server.operator.patch(`/rooms/${room}`, { max_members: 3 });
    const joins = await Promise.allSettled(Array.from({ length: 12 }, (_, index) => join(`user ${index}`)));
    const inside = joins.flatMap((one) => (one.status === 'fulfilled' ? [one.value] : []));

    expect(inside).toHaveLength(3);
    await Promise.all(inside.map((client) => client.leave()));
  });

  it('410: closed', async () => {
    await server.operator.delete(`/rooms/${room}`);
    await expectRefused(410, '房间已关闭', { user_id: 'ann' });
  });

  it('426 by a plain GET when the upgrade would pass, which keeps no place', async () => {
    await server.operator.patch(`/rooms/${room}`, { max_members: 1 });
    const plain = await fetch(rawAddress(server, room, { user_id: 'ann' }).replace('ws', 'http'));

    expect(plain.status).toBe(426);
    expect(await plain.json()).toEqual({ error: 'This path speaks WebSocket only' });
    await (await join('bob')).leave();
  });

  it('404: an upgrade of a path that speaks no WebSocket', async () => {
    for (const path of ['/ws/online/1', '/ws/rooms', '/ws/rooms/1/2', '/management/rooms', '/ws/rooms/%E0']) {
      const { status, body } = await refusedUpgrade(`${server.url.replace('http', 'ws')}${path}`);
      expect([path, status]).toEqual([path, 404]);
      expect(body).toEqual({ error: 'Not Found' });
    }
  });
});
