import type { MessageJson } from '../../support/clients';
import { type RoomMessageJson, SocketIoClient, type SocketIoTransport } from '../../support/clients-socketio';
import { type RoomsServer, startRoomsServer, ticketFor } from '../../support/rooms';

const RFC_3339 = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/;

let server: RoomsServer;
beforeAll(async () => {
  server = await startRoomsServer();
}, 60_000);
afterAll(() => server?.stop());

describe.each(['websocket', 'polling'] as const)('a room over %s', (transport: SocketIoTransport) => {
  let room: string;
  let boss: SocketIoClient;
  let ann: SocketIoClient;
  let bob: SocketIoClient;
  beforeEach(async () => {
    room = await server.operator.room({ admin_user_ids: ['boss', 'second'] });
    [boss, ann, bob] = await Promise.all([
      SocketIoClient.connect(server, { user_id: 'boss' }, transport),
      SocketIoClient.connect(server, { user_id: 'ann', nickname: 'Ann' }, transport),
      SocketIoClient.connect(server, { user_id: 'bob' }, transport),
    ]);
    await boss.join(room, { ticket: await ticketFor(server.operator, room, 'boss') });
    await ann.join(room);
    await bob.join(room);
  });
  afterEach(() => Promise.all([boss, ann, bob].map((client) => client.leave())));

  /** What everybody gets. */
  const everybody = (name: string, user?: string): Promise<unknown[]> =>
    Promise.all([boss, ann, bob].map((client) => client.next(name, (event) => !user || event.user_id === user)));
  const inRoom = (more: object = {}): object => ({ room_id: room, ...more });

  it('message:send is acked with the message that everybody gets', async () => {
    const said = await ann.say(room, 'hello', 'n1');

    expect(said).toEqual({
      ...{ room_id: room, id: expect.stringMatching(/^\d{17,19}$/), from: 'ann', nickname: 'Ann', content: 'hello' },
      ...{ is_admin: false, created_at: expect.stringMatching(RFC_3339), nonce: 'n1' },
    });
    expect(await everybody('message')).toEqual([said, said, said]);
    expect(await boss.say(room, 'listen')).toMatchObject({ is_admin: true });
  });

  it('the same nonce again returns the first message, never a second one', async () => {
    const first = await ann.say(room, 'first', 'n');
    const again = await ann.say(room, 'second', 'n');
    const marker = await ann.say(room, 'marker');

    expect(again).toEqual(first);
    expect([await bob.next('message'), await bob.next('message')]).toEqual([first, marker]);
  });

  it('refuses what is no message, naming the field', async () => {
    const refused = (payload: object): Promise<unknown> => ann.refused('message:send', inRoom(payload));

    expect(await refused({ content: '🎮'.repeat(2_001) })).toEqual({
      ...{ code: 'too_long', field: 'content', message: 'content must have at most 2000 characters' },
    });
    for (const content of ['', '  ', 7, null, undefined, 'a\u0000', 'a\ud800']) {
      expect(await refused({ content })).toMatchObject({ code: 'invalid', field: 'content' });
    }
    for (const nonce of ['', 'n'.repeat(65), 7]) {
      expect(await refused({ content: 'x', nonce })).toMatchObject({ code: 'invalid', field: 'nonce' });
    }
    for (const payload of [undefined, null, 'text', 7, [], {}, { room_id: {} }, { room_id: '0' }]) {
      expect(await ann.refused('message:send', payload)).toMatchObject({ code: 'invalid' });
    }
    const elsewhere = { room_id: '123', content: 'x' };
    expect(await ann.refused('message:send', elsewhere)).toMatchObject({ code: 'not_joined' });
    expect(await ann.say(room, '🎮'.repeat(2_000))).toMatchObject({ content: '🎮'.repeat(2_000) });
  });

  it('keeps the order of what one client sends without waiting', async () => {
    const contents = Array.from({ length: 150 }, (_, index) => `message ${index}`);
    const acks = await Promise.all(contents.map((content) => ann.say(room, content)));
    for (let count = 0; count < contents.length; count += 1) await bob.next('message');

    expect(acks.map(({ content }) => content)).toEqual(contents);
    expect(bob.seen('message')).toEqual(acks);
  });

  it('answers an unknown event, and an event without an ack by the event error', async () => {
    expect(await ann.refused('no:such')).toEqual({ code: 'unknown_type', message: 'unknown event' });
    ann.socket.emit('no:such');
    expect(await ann.next('error')).toEqual({ event: 'no:such', code: 'unknown_type', message: 'unknown event' });
    ann.socket.emit('message:send', inRoom({ content: '' }));
    expect(await ann.next('error')).toMatchObject({ event: 'message:send', code: 'invalid', field: 'content' });
    ann.socket.emit('message:send', inRoom({ content: 'no ack wanted' }));
    expect(await bob.next('message')).toMatchObject({ content: 'no ack wanted' });
    const onlyAck = await new Promise((resolve) => ann.socket.emit('message:send', resolve));
    expect(onlyAck).toMatchObject({ ok: false, error: { code: 'invalid' } });
  });

  it('message:history pages both ways, oldest first', async () => {
    const said = [];
    for (let count = 0; count < 6; count += 1) {
      said.push(await ann.say(room, `${count}`));
    }
    const history = (query: object): Promise<unknown> => bob.done('message:history', inRoom(query));
    const messages = said.map((message) => withoutRoom(message));

    expect(await history({})).toEqual({ messages });
    expect(await history({ limit: 2 })).toEqual({ messages: messages.slice(4) });
    expect(await history({ before: said[3].id, limit: 2 })).toEqual({ messages: messages.slice(1, 3) });
    expect(await history({ after: said[3].id, limit: 100 })).toEqual({ messages: messages.slice(4) });
    const tooMany = await bob.refused('message:history', inRoom({ limit: 101 }));
    expect(tooMany).toMatchObject({ code: 'invalid', field: 'limit' });
  });

  it('message:delete by the author or an admin', async () => {
    const [first, second] = [await ann.say(room, 'one'), await ann.say(room, 'two')];
    expect(await ann.done('message:delete', inRoom({ id: first.id }))).toEqual({});
    expect(await everybody('message:deleted')).toEqual(Array(3).fill({ room_id: room, id: first.id }));
    expect(await bob.refused('message:delete', inRoom({ id: second.id }))).toMatchObject({ code: 'forbidden' });
    await boss.done('message:delete', inRoom({ id: second.id }));
    expect(await everybody('message:deleted')).toEqual(Array(3).fill({ room_id: room, id: second.id }));
    const gone = await boss.refused('message:delete', inRoom({ id: second.id }));
    expect(gone).toMatchObject({ code: 'not_found', field: 'id' });
  });

  it('user:kick bans, and everybody is told', async () => {
    expect(await boss.done('user:kick', inRoom({ user_id: 'bob' }))).toEqual({});

    expect(await bob.next('user:kicked')).toEqual({ room_id: room, user_id: 'bob' });
    for (const client of [boss, ann]) {
      expect(await client.next('user:kicked')).toEqual({ room_id: room, user_id: 'bob' });
      expect(await client.next('user:left')).toEqual({ room_id: room, user_id: 'bob' });
      expect(await client.next('system')).toEqual({ room_id: room, message: '用户 bob 已被踢出房间' });
    }
    expect(await bob.refused('room:join', inRoom())).toMatchObject({ code: 'banned' });
    expect(await boss.done('user:unban', inRoom({ user_id: 'bob' }))).toEqual({});
    await bob.join(room);
  });

  it('user:ban takes effect at once', async () => {
    await boss.done('user:ban', inRoom({ user_id: 'bob', reason: 'spam', duration_seconds: 60 }));

    expect(await bob.next('user:banned')).toEqual({ room_id: room, user_id: 'bob' });
    expect(await ann.next('user:banned')).toEqual({ room_id: room, user_id: 'bob' });
    expect(await bob.refused('message:send', inRoom({ content: 'x' }))).toMatchObject({ code: 'not_joined' });
    expect(bob.socket.connected).toBe(true);
  });

  it('user:mute and user:unmute', async () => {
    await boss.done('user:mute', inRoom({ user_id: 'ann' }));
    expect(await everybody('user:muted')).toEqual(Array(3).fill({ room_id: room, user_id: 'ann', muted: true }));
    expect(await ann.refused('message:send', inRoom({ content: 'x' }))).toMatchObject({ code: 'muted' });
    await boss.done('user:unmute', inRoom({ user_id: 'ann' }));
    expect(await everybody('user:muted')).toEqual(Array(3).fill({ room_id: room, user_id: 'ann', muted: false }));
    await ann.say(room, 'x');
  });

  it('moderation is for admins only', async () => {
    for (const name of ['user:kick', 'user:ban', 'user:unban', 'user:mute', 'user:unmute']) {
      expect(await ann.refused(name, inRoom({ user_id: 'bob' }))).toMatchObject({ code: 'forbidden' });
      expect(await boss.refused(name, inRoom())).toMatchObject({ code: 'invalid', field: 'user_id' });
    }
    const self = await boss.refused('user:ban', inRoom({ user_id: 'boss' }));
    expect(self).toMatchObject({ code: 'forbidden', field: 'user_id' });
  });

  it('slow mode names the time to wait', async () => {
    await server.operator.patch(`/rooms/${room}`, { slow_mode_seconds: 60 });
    await ann.say(room, 'first');

    expect(await ann.refused('message:send', inRoom({ content: 'second' }))).toEqual({
      ...{ code: 'slow_mode', message: expect.any(String), retry_after_ms: expect.any(Number) },
    });
  });

  it('custom:event is for admins', async () => {
    expect(await boss.done('custom:event', inRoom({ event_type: 'gift', payload: { count: 3 } }))).toEqual({});
    const event = { room_id: room, event_type: 'gift', payload: { count: 3 }, user_id: 'boss' };
    expect(await everybody('custom:event')).toEqual([event, event, event]);
    const refused = await ann.refused('custom:event', inRoom({ event_type: 'gift' }));
    expect(refused).toMatchObject({ code: 'forbidden' });
  });

  it('typing, joins, leaves and room:stats are told', async () => {
    expect(await ann.done('typing', inRoom())).toEqual({});
    expect(await everybody('typing')).toEqual(Array(3).fill({ room_id: room, user_id: 'ann' }));
    const cid = await SocketIoClient.connect(server, { user_id: 'cid', nickname: 'Cid' }, transport);
    await cid.join(room);
    const joined = { room_id: room, user_id: 'cid', nickname: 'Cid' };
    expect(await everybody('user:joined', 'cid')).toEqual([joined, joined, joined]);
    await boss.next('room:stats', ({ current_users }) => current_users === 4);
    expect(cid.seen('user:joined')).toEqual([]);
    await cid.leave();
    expect(await everybody('user:left', 'cid')).toEqual(Array(3).fill({ room_id: room, user_id: 'cid' }));
    expect(await boss.next('room:stats', ({ current_users }) => current_users === 3)).toEqual({
      ...{ room_id: room, current_users: 3, peak_users: 4 },
    });
  });

  it("an operator's announcement is system", async () => {
    await server.operator.post(`/rooms/${room}/messages`, { content: 'maintenance' });
    const told = { room_id: room, id: expect.any(String), message: 'maintenance', created_at: expect.any(String) };

    expect(await everybody('system')).toEqual([told, told, told]);
  });

  it('too many frames end the connection', async () => {
    const acks = Array.from({ length: 600 }, () => ann.call('typing', inRoom()));
    const limited = await Promise.race(
      acks.map(async (ack) => {
        const answer = await ack;
        if (answer.ok) return new Promise<never>(() => undefined);
        return answer.error;
      }),
    );

    expect(limited).toEqual({ code: 'limited', message: 'too many frames' });
    expect(await ann.closed).toMatch(/^(io server disconnect|transport close|transport error)$/);
    expect(await server.metric('guildhall_limits_reached_total', 'inbound_frames')).toBeGreaterThan(0);
  });
});

function withoutRoom({ id, from, nickname, content, is_admin, created_at }: RoomMessageJson): MessageJson {
  return { id, from, nickname, content, is_admin, created_at };
}
