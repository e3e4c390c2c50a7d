import { EnterRoom } from '../../../src/application/rooms/enter-room';
import { unavailable } from '../../../src/shared/errors';
import { until } from '../../support/clients';
import { RawClient } from '../../support/clients-raw';
import { SocketIoClient } from '../../support/clients-socketio';
import { Operator } from '../../fakes/rooms-operator';
import { type ChatMessage, type ChatPerson, type ChatServer, refusalOf, startChatServer } from '../../support/chat';

interface RoomJson extends Record<string, unknown> {
  readonly id: string;
  readonly name: string;
  readonly online_count: number;
}

describe('rooms of the chat dialect', () => {
  let server: ChatServer;
  let operator: Operator;
  beforeAll(async () => {
    server = await startChatServer();
    operator = new Operator(server);
  });
  afterAll(() => server.stop());

  const roomsOf = async (who: ChatPerson): Promise<RoomJson[]> =>
    (await who.base.get<{ rooms: RoomJson[] }>('/api/v1/rooms')).body.rooms;
  const room = (settings: object = {}): Promise<string> => operator.room(settings);

  it('are general, tech and random on a new server, with who is inside', async () => {
    const ann = await server.chatter();
    expect((await roomsOf(ann)).slice(0, 3)).toEqual(
      ['general', 'tech', 'random'].map((name) => ({
        ...{ id: expect.stringMatching(/^\d+$/), name, description: '', max_members: null, online_count: 0 },
        created_at: expect.stringMatching(/Z$/),
      })),
    );
    const [general] = await roomsOf(ann);
    const socket = await ann.connect();
    await socket.join(general.id);
    expect((await roomsOf(ann))[0].online_count).toBe(1);
    const online = await ann.base.get(`/api/v1/rooms/${general.id}/online-count`);
    expect(online.body).toEqual({
      ...{ room_id: general.id, online_count: 1 },
      online_users: [{ id: ann.id, username: ann.username, display_name: ann.username, avatar_url: null }],
    });
    expect((await ann.api.get(`/chat/rooms/${general.id}/online`)).body).toEqual(online.body);
    expect(refusalOf(await ann.api.get('/chat/rooms/404/online'))).toEqual([404, 42_001]);
    expect(refusalOf(await ann.api.get('/chat/rooms/x/online'))).toEqual([422, 40_022]);
  });

  it('are opened by people, within bounds', async () => {
    const ann = await server.chatter();
    const created = await ann.base.post('/api/v1/rooms', { name: 'Tea', description: 'and talk', max_members: 2 });
    expect([created.status, created.body]).toEqual([
      201,
      {
        ...{ id: expect.any(String), name: 'Tea', description: 'and talk', max_members: 2, online_count: 0 },
        created_at: expect.any(String),
      },
    ]);
    expect(await roomsOf(ann)).toContainEqual(created.body);
    for (const body of [{}, { name: ' ' }, { name: 7 }, { name: 'x', max_members: 0 }, { name: 'x', description: 5 }]) {
      expect([body, ...refusalOf(await ann.api.post('/chat/rooms', body))]).toEqual([body, 422, 40_022]);
    }
    for (let index = 1; index < 20; index += 1) await ann.api.post('/chat/rooms', { name: `room ${index}` });
    expect(refusalOf(await ann.api.post('/chat/rooms', { name: 'one more' }))).toEqual([409, 40_009]);
  });

  it('keep an account a member until it leaves, on every socket', async () => {
    const [ann, ben] = await Promise.all([server.chatter('ann'), server.chatter('ben')]);
    await ben.api.put('/auth/me', { display_name: 'Benjamin' });
    const roomId = await room();
    const first = await ann.connect();
    expect(refusalOf(await ann.api.get(`/chat/messages/room/${roomId}`))).toEqual([403, 42_002]);
    expect(await first.refused('send_message', { chat_type: 'room', chat_id: roomId, content: 'x' })).toMatchObject({
      code: 42_002,
    });
    await first.join(roomId);
    await first.join(roomId);
    const benSocket = await ben.connect();
    await benSocket.join(roomId);
    expect(await first.next('user_joined', (data) => data.user_id === ben.id)).toEqual({
      ...{ user_id: ben.id, username: ben.username, display_name: 'Benjamin', room_id: roomId },
    });
    const sent = await first.say('room', roomId, 'hello');
    expect(sent).toMatchObject({ room_id: roomId, chat_type: 'room', chat_id: roomId, to_user_id: null });
    expect(await benSocket.next('message')).toEqual(sent);
    expect(await benSocket.next('conversation_updated')).toEqual({
      ...{ chat_type: 'room', chat_id: roomId, message_id: sent.id, timestamp: expect.stringMatching(/Z$/) as string },
    });
    expect((await ben.api.get(`/chat/messages/room/${roomId}`)).body).toEqual({
      ...{ messages: [sent], total: 1, has_more: false },
    });

    await first.close();
    expect(await benSocket.next('user_left')).toEqual({
      ...{ user_id: ann.id, username: ann.username, display_name: ann.username, room_id: roomId },
    });
    await benSocket.say('room', roomId, 'anybody there?');
    const unread = await ann.api.get<{ conversations: Record<string, unknown>[] }>('/chat/conversations');
    expect(unread.body.conversations).toMatchObject([{ chat_type: 'room', chat_id: roomId, unread_count: 1 }]);
    const second = await ann.connect('/ws');
    await benSocket.next('user_joined', (data) => data.user_id === ann.id);
    await benSocket.say('room', roomId, 'welcome back');
    expect(await second.next('message')).toMatchObject({ content: 'welcome back' });
    const third = await ann.connect();
    await third.join(roomId);
    // Joined on one, inside on all.
    const elsewhere = await room();
    await third.join(elsewhere);
    expect(await second.next('user_joined', (data) => data.room_id === elsewhere)).toMatchObject({ user_id: ann.id });
    expect((await second.say('room', elsewhere, 'from another socket')).chat_id).toBe(elsewhere);
    expect(await third.next('message', ({ room_id }) => room_id === elsewhere)).toMatchObject({ from_user_id: ann.id });
    third.send('leave_room', { room_id: roomId });
    for (const one of [second, third]) {
      expect(await one.next('user_left')).toMatchObject({ user_id: ann.id, room_id: roomId });
    }
    await benSocket.say('room', roomId, 'alone');
    await second.settled();
    const heard = second.seen<ChatMessage>('message').map(({ content }) => content);
    expect(heard).toEqual(['welcome back', 'from another socket']);
    expect(refusalOf(await ann.api.get(`/chat/messages/room/${roomId}`))).toEqual([403, 42_002]);
  });

  it('are entered before the greeting, so that nothing said after it is missed', async () => {
    const [ann, ben] = await Promise.all([server.chatter('ann'), server.chatter('ben')]);
    const roomIds = await Promise.all([room(), room(), room()]);
    const talker = await ben.connect();
    const first = await ann.connect();
    for (const roomId of roomIds) await Promise.all([talker.join(roomId), first.join(roomId)]);
    await first.close();

    for (const path of ['/chatsphere/ws', '/ws']) {
      const socket = await ann.connect(path);
      const said = await Promise.all(roomIds.map((roomId) => talker.say('room', roomId, `for ${roomId} on ${path}`)));
      for (const { id } of said) await socket.next<ChatMessage>('message', (message) => message.id === id);
      const greeting = socket.received.all.map(({ type }) => type).slice(0, path === '/ws' ? 3 : 2);
      expect(greeting).toEqual([
        ...(path === '/ws' ? ['system_message'] : []),
        'connection_established',
        'online_users',
      ]);
      await socket.close();
    }
  });

  it('that cannot be entered now close the socket, which may come back, and hold nobody', async () => {
    const ann = await server.chatter('ann');
    const roomIds = await Promise.all([room(), room()]);
    const first = await ann.connect();
    for (const roomId of roomIds) await first.join(roomId);
    await first.close();
    const online = async (): Promise<unknown[]> =>
      Promise.all(roomIds.map(async (id) => (await ann.api.get(`/chat/rooms/${id}/online`)).body));

    for (const path of ['/chatsphere/ws', '/ws']) {
      const { execute } = EnterRoom.prototype;
      const enter = jest.spyOn(EnterRoom.prototype, 'execute');
      enter.mockImplementationOnce(function (this: EnterRoom, request) {
        return execute.call(this, request);
      });
      enter.mockRejectedValueOnce(unavailable('the database does not answer'));
      const socket = server.open(path, ann.token);
      expect(await socket.closed).toEqual({ code: 1_013, reason: 'unavailable' });
      expect(socket.received.all).toMatchObject([{ type: 'error', data: { message: 'the database does not answer' } }]);
      enter.mockRestore();
      await until(async () => (await online()).every((one) => (one as RoomJson).online_count === 0), 'empty rooms');

      const back = await ann.connect(path);
      expect(await online()).toMatchObject([{ online_count: 1 }, { online_count: 1 }]);
      await back.close();
    }
  });

  it('tell one’s other sockets, and nobody else, how far one has read', async () => {
    const [ann, ben] = await Promise.all([server.chatter('ann'), server.chatter('ben')]);
    const roomId = await room();
    const [phone, desk, benSocket] = await Promise.all([ann.connect(), ann.connect('/ws'), ben.connect()]);
    await phone.join(roomId);
    await desk.next('user_joined', (data) => data.room_id === roomId);
    await benSocket.join(roomId);
    const first = await benSocket.say('room', roomId, 'first');
    const last = await benSocket.say('room', roomId, 'last');
    const where = { chat_type: 'room', chat_id: roomId };
    phone.send('mark_read', { ...where, message_id: first.id });
    for (const socket of [phone, desk]) {
      expect(await socket.next('read')).toEqual({ ...where, user_id: ann.id, message_id: first.id });
    }
    expect((await ann.api.post(`/chat/conversations/room/${roomId}/mark-read`)).status).toBe(200);
    for (const socket of [phone, desk]) {
      expect(await socket.next('read')).toEqual({ ...where, user_id: ann.id, message_id: last.id });
    }
    await benSocket.settled();
    expect(benSocket.seen('read')).toEqual([]);
  });

  it('are one place for guests on raw sockets, Socket.IO and chat clients', async () => {
    const ann = await server.chatter();
    const roomId = await room();
    const socket = await ann.connect();
    await socket.join(roomId);
    const raw = await RawClient.join(server, roomId, { user_id: 'guest-1', nickname: 'Guest' });
    expect(await socket.next('user_joined', (data) => data.user_id === 'guest-1')).toMatchObject({ username: 'Guest' });
    const io = await SocketIoClient.connect(server, { user_id: 'guest-2', nickname: 'Second' }, 'websocket');
    await io.join(roomId);
    const said = await socket.say('room', roomId, 'from chat');
    expect(await raw.next('Message')).toMatchObject({ id: said.id, from: ann.id, content: 'from chat' });
    expect(await io.next('message')).toMatchObject({ id: said.id, content: 'from chat' });
    const answer = await raw.say('from raw');
    expect(await socket.next<ChatMessage>('message')).toMatchObject({ id: answer.id, from_user_id: 'guest-1' });
    socket.send('typing', { chat_type: 'room', chat_id: roomId, is_typing: true });
    expect(await raw.next('Typing')).toEqual({ user_id: ann.id });
    raw.send('Typing');
    expect(await socket.next('typing')).toEqual({
      ...{ user_id: 'guest-1', username: 'Guest', display_name: 'Guest', is_typing: true },
      ...{ chat_type: 'room', chat_id: roomId },
    });
    socket.send('delete_message', { message_id: said.id });
    expect(await raw.next('MessageDeleted')).toEqual({ id: said.id });
    expect(await socket.next('message_deleted')).toEqual({ id: said.id, chat_type: 'room', chat_id: roomId });
    const { online_users: inside } = (await ann.api.get<{ online_users: object[] }>(`/chat/rooms/${roomId}/online`))
      .body;
    expect(inside).toContainEqual({ id: 'guest-1', username: 'Guest', display_name: 'Guest', avatar_url: null });
    raw.socket.close();
    expect(await socket.next('user_left')).toMatchObject({ user_id: 'guest-1', username: 'Guest' });
    await io.leave();
  });

  it('tell edits to other chat clients', async () => {
    const [ann, ben] = await Promise.all([server.chatter('ann'), server.chatter('ben')]);
    const roomId = await room();
    const [socket, other] = await Promise.all([ann.connect(), ben.connect('/ws')]);
    await Promise.all([socket.join(roomId), other.join(roomId)]);
    const { id } = await socket.say('room', roomId, 'first');
    const edited = await ann.api.patch(`/chat/messages/${id}`, { content: 'second' });
    expect([edited.status, edited.body]).toMatchObject([200, { room_id: roomId, is_edited: true }]);
    expect(await other.next('message_updated')).toMatchObject({ id, content: 'second', chat_id: roomId });
    expect((await ben.api.put(`/chat/messages/${id}/reactions/${encodeURIComponent('👍')}`)).status).toBe(200);
    expect(refusalOf(await ben.api.patch(`/chat/messages/${id}`, { content: 'x' }))).toEqual([403, 40_003]);
    expect(refusalOf(await ben.api.delete(`/chat/messages/${id}`))).toEqual([403, 40_003]);
  });

  it('are empty once everybody is gone, however quickly they came and went', async () => {
    const ann = await server.chatter();
    const roomId = await room();
    const witness = await (await server.chatter()).connect();
    for (let round = 0; round < 10; round += 1) {
      const socket = await ann.connect();
      socket.send('join_room', { room_id: roomId });
      if (round % 2 === 0) await socket.settled();
      await socket.close();
    }
    const online = async (): Promise<unknown> =>
      (await ann.api.get<{ online_count: number }>(`/chat/rooms/${roomId}/online`)).body.online_count;
    await until(async () => (await online()) === 0, 'the room to be empty');
    await witness.join(roomId);
    expect(await online()).toBe(1);
  });

  it('hold back who is muted, slowed down, banned or kicked, and who comes too many', async () => {
    const [ann, ben] = await Promise.all([server.chatter('ann'), server.chatter('ben')]);
    const roomId = await room({ max_members: 1, slow_mode_seconds: 60 });
    const [socket, other] = await Promise.all([ann.connect(), ben.connect()]);
    await socket.join(roomId);
    expect(await other.refused('join_room', { room_id: roomId })).toMatchObject({ code: 40_009 });
    await socket.say('room', roomId, 'once');
    const again = { chat_type: 'room', chat_id: roomId, content: 'twice' };
    expect(await socket.refused('send_message', again)).toMatchObject({ code: 40_029 });
    await operator.put(`/rooms/${roomId}/mutes/${ann.id}`);
    expect(await socket.next('error')).toMatchObject({ code: 42_002 });
    expect(await socket.refused('send_message', again)).toMatchObject({ code: 42_002 });

    await operator.delete(`/rooms/${roomId}/users/${ann.id}`);
    expect(await socket.next('error')).toMatchObject({ code: 42_002 });
    expect(refusalOf(await ann.api.get(`/chat/messages/room/${roomId}`))).toEqual([403, 42_002]);
    await socket.join(roomId);
    await operator.put(`/rooms/${roomId}/bans/${ann.id}`);
    expect(await socket.next('error')).toMatchObject({ code: 42_002, message: '你已被踢出该房间，无法再次加入' });
    expect(await socket.refused('join_room', { room_id: roomId })).toMatchObject({ code: 42_002 });
    expect(refusalOf(await ann.api.get(`/chat/messages/room/${roomId}`))).toEqual([403, 42_002]);
    expect(refusalOf(await ann.api.get(`/chat/rooms/${roomId}/online`))).toEqual([403, 42_002]);
    await operator.delete(`/rooms/${roomId}/bans/${ann.id}`);
    await socket.join(roomId);
    await operator.delete(`/rooms/${roomId}`);
    expect(await socket.next('error')).toMatchObject({ code: 42_001 });
    expect(await socket.refused('join_room', { room_id: roomId })).toMatchObject({ code: 42_001 });
    expect(refusalOf(await ann.api.get('/chat/conversations')).slice(0, 1)).toEqual([200]);
  });

  it('tell what an operator announces, and list no room that needs a ticket', async () => {
    const ann = await server.chatter();
    const roomId = await room({ access: 'ticket', room_name: 'secret' });
    expect((await roomsOf(ann)).map(({ name }) => name)).not.toContain('secret');
    expect(refusalOf(await ann.api.get(`/chat/rooms/${roomId}/online`))).toEqual([404, 42_001]);
    const open = await room();
    const socket = await ann.connect();
    await socket.join(open);
    await operator.post(`/rooms/${open}/messages`, { content: 'maintenance at nine' });
    expect(await socket.next('message')).toMatchObject({ from_user_id: null, content: 'maintenance at nine' });
  });
});

describe('the rooms of a new server', () => {
  it('are made once, and not synced unless the operator says so', async () => {
    const server = await startChatServer({ DEFAULT_ROOMS: 'lobby', DATA_CALLBACK_URL: 'http://127.0.0.1:9/' });
    try {
      const operator = new Operator(server);
      const { body } = await operator.get('/rooms');
      const [lobby] = body as { room_id: string; room_name: string }[];
      expect(lobby.room_name).toBe('lobby');
      await operator.delete(`/rooms/${lobby.room_id}`);
      const deliveries = await operator.get('/sync/deliveries');

      expect(deliveries.body).toEqual([]);
    } finally {
      await server.stop();
    }
  });
});
