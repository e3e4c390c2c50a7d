import { WebSocket } from 'ws';
import { until } from '../../support/clients';
import { RawClient, rawAddress } from '../../support/clients-raw';
import { type RoomsServer, startRoomsServer, ticketFor } from '../../support/rooms';

let server: RoomsServer;
let room: string;
let boss: RawClient;
let ann: RawClient;
let bob: RawClient;
beforeAll(async () => {
  server = await startRoomsServer();
}, 60_000);
afterAll(() => server?.stop());
beforeEach(async () => {
  room = await server.operator.room({ admin_user_ids: ['boss', 'second'] });
  boss = await join('boss', { ticket: await ticketFor(server.operator, room, 'boss') });
  ann = await join('ann', { nickname: 'Ann' });
  bob = await join('bob');
});
afterEach(() => Promise.all([boss, ann, bob].map((client) => client.leave())));

const join = (user: string, query: Record<string, string> = {}): Promise<RawClient> =>
  RawClient.join(server, room, { user_id: user, ...query });

/** What everybody gets, in this order of members. */
const everybody = <Result>(next: (client: RawClient) => Promise<Result>): Promise<Result[]> =>
  Promise.all([boss, ann, bob].map(next));

describe('SendMessage', () => {
  it('reaches everybody, its sender too, as the same message', async () => {
    const said = await ann.say('hello');
    const heard = await Promise.all([boss, bob].map((client) => client.next('Message')));

    expect(heard).toEqual([said, said]);
    expect(said).toMatchObject({ from: 'ann', nickname: 'Ann', content: 'hello', is_admin: false });
    expect(said).not.toHaveProperty('nonce');
    expect(await boss.say('listen')).toMatchObject({ from: 'boss', is_admin: true });
  });

  it('takes 2000 code points and not 2001, whatever they are in UTF-16', async () => {
    const longest = '🎮'.repeat(2_000);

    expect((await ann.say(longest)).content).toBe(longest);
    expect(await ann.refused('SendMessage', { content: '🎮'.repeat(2_001) })).toEqual({
      ...{ code: 'too_long', field: 'content' },
      message: 'content must have at most 2000 characters',
    });
  });

  it.each([
    ['empty', { content: '' }],
    ['blank', { content: ' \n\t' }],
    ['missing', {}],
    ['no string', { content: 7 }],
    ['null', { content: null }],
    ['U+0000', { content: 'a\u0000b' }],
  ])('refuses content that is %s', async (_name, payload) => {
    const error = await ann.refused('SendMessage', payload);

    expect(error).toMatchObject({ code: 'invalid', field: 'content', message: expect.stringContaining('content') });
  });

  it('refuses lone surrogates, in content and nonce', async () => {
    ann.sendText('{"type":"SendMessage","payload":{"content":"\\ud800"}}');
    expect(await ann.next('Error')).toMatchObject({ code: 'invalid', field: 'content' });
    ann.sendText('{"type":"SendMessage","payload":{"content":"x","nonce":"\\udc00"}}');
    expect(await ann.next('Error')).toMatchObject({ code: 'invalid', field: 'nonce' });
  });

  it('with the same nonce again returns the first message to its sender alone', async () => {
    const first = await ann.say('first', 'n1');
    ann.send('SendMessage', { content: 'second', nonce: 'n1' });
    const again = await ann.next('Message');
    const marker = await bob.say('marker');

    expect(again).toEqual(first);
    expect(await boss.next('Message')).toEqual(first);
    expect(await boss.next('Message')).toEqual(marker);
    expect(await ann.refused('SendMessage', { content: 'x', nonce: 'n'.repeat(65) })).toMatchObject({ field: 'nonce' });
    expect(await ann.refused('SendMessage', { content: 'x', nonce: 5 })).toMatchObject({ field: 'nonce' });
  });

  it('of one client keeps its order, sent without waiting beside those of another', async () => {
    const contents = Array.from({ length: 230 }, (_, index) => `message ${index}`);
    for (const content of contents) {
      ann.send('SendMessage', { content });
      bob.send('SendMessage', { content });
    }
    for (const client of [boss, ann, bob]) {
      for (let count = 0; count < 2 * contents.length; count += 1) await client.next('Message');
    }

    const seen = boss.seen('Message');
    for (const user of ['ann', 'bob']) {
      expect(seen.filter(({ from }) => from === user).map(({ content }) => content)).toEqual(contents);
    }
    expect(ann.seen('Message')).toEqual(seen);
    expect(bob.seen('Message')).toEqual(seen);
  });
});

describe('moderation', () => {
  it('KickUser bans until unbanned: told, closed at once, everybody sees System', async () => {
    boss.send('KickUser', { user_id: 'bob' });

    expect(await bob.closed).toEqual({ code: 4003, reason: 'expelled' });
    expect(bob.seen('YouAreKicked')).toHaveLength(1);
    for (const client of [boss, ann]) {
      expect(await client.next('System')).toEqual({ message: '用户 bob 已被踢出房间' });
      expect(await client.next('UserLeft')).toEqual({ user_id: 'bob' });
    }
    await expect(join('bob')).rejects.toThrow('403');
    boss.send('UnbanUser', { user_id: 'bob' });
    await boss.settled();
    bob = await join('bob');
    expect(bob.welcome.user_id).toBe('bob');
  });

  it('BanUser takes effect at once, also for one who is not inside', async () => {
    boss.send('BanUser', { user_id: 'bob', reason: 'spam', duration_seconds: 60 });
    expect((await bob.closed).code).toBe(4003);
    boss.send('BanUser', { user_id: 'nobody' });
    await boss.settled();

    await expect(join('nobody')).rejects.toThrow('403');
    const { body } = await server.operator.get(`/rooms/${room}/bans`);
    expect(body).toEqual(
      expect.arrayContaining([
        { user_id: 'bob', reason: 'spam', created_at: expect.any(String), expires_at: expect.any(String) },
        { user_id: 'nobody', reason: null, created_at: expect.any(String), expires_at: null },
      ]),
    );
    expect(await boss.refused('UnbanUser', { user_id: 'ann' })).toMatchObject({ code: 'not_found', field: 'user_id' });
  });

  it('an operator bans, kicks and mutes at once too', async () => {
    await server.operator.put(`/rooms/${room}/mutes/ann`);
    await ann.next('YouAreMuted');
    await server.operator.put(`/rooms/${room}/bans/bob`);
    expect((await bob.closed).code).toBe(4003);
    await server.operator.delete(`/rooms/${room}/users/ann`);
    expect((await ann.closed).code).toBe(4001);
    ann = await join('ann');
    expect(ann.welcome.is_muted).toBe(true);
  });

  it('MuteUser takes the word until UnmuteUser gives it back', async () => {
    boss.send('MuteUser', { user_id: 'ann', duration_seconds: 600 });
    await ann.next('YouAreMuted');
    expect(await everybody((client) => client.next('UserMuted'))).toEqual(Array(3).fill({ user_id: 'ann' }));

    expect(await ann.refused('SendMessage', { content: 'let me speak' })).toMatchObject({ code: 'muted' });
    boss.send('UnmuteUser', { user_id: 'ann' });
    await ann.next('System', ({ message }) => message === '用户 ann 已被解除禁言');
    expect(await ann.say('thank you')).toMatchObject({ content: 'thank you' });
  });

  it('slow mode names the time to wait, and spares admins', async () => {
    await server.operator.patch(`/rooms/${room}`, { slow_mode_seconds: 3_600 });
    await ann.say('first');
    const error = await ann.refused('SendMessage', { content: 'second' });

    expect(error).toEqual({ code: 'slow_mode', message: expect.any(String), retry_after_ms: expect.any(Number) });
    expect(error.retry_after_ms).toBeGreaterThan(3_500_000);
    expect(error.retry_after_ms).toBeLessThanOrEqual(3_600_000);
    await boss.say('one');
    await boss.say('two');
  });

  it('is for admins only, against others than themselves and the admins whom the operator named', async () => {
    const commands = ['KickUser', 'BanUser', 'UnbanUser', 'MuteUser', 'UnmuteUser'];
    for (const type of commands) {
      expect(await ann.refused(type, { user_id: 'bob' })).toMatchObject({ code: 'forbidden' });
      expect(await boss.refused(type, { user_id: 7 })).toMatchObject({ code: 'invalid', field: 'user_id' });
      expect(await boss.refused(type)).toMatchObject({ code: 'invalid', field: 'user_id' });
      expect(await boss.refused(type, { user_id: '' })).toMatchObject({ code: 'invalid', field: 'user_id' });
    }
    for (const type of ['KickUser', 'BanUser', 'MuteUser']) {
      expect(await boss.refused(type, { user_id: 'boss' })).toMatchObject({ code: 'forbidden', field: 'user_id' });
      expect(await boss.refused(type, { user_id: 'second' })).toMatchObject({ code: 'forbidden', field: 'user_id' });
    }
    for (const duration_seconds of [0, -1, 1.5, '60', 315_360_001]) {
      const error = await boss.refused('BanUser', { user_id: 'ann', duration_seconds });
      expect(error).toMatchObject({ code: 'invalid', field: 'duration_seconds' });
    }
    const error = await boss.refused('BanUser', { user_id: 'ann', reason: 'r'.repeat(513) });
    expect(error).toMatchObject({ code: 'invalid', field: 'reason' });
    expect(await ann.say('still here')).toMatchObject({ content: 'still here' });
  });

  it('an admin whom the operator takes off the list has lost his rights', async () => {
    await server.operator.put(`/rooms/${room}/admins`, { admin_user_ids: [] });

    expect(await boss.refused('MuteUser', { user_id: 'ann' })).toMatchObject({ code: 'forbidden' });
    expect(await boss.say('hm')).toMatchObject({ is_admin: false });
  });
});

describe('DeleteMessage', () => {
  it('of an own message, of any by an admin, and never of a foreign one', async () => {
    const [first, second] = [await ann.say('one'), await ann.say('two')];
    ann.send('DeleteMessage', { id: first.id });
    expect(await everybody((client) => client.next('MessageDeleted'))).toEqual(Array(3).fill({ id: first.id }));
    expect(await bob.refused('DeleteMessage', { id: second.id })).toMatchObject({ code: 'forbidden' });
    boss.send('DeleteMessage', { id: second.id });
    expect(await everybody((client) => client.next('MessageDeleted'))).toEqual(Array(3).fill({ id: second.id }));
    ann.send('GetHistory');

    expect(await ann.next('History')).toEqual({ messages: [] });
    expect(await ann.refused('DeleteMessage', { id: first.id })).toMatchObject({ code: 'not_found', field: 'id' });
    expect(await ann.refused('DeleteMessage', { id: 'x' })).toMatchObject({ code: 'invalid', field: 'id' });
    expect(await ann.refused('DeleteMessage', {})).toMatchObject({ code: 'invalid', field: 'id' });
  });
});

describe('GetHistory', () => {
  it('pages both ways, oldest first', async () => {
    const said = [];
    for (let count = 0; count < 8; count += 1) said.push(await ann.say(`${count}`));
    const history = async (payload?: object): Promise<unknown> => {
      bob.send('GetHistory', payload);
      return (await bob.next('History')).messages;
    };

    expect(await history()).toEqual(said);
    expect(await history({ limit: 3 })).toEqual(said.slice(5));
    expect(await history({ before: said[4].id, limit: 2 })).toEqual(said.slice(2, 4));
    expect(await history({ after: said[4].id, limit: 2 })).toEqual(said.slice(5, 7));
    for (const [field, payload] of Object.entries({
      limit: { limit: 101 },
      before: { before: 'x' },
      after: { after: [] },
    })) {
      expect(await bob.refused('GetHistory', payload)).toMatchObject({ code: 'invalid', field });
    }
    const both = await bob.refused('GetHistory', { before: said[1].id, after: said[0].id });
    expect(both).toMatchObject({ code: 'invalid' });
  });
});

describe('signals', () => {
  it('Typing is told to everybody and stored nowhere', async () => {
    ann.send('Typing');

    expect(await everybody((client) => client.next('Typing'))).toEqual(Array(3).fill({ user_id: 'ann' }));
  });

  it('CustomEvent is for admins, and carries any JSON', async () => {
    const payload = { gift: '🎁', count: 3, deep: [{ a: null }] };
    boss.send('CustomEvent', { event_type: 'gift', payload });
    expect(await everybody((client) => client.next('CustomEvent'))).toEqual(
      Array(3).fill({ event_type: 'gift', payload, user_id: 'boss' }),
    );
    boss.send('CustomEvent', { event_type: 'bare' });
    expect(await ann.next('CustomEvent')).toEqual({ event_type: 'bare', payload: null, user_id: 'boss' });

    expect(await ann.refused('CustomEvent', { event_type: 'gift', payload })).toMatchObject({ code: 'forbidden' });
    const long = await boss.refused('CustomEvent', { event_type: 'x'.repeat(65), payload });
    expect(long).toMatchObject({ code: 'invalid', field: 'event_type' });
    const large = await boss.refused('CustomEvent', { event_type: 'x', payload: 'x'.repeat(16_385) });
    expect(large).toMatchObject({ code: 'invalid', field: 'payload' });
  });

  it('Ping is echoed as Pong', async () => {
    for (const timestamp of [1_790_000_000_000, 0.5, 'now']) {
      ann.send('Ping', { timestamp });
      expect(await ann.next('Pong')).toEqual({ timestamp });
    }
    ann.send('Ping');
    expect(await ann.next('Pong')).toEqual({ timestamp: null });
  });

  it('UserJoined is told to the others, UserLeft when the last connection is gone', async () => {
    const cid = await join('cid', { nickname: 'Cid' });
    expect(await everybody((client) => client.next('UserJoined', ({ user_id }) => user_id === 'cid'))).toEqual(
      Array(3).fill({ user_id: 'cid', nickname: 'Cid' }),
    );
    await cid.settled();
    expect(cid.seen('UserJoined')).toEqual([]);
    await cid.leave();
    expect(await everybody((client) => client.next('UserLeft'))).toEqual(Array(3).fill({ user_id: 'cid' }));
  });

  it('RoomStats follow a change, and end at what is true', async () => {
    await ann.next('RoomStats', (stats) => stats.current_users === 3);
    const others = await Promise.all(['c', 'd', 'e', 'f'].map((user) => join(user)));
    expect(await ann.next('RoomStats', (stats) => stats.current_users === 7)).toEqual({
      current_users: 7,
      peak_users: 7,
    });
    await Promise.all(others.map((client) => client.leave()));
    expect(await ann.next('RoomStats', (stats) => stats.current_users === 3)).toEqual({
      current_users: 3,
      peak_users: 7,
    });
    expect(ann.seen('RoomStats').length).toBeLessThanOrEqual(5);
  });

  it("an operator's announcement is System, and part of the history without an author", async () => {
    await server.operator.post(`/rooms/${room}/messages`, { content: 'maintenance at 5' });

    expect(await everybody((client) => client.next('System'))).toEqual(Array(3).fill({ message: 'maintenance at 5' }));
    ann.send('GetHistory');
    expect((await ann.next('History')).messages).toMatchObject([
      { from: null, nickname: null, content: 'maintenance at 5', is_admin: true },
    ]);
  });
});

describe('a second connection of the same guest', () => {
  it('takes over: the older one is told and closed, the others see nobody come or go', async () => {
    const second = await join('ann');

    expect(await ann.closed).toEqual({ code: 4009, reason: 'replaced' });
    expect(ann.seen('YouAreKicked')).toHaveLength(1);
    expect(second.welcome.room.current_users).toBe(3);
    const marker = await second.say('me again');
    expect(await bob.next('Message')).toEqual(marker);
    expect(bob.seen('UserLeft')).toEqual([]);
    expect(bob.seen('UserJoined')).toEqual([]);
    ann = second;
  });

  it('may come many times at once: one is left, and it works', async () => {
    const address = rawAddress(server, room, { user_id: 'ann' });
    const rivals = new Set(Array.from({ length: 6 }, () => new RawClient(new WebSocket(address))));
    const codes: number[] = [];
    for (const rival of rivals) {
      void rival.closed.then(({ code }) => {
        codes.push(code);
        rivals.delete(rival);
      });
    }
    await until(() => rivals.size === 1, 'all but one are closed');
    [ann] = rivals;
    ann.welcome = await ann.next('WelcomeInfo');

    expect(codes).toEqual(Array(5).fill(4009));
    expect(await ann.say('the last one')).toMatchObject({ from: 'ann' });
  });
});

describe('closing a room', () => {
  it('closes every socket with 4004', async () => {
    await server.operator.delete(`/rooms/${room}`);

    expect(await everybody((client) => client.closed)).toEqual(Array(3).fill({ code: 4004, reason: 'closed' }));
  });
});
