import { SocketIoClient, type SocketIoTransport } from '../../support/clients-socketio';
import { type RoomsServer, startRoomsServer, ticketFor } from '../../support/rooms';

let server: RoomsServer;
let room: string;
beforeAll(async () => {
  server = await startRoomsServer();
}, 60_000);
afterAll(() => server?.stop());
beforeEach(async () => {
  room = await server.operator.room({ admin_user_ids: ['boss'] });
});

describe.each(['websocket', 'polling'] as const)('joining over %s', (transport: SocketIoTransport) => {
  const clients: SocketIoClient[] = [];
  afterEach(() => Promise.all(clients.splice(0).map((client) => client.leave())));

  async function connect(auth: object): Promise<SocketIoClient> {
    const client = await SocketIoClient.connect(server, auth, transport);
    clients.push(client);
    return client;
  }

  it.each([
    ['no user_id', {}, { code: 'invalid', field: 'user_id' }],
    ['an empty one', { user_id: '' }, { code: 'invalid', field: 'user_id' }],
    ['one that is no string', { user_id: 7 }, { code: 'invalid', field: 'user_id' }],
    ['one too long', { user_id: 'x'.repeat(129) }, { code: 'invalid', field: 'user_id' }],
    ['a token', { user_id: 'ann', token: 'x' }, { code: 'forbidden', message: 'Invalid token' }],
  ])('refuses a handshake with %s by connect_error', async (_name, auth, data) => {
    await expect(SocketIoClient.connect(server, auth, transport)).rejects.toMatchObject({
      message: expect.any(String),
      data,
    });
  });

  it('refuses a namespace that there is not', async () => {
    const client = SocketIoClient.create({ url: `${server.url}/nowhere#` }, {}, transport);
    const refused = new Promise<Error>((resolve) => client.socket.once('connect_error', resolve));
    client.socket.connect();

    expect((await refused).message).toBe('Invalid namespace');
    client.socket.disconnect();
  });

  it('acks with everything there is to know', async () => {
    const ann = await connect({ user_id: 'ann', nickname: 'Ann' });
    const joined = await ann.join(room);
    expect(joined).toEqual({
      room: expect.objectContaining({
        room_id: room,
        current_users: 1,
        peak_users: 1,
        total_joins: 1,
        closed_at: null,
      }),
      is_admin: false,
      is_muted: false,
      users: [{ user_id: 'ann', nickname: 'Ann', is_admin: false }],
      messages: [],
      has_more: false,
    });
    const said = await ann.say(room, 'hello');
    const boss = await connect({ user_id: 'boss' });
    const { room_id, ...message } = said;

    expect(room_id).toBe(room);
    expect(await boss.join(room, { ticket: await ticketFor(server.operator, room, 'boss') })).toMatchObject({
      is_admin: true,
      users: [
        { user_id: 'ann', nickname: 'Ann', is_admin: false },
        { user_id: 'boss', nickname: null, is_admin: true },
      ],
      messages: [message],
    });
  });

  it('refuses by the ack, and the socket stays', async () => {
    const ann = await connect({ user_id: 'ann' });
    const boss = await connect({ user_id: 'boss' });
    const refused = (more: object = {}, client = ann): Promise<unknown> =>
      client.refused('room:join', { room_id: room, ...more });

    expect(await refused({ room_id: undefined })).toMatchObject({ code: 'invalid', field: 'room_id' });
    expect(await refused({ room_id: 'lobby' })).toMatchObject({ code: 'invalid', field: 'room_id' });
    expect(await refused({ room_id: '123' })).toEqual({
      ...{ code: 'not_found', message: 'Room 123 not found', field: 'room_id' },
    });
    expect(await refused({ last_message_id: 'x' })).toMatchObject({ code: 'invalid', field: 'last_message_id' });
    expect(await refused({ ticket: 'x' })).toMatchObject({ code: 'forbidden', message: 'Invalid ticket' });
    expect(await refused({}, boss)).toMatchObject({ code: 'forbidden', message: 'this user_id needs a ticket' });
    await server.operator.put(`/rooms/${room}/bans/ann`);
    expect(await refused()).toEqual({ code: 'banned', message: '你已被踢出该房间，无法再次加入' });
    await server.operator.patch(`/rooms/${room}`, { max_members: 1 });
    await (await connect({ user_id: 'cid' })).join(room);
    expect(await refused({}, await connect({ user_id: 'dan' }))).toMatchObject({ code: 'room_full' });
    await server.operator.delete(`/rooms/${room}`);
    expect(await refused({}, await connect({ user_id: 'eva' }))).toMatchObject({ code: 'room_closed' });
    expect(await ann.refused('message:send', { room_id: room, content: 'x' })).toMatchObject({ code: 'not_joined' });
    const other = await server.operator.room();
    expect(await ann.join(other)).toMatchObject({ messages: [] });
  });

  it('gives one who comes back what was missed, and what follows without a gap or repeat, while another sends', async () => {
    const ann = await connect({ user_id: 'ann' });
    await ann.join(room);
    const said = [await ann.say(room, 'seen')];
    let isStopped = false;
    // 40 in a second at most: the protocol's own bound lies at 60.
    const talking = (async () => {
      for (let count = 0; count < 120 || !isStopped; count += 1) said.push(await ann.say(room, `message ${count}`));
    })();
    const seen: unknown[] = [];
    let last = said[0].id;
    for (let visit = 0; visit < 4; visit += 1) {
      const bob = await connect({ user_id: 'bob' });
      const { messages, has_more } = await bob.join(room, { last_message_id: last });
      expect(has_more).toBe(false);
      const live = [];
      for (let count = 0; count < 5; count += 1) live.push(await bob.next('message'));
      await bob.leave();
      const heard = bob.seen('message');
      seen.push(...messages.map(({ id }) => id), ...heard.map(({ id }) => id));
      last = String(heard.at(-1)?.id);
    }
    isStopped = true;
    await talking;

    expect(seen).toEqual(said.slice(1, seen.length + 1).map(({ id }) => id));
    expect(seen.length).toBeGreaterThanOrEqual(20);
  });

  it('is in many rooms with one socket; what happens in one stays there', async () => {
    const other = await server.operator.room();
    const [ann, bob] = [await connect({ user_id: 'ann' }), await connect({ user_id: 'bob' })];
    for (const id of [room, other]) {
      await ann.join(id);
      await bob.join(id);
    }
    const here = await ann.say(room, 'here');
    const there = await ann.say(other, 'there');
    expect([await bob.next('message'), await bob.next('message')]).toEqual([here, there]);

    expect(await bob.done('room:leave', { room_id: room })).toEqual({});
    expect(await ann.next('user:left')).toEqual({ room_id: room, user_id: 'bob' });
    await ann.say(room, 'bob does not hear this');
    const marker = await ann.say(other, 'marker');
    expect(await bob.next('message')).toEqual(marker);
    expect(await bob.refused('room:leave', { room_id: room })).toMatchObject({ code: 'not_joined' });
  });

  it('session:replaced leaves that room only', async () => {
    const other = await server.operator.room();
    const first = await connect({ user_id: 'ann' });
    const bob = await connect({ user_id: 'bob' });
    await bob.join(room);
    for (const id of [room, other]) await first.join(id);
    const second = await connect({ user_id: 'ann' });
    await second.join(room);

    expect(await first.next('session:replaced')).toEqual({ room_id: room });
    expect(await first.refused('typing', { room_id: room })).toMatchObject({ code: 'not_joined' });
    expect(await first.say(other, 'still here')).toMatchObject({ room_id: other });
    const said = await second.say(room, 'me now');
    expect(await bob.next('message')).toEqual(said);
    expect(bob.seen('user:left')).toEqual([]);
    expect(first.seen('message')).toMatchObject([{ content: 'still here' }]);
  });

  it('joining again on the same socket starts anew, without a word to it or the others', async () => {
    const [ann, bob] = [await connect({ user_id: 'ann' }), await connect({ user_id: 'bob' })];
    await bob.join(room);
    await ann.join(room);
    const first = await ann.say(room, 'first');
    const again = await ann.join(room, { last_message_id: '0' });
    const second = await bob.say(room, 'second');

    expect(again.messages.map(({ id }) => id)).toEqual([first.id]);
    expect(again.users).toHaveLength(2);
    expect(await ann.next('message', ({ id }) => id === second.id)).toEqual(second);
    expect(ann.seen('session:replaced')).toEqual([]);
    expect(ann.seen('message').filter(({ id }) => id === second.id)).toHaveLength(1);
    expect(bob.seen('user:left')).toEqual([]);
  });

  it('tells the end of a room by room:closed; the socket stays', async () => {
    const other = await server.operator.room();
    const ann = await connect({ user_id: 'ann' });
    for (const id of [room, other]) await ann.join(id);
    await server.operator.delete(`/rooms/${room}`);

    expect(await ann.next('room:closed')).toEqual({ room_id: room });
    expect(await ann.refused('message:send', { room_id: room, content: 'x' })).toMatchObject({ code: 'not_joined' });
    expect(await ann.say(other, 'alive')).toMatchObject({ content: 'alive' });
  });
});
