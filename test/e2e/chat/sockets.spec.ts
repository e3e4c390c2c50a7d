import {
  type ChatFrame,
  type ChatMessage,
  type ChatPerson,
  type ChatServer,
  startChatServer,
} from '../../support/chat';

describe('sockets of the chat dialect', () => {
  let server: ChatServer;
  beforeAll(async () => {
    server = await startChatServer();
  });
  afterAll(() => server.stop());

  const two = (): Promise<[ChatPerson, ChatPerson]> => Promise.all([server.chatter('ann'), server.chatter('ben')]);

  it.each(['/chatsphere/ws', '/ws'])('%s lets everybody in and closes whoever shows no good token', async (path) => {
    expect(await server.open(path).closed).toEqual({ code: 4_001, reason: '缺少认证token' });
    expect(await server.open(path, 'nonsense').closed).toEqual({ code: 4_001, reason: '无效token' });
    const plain = await fetch(`${server.url}${path}`);
    expect(plain.status).toBe(426);
  });

  it('greets with who one is and who is online', async () => {
    const [ann, ben] = await two();
    await ben.connect();
    const socket = await ann.connect();
    const [established, online] = socket.received.all;

    expect(established).toEqual({
      type: 'connection_established',
      data: { message: 'connected', user: expect.objectContaining({ id: ann.id, email: ann.email }) },
      timestamp: expect.stringMatching(/Z$/),
    });
    const known = { id: ben.id, username: ben.username, display_name: ben.username, avatar_url: null };
    expect(online).toMatchObject({ type: 'online_users', data: expect.arrayContaining([known]) });
    expect(online.data).toContainEqual(expect.objectContaining({ id: ann.id }));
  });

  it('greets at the root in the words of both dialects', async () => {
    const ann = await server.chatter();
    const socket = await ann.connect('/ws');
    const [system, established, online] = socket.received.all as (ChatFrame & Record<string, unknown>)[];

    expect(system).toEqual({
      ...{ id: expect.any(String), type: 'system_message', message_type: 'system_message' },
      data: {
        ...{ message: 'Connected successfully', connection_id: expect.any(String), online_users: expect.any(Number) },
      },
      ...{ timestamp: expect.any(String), from_user_id: null, to_user_id: ann.id },
    });
    expect(established).toMatchObject({ type: 'connection_established', message_type: 'connection_established' });
    expect(online).toMatchObject({ type: 'online_users', message_type: 'online_users' });
  });

  it('reads a frame at the root by its message_type as work’s, else as its own', async () => {
    const [ann, ben] = await two();
    const socket = await ann.connect('/ws');
    const next = (type: string) => socket.received.take((frame) => frame.type === type, type);
    socket.send('ping');
    expect(await next('pong')).toMatchObject({ message_type: 'pong', data: {} });
    socket.sendText(JSON.stringify({ message_type: 'ping', data: { n: 1 } }));
    expect(await next('pong')).toMatchObject({ message_type: 'pong', data: { n: 1 }, to_user_id: ann.id });
    const command = { message_type: 'command', data: { type: 'get_connection_info', request_id: 'r1' } };
    socket.sendText(JSON.stringify(command));
    expect(await next('command_response')).toMatchObject({
      data: { command_type: 'get_connection_info', request_id: 'r1', success: true, data: { user_id: ann.id } },
    });
    socket.sendText(JSON.stringify({ type: 'get_connection_info', request_id: 'r2' }));
    expect(await next('command_response')).toMatchObject({ data: { request_id: 'r2' } });
    socket.sendText(JSON.stringify({ message_type: 'pong' }));
    for (const frame of [{ message_type: 'nonsense' }, { type: 'nonsense' }, { message_type: 'command' }, {}]) {
      socket.sendText(JSON.stringify(frame));
      const error = await next('error');
      expect(error).toMatchObject({ message_type: 'error', data: { code: 40_000 } });
      expect(JSON.stringify(error)).not.toContain('unknown type pong');
    }

    socket.send('send_message', { chat_type: 'private', chat_id: ben.id, content: 'hello' });
    expect(await next('message')).toMatchObject({
      ...{ type: 'message', message_type: 'text', from_user_id: ann.id, to_user_id: ben.id },
      data: { content: 'hello', chat_id: ben.id, message_type: 'text' },
    });
  });

  it.each(['/chatsphere/ws', '/ws'])(
    '%s answers what it cannot read with an error frame, and stays open',
    async (path) => {
      const ann = await server.chatter();
      const socket = await ann.connect(path);
      const codeOf = async (text: string | Buffer): Promise<number> => {
        socket.socket.send(text);
        return (await socket.next<{ code: number }>('error')).code;
      };
      for (const text of ['{', 'nonsense', '[]', 'null', '7', '"x"', '{}', '{"type":7}', '{"type":null}']) {
        expect([text, await codeOf(text)]).toEqual([text, 40_000]);
      }
      expect(await codeOf(Buffer.from([1, 2, 3]))).toBe(40_000);
      expect(await codeOf(JSON.stringify({ type: 'x'.repeat(1_000) }))).toBe(40_000);
      await socket.settled();
      expect((await ann.api.get('/auth/me')).status).toBe(200);
    },
  );

  const wrong: [string, unknown, number][] = [
    ['send_message', undefined, 40_022],
    ['send_message', null, 40_022],
    ['send_message', 7, 40_000],
    ['send_message', [], 40_000],
    ['send_message', { chat_type: 'private', chat_id: '404', content: 'x' }, 41_001],
    ['send_message', { chat_type: 'private', chat_id: 'x', content: 'x' }, 40_022],
    ['send_message', { chat_type: 'elsewhere', chat_id: '5', content: 'x' }, 40_022],
    ['send_message', { chat_type: 'room', chat_id: '404', content: 'x' }, 42_001],
    ['send_message', { chat_type: 'group', chat_id: '404', content: 'x' }, 40_004],
    ['send_message', { chat_type: 'group', chat_id: '404', content: '' }, 40_022],
    ['send_message', { chat_type: 'group', chat_id: '404', content: 'x'.repeat(2_001) }, 40_022],
    ['send_message', { chat_type: 'group', chat_id: '404', content: 'a\u0000b' }, 40_022],
    ['send_message', { chat_type: 'group', chat_id: '404', content: 'x', message_type: 'video' }, 40_022],
    ['send_message', { chat_type: 'group', chat_id: '404', content: 'x', nonce: '' }, 40_022],
    ['send_message', { chat_type: 'group', chat_id: '404', content: 'x', reply_to_id: {} }, 40_022],
    ['join_room', {}, 40_022],
    ['join_room', { room_id: '404' }, 42_001],
    ['join_room', { room_id: 'x' }, 40_022],
    ['leave_room', { room_id: true }, 40_022],
    ['typing', { chat_id: '404' }, 40_022],
    ['typing', { chat_id: '404', is_typing: true }, 42_002],
    ['typing', { chat_type: 'group', chat_id: '404', is_typing: true }, 40_004],
    ['typing', { chat_type: 'private', chat_id: '404', is_typing: 'yes' }, 40_022],
    ['mark_read', { chat_type: 'private', chat_id: '404', message_id: '5' }, 41_001],
    ['mark_read', { chat_type: 'room' }, 40_022],
    ['edit_message', { message_id: '404', content: 'x' }, 40_004],
    ['edit_message', { id: '404', content: 7 }, 40_022],
    ['delete_message', { message_id: '404' }, 40_004],
    ['delete_message', {}, 40_022],
  ];
  it('answers every wrong command with its code', async () => {
    const socket = await (await server.chatter()).connect();
    const got: unknown[] = [];
    for (const [type, data] of wrong) got.push([type, data, (await socket.refused(type, data)).code]);

    expect(got).toEqual(wrong);
    expect(await socket.refused('send_message', { chat_id: 'x' })).toMatchObject({
      message: expect.stringContaining('chat_type'),
    });
  });

  it('makes one message of one nonce, sent twice at once from two sockets', async () => {
    const [ann, ben] = await two();
    const [first, second, other] = await Promise.all([ann.connect(), ann.connect('/ws'), ben.connect()]);
    const frame = { chat_type: 'private', chat_id: ben.id, content: 'once', nonce: 'same' };
    first.send('send_message', frame);
    second.send('send_message', frame);
    const [one, two_] = await Promise.all([first.next<ChatMessage>('message'), second.next<ChatMessage>('message')]);
    expect(one.id).toBe(two_.id);
    first.send('send_message', { ...frame, content: 'other words' });
    await first.settled();

    expect(new Set(first.seen<ChatMessage>('message').map(({ id }) => id)).size).toBe(1);
    await other.settled();
    expect(other.seen('message')).toHaveLength(1);
    const page = await ben.api.get<{ total: number }>(`/chat/messages/private/${ann.id}`);
    expect(page.body.total).toBe(1);
  });

  it('tells typing, its end, reading, edits and deletions to the other one alone', async () => {
    const [ann, ben] = await two();
    const [annSocket, benSocket] = await Promise.all([ann.connect(), ben.connect('/ws')]);
    const eve = await (await server.chatter('eve')).connect();
    const { id } = await annSocket.say('private', ben.id, 'first');
    const typing = { chat_type: 'private', chat_id: ben.id };
    annSocket.send('typing', { ...typing, is_typing: true });
    expect(await benSocket.next('typing')).toEqual({
      ...{ user_id: ann.id, username: ann.username, display_name: ann.username, is_typing: true },
      ...{ chat_type: 'private', chat_id: ann.id },
    });
    annSocket.send('typing', { ...typing, is_typing: false });
    expect(await benSocket.next('typing')).toMatchObject({ is_typing: false });
    annSocket.send('edit_message', { message_id: id, content: 'second' });
    expect(await annSocket.next('message_updated')).toMatchObject({ id, content: 'second', chat_id: ben.id });
    expect(await benSocket.next('message_updated')).toMatchObject({ id, chat_id: ann.id, is_edited: true });
    benSocket.send('mark_read', { chat_type: 'private', chat_id: ann.id });
    expect(await annSocket.next('read')).toMatchObject({ user_id: ben.id, message_id: id });
    annSocket.send('delete_message', { id });
    expect(await benSocket.next('message_deleted')).toMatchObject({ id, chat_id: ann.id });

    await Promise.all([annSocket.settled(), eve.settled()]);
    expect(annSocket.seen('typing')).toEqual([]);
    const heard = eve.received.all.map(({ type }) => type);
    expect(heard.filter((type) => !/pong|connection|online|user_/.test(type))).toEqual([]);
  });

  it('keeps the order of what one socket sends', async () => {
    const [ann, ben] = await two();
    const [socket, other] = await Promise.all([ann.connect(), ben.connect()]);
    const contents = Array.from({ length: 50 }, (_, index) => `${index}`);
    for (const content of contents) socket.send('send_message', { chat_type: 'private', chat_id: ben.id, content });
    await other.next<ChatMessage>('message', ({ content }) => content === '49');

    expect(other.seen<ChatMessage>('message').map(({ content }) => content)).toEqual(contents);
  });

  it('tells contacts who comes and goes', async () => {
    const [ann, ben] = await two();
    const socket = await ann.connect('/ws');
    await socket.say('private', ben.id, 'hello');
    const other = await ben.connect();
    expect(await socket.next('user_joined')).toEqual({
      ...{ user_id: ben.id, username: ben.username, display_name: ben.username },
    });
    await other.close();
    expect(await socket.next('user_left')).toMatchObject({ user_id: ben.id });
  });

  it('ends with the login', async () => {
    const ann = await server.chatter();
    const socket = await ann.connect();
    await server.as(undefined).post('/auth/logout', { refresh_token: ann.refreshToken });

    expect((await socket.closed).code).toBe(4_001);
  });
});
