import { Operator } from '../fakes/rooms-operator';
import { type ChatMessage, type ChatServer, startChatServer } from '../support/chat';
import type { MessageJson } from '../support/clients';
import { RawClient } from '../support/clients-raw';
import { SocketIoClient } from '../support/clients-socketio';
import { expectStatus } from '../support/discord';
import { Conversation, type Everywhere, everywhere, Screens } from '../support/dialects';
import {
  allNotFound,
  callsOnGroup,
  callsOnMessage,
  refusedOnSockets,
  type Secret,
  tellSecret,
} from '../support/outsiders';
import { until } from '../support/until';

let server: ChatServer;
let ann: Everywhere;
let bob: Everywhere;

beforeAll(async () => {
  server = await startChatServer();
  [ann, bob] = [await everywhere(server, 'ann'), await everywhere(server, 'bob')];
}, 60_000);
afterAll(() => server?.stop());

interface Said {
  readonly id: string;
}

describe('outsiders of every dialect', () => {
  const word = '秘密计划';
  const thumb = encodeURIComponent('👍');
  let eve: Everywhere;
  let dan: Everywhere;
  let evesScreens: Screens;
  let bobsScreens: Screens;

  beforeAll(async () => {
    [eve, dan] = [await everywhere(server, 'eve'), await everywhere(server, 'dan')];
    [bobsScreens, evesScreens] = [await Screens.open(server, bob), await Screens.open(server, eve)];
    // What comes on her screens after this is known to be the last.
    expectStatus(await dan.im.post('/messages/send', { receiver_id: eve.id, content: 'hello' }), 200);
  }, 60_000);
  afterAll(() => Promise.all([evesScreens?.close(), bobsScreens?.close()]));

  /** Nothing of it is found, listed or counted. */
  async function knowsNothing(where: Conversation): Promise<void> {
    const query = encodeURIComponent(word);
    expect((await eve.im.get(`/messages/search?q=${query}`)).body).toEqual([]);
    expect((await eve.im.get(`/messages/search?q=${query}&from=${ann.id}`)).body).toEqual([]);
    expect((await eve.api.get(`/chat/search?q=${query}`)).body).toEqual({ hits: [], next: null });
    expect(await where.unreadOf(eve)).toEqual({ im: undefined, chat: undefined });
    const channels = await eve.discord.get<Said[]>('/users/@me/channels');
    expect(channels.body.map(({ id }) => id)).not.toContain(where.channelId);
    expect((await eve.im.get<Said[]>('/groups/list')).body).toEqual([]);
    expect((await eve.api.get<{ groups: Said[] }>('/chat/groups')).body.groups).toEqual([]);
  }

  /** Everything that can happen to a message happens, and she hears none of it. */
  async function commotionUnheard(where: Conversation): Promise<void> {
    const before = await evesScreens.heard();
    const { body } = await ann.im.post<Said>('/messages/send', { ...where.imTarget(ann), content: `${word} again` });
    await where.arrived(body.id, [bobsScreens]);
    const { chat, im, program } = bobsScreens;
    im.send({ event_type: 'typing', ...where.imTarget(bob) });
    chat.send('typing', { ...where.chatTarget(bob), is_typing: true });
    chat.send('mark_read', where.chatTarget(bob));
    await Promise.all([im.settled(), chat.settled()]);
    expectStatus(await bob.im.put(`/messages/${body.id}/reactions/${thumb}`), 200);
    expectStatus(await bob.im.put(`/messages/${body.id}/pin`), 200);
    expectStatus(await ann.discord.patch(`${where.discordPath}/${body.id}`, { content: `${word} changed` }), 200);
    expectStatus(await ann.im.post(`/messages/${body.id}/recall`), 200);
    await program.event('messageDelete', ({ id }) => id === body.id);
    await bobsScreens.chat.next('message_deleted', ({ id }) => id === body.id);

    const last = await dan.im.post<Said>('/messages/send', { receiver_id: eve.id, content: `after ${body.id}` });
    await until(() => evesScreens.program.events('messageCreate').some(([{ id }]) => id === last.body.id), 'the last');
    const told = (await evesScreens.heard()).sort();
    const ofTheLast = [
      'message',
      'message',
      'message',
      'conversation_updated',
      'conversation_updated',
      'MESSAGE_CREATE',
    ];
    expect(told).toEqual([...before, ...ofTheLast].sort());
  }

  async function isOutside(where: Conversation, secret: Secret): Promise<void> {
    await allNotFound(callsOnMessage(eve, dan.id, where, secret));
    if (where.kind === 'group') await allNotFound(callsOnGroup(eve, where, word));
    await refusedOnSockets(evesScreens, where, secret);
    await knowsNothing(where);
    await commotionUnheard(where);
  }

  it('get nothing of what two others say to each other', async () => {
    const where = await Conversation.direct(ann, bob);
    await isOutside(where, await tellSecret(ann, where, word));

    // Whom they name by the other person is whom they talk to themselves.
    for (const { id } of [ann, bob]) {
      expect((await eve.im.get(`/messages/list?receiver_id=${id}`)).body).toEqual([]);
      const page = await eve.api.get(`/chat/messages/private/${id}`);
      expect(page.body).toEqual({ messages: [], total: 0, has_more: false });
      const query = `q=${encodeURIComponent(word)}`;
      expect((await eve.im.get(`/messages/search?${query}&receiver_id=${id}`)).body).toEqual([]);
      expect((await eve.api.get(`/chat/search?${query}&chat_type=private&chat_id=${id}`)).body).toMatchObject({
        hits: [],
      });
    }
  });

  it('get nothing of a group before they join, and after they leave or are sent out, whoever does it', async () => {
    const where = await Conversation.group(ann, bob);
    const secret = await tellSecret(ann, where, word);
    const path = `/channels/${where.channelId}/recipients/${eve.id}`;
    const body = { group_id: where.channelId, user_id: eve.id };
    const comings = [
      () => eve.im.post('/groups/join', body),
      () => ann.api.put(`/chat/groups/${where.channelId}/members/${eve.id}`),
      () => ann.discord.put(path),
    ];
    const goings = [
      () => eve.im.post('/groups/leave', body),
      () => eve.api.delete(`/chat/groups/${where.channelId}/members/${eve.id}`),
      () => eve.discord.delete(`/channels/${where.channelId}`),
      () => ann.im.post('/groups/kick', body),
      () => ann.api.delete(`/chat/groups/${where.channelId}/members/${eve.id}`),
      () => ann.discord.delete(path),
    ];

    await isOutside(where, secret);
    for (const [index, go] of goings.entries()) {
      const come = await comings[index % comings.length]();
      expect([200, 204]).toContain(come.status);
      const { body: welcome } = await ann.im.post<Said>('/messages/send', { ...where.imTarget(ann), content: word });
      await where.arrived(welcome.id, [bobsScreens, evesScreens]);
      expect(await where.historiesOf(eve)).toEqual({ im: [welcome.id], chat: [welcome.id], discord: [welcome.id] });
      expect(await where.unreadOf(eve)).toEqual({ im: 1, chat: 1 });
      const found = await eve.im.get<Said[]>(`/messages/search?q=${encodeURIComponent(word)}`);
      expect(found.body.map(({ id }) => id)).toEqual([welcome.id]);
      await allNotFound({ 'a file from before': eve.im.get(`/files/${secret.fileId}`) });

      const went = await go();
      expect([200, 204]).toContain(went.status);
      await until(
        () => evesScreens.program.events('channelDelete').length === index + 1,
        'discord.js to be told that it is out',
      );
      await isOutside(where, { ...secret, id: index % 2 === 0 ? welcome.id : secret.id });
    }
  });
});

describe('one group, ruled in every dialect', () => {
  let bobsScreens: Screens;
  beforeAll(async () => {
    bobsScreens = await Screens.open(server, bob);
  });
  afterAll(() => bobsScreens?.close());

  it('silences in all whom an admin of one has muted, and ends for all', async () => {
    const where = await Conversation.group(ann, bob);
    const body = { group_id: where.channelId, user_id: bob.id };
    const { im, chat, program } = bobsScreens;
    const speak = async (): Promise<number[]> => {
      const frame = { ...where.chatTarget(bob), content: 'x' };
      return [
        (await bob.im.post('/messages/send', { ...body, content: 'x' })).status,
        (await bob.discord.post(where.discordPath, { content: 'x' })).status,
        (await chat.refused('send_message', frame)).code,
      ];
    };
    await program.event('channelCreate', ({ id }) => id === where.channelId);
    expectStatus(await ann.im.post('/groups/mute', { ...body, duration_seconds: 600 }), 200);
    expect(await speak()).toEqual([403, 403, 40_003]);
    expectStatus(await ann.im.post('/groups/unmute', body), 200);
    expectStatus(await ann.discord.patch(`/channels/${where.channelId}`, { name: 'Renamed' }), 200);
    await im.next('group', ({ data }) => Reflect.get(Object(data?.group), 'name') === 'Renamed');
    await program.event('channelUpdate', ({ id }) => id === where.channelId);
    const { body: listed } = await bob.base.get<{ conversations: object[] }>('/api/v1/conversations');
    expect(listed.conversations).toContainEqual(expect.objectContaining({ chat_id: where.channelId, name: 'Renamed' }));

    expectStatus(await ann.api.delete(`/chat/groups/${where.channelId}`), 200);
    await im.next('group', ({ group_id, data }) => group_id === where.channelId && data?.action === 'dissolved');
    await program.event('channelDelete', ({ id }) => id === where.channelId);
    expect(await speak()).toEqual([404, 404, 40_004]);
    expect(await where.unreadOf(bob)).toEqual({ im: undefined, chat: undefined });
  });

  it('lets nobody in any dialect write to whoever blocked them in one', async () => {
    const gus = await everywhere(server, 'gus');
    const where = await Conversation.direct(gus, bob);
    const gusSocket = await gus.connect();
    expectStatus(await bob.im.put(`/blocks/${gus.id}`), 200);
    const before = await bobsScreens.heard();
    const listed = await where.unreadOf(bob);

    const frame = { ...where.chatTarget(gus), content: 'x' };
    expect((await gusSocket.refused('send_message', frame)).code).toBe(40_003);
    expectStatus(await gus.im.post('/messages/send', { receiver_id: bob.id, content: 'x' }), 403);
    expectStatus(await gus.discord.post(where.discordPath, { content: 'x' }), 403);
    gusSocket.send('typing', { ...where.chatTarget(gus), is_typing: true });
    await gus.discord.post(`/channels/${where.channelId}/typing`);
    await gusSocket.settled();
    expect(await bobsScreens.heard()).toEqual(before);
    expect(await where.unreadOf(bob)).toEqual(listed);
    await gusSocket.close();
  });
});

describe('one room for clients of every dialect that has rooms', () => {
  let operator: Operator;
  let roomId: string;
  let chat: Awaited<ReturnType<Everywhere['connect']>>;
  let root: Awaited<ReturnType<Everywhere['connect']>>;
  let raw: RawClient;
  let io: SocketIoClient;

  beforeAll(async () => {
    operator = new Operator(server);
    roomId = await operator.room();
    [chat, root] = [await ann.connect(), await bob.connect('/ws')];
    await chat.join(roomId);
    await root.join(roomId);
    raw = await RawClient.join(server, roomId, { user_id: 'raw-guest', nickname: 'Raw' });
    io = await SocketIoClient.connect(server, { user_id: 'io-guest' });
    await io.join(roomId);
  });
  afterAll(async () => {
    await Promise.all([chat?.close(), root?.close(), raw?.leave(), io?.leave()]);
  });

  const inChat = () => ({ chat_type: 'room', chat_id: roomId });
  const idsOf = (messages: readonly object[]): string[] => (messages as Said[]).map(({ id }) => id);
  const seen = (): Record<string, string[]> => ({
    ...{ chat: idsOf(chat.seen('message')), root: idsOf(root.seen('message')) },
    ...{ raw: idsOf(raw.seen('Message')), io: idsOf(io.seen('message')) },
  });
  const unreadOf = async ({ base }: Everywhere): Promise<number | undefined> => {
    type Listed = { chat_id: string; unread_count: number };
    const { body } = await base.get<{ conversations: Listed[] }>('/api/v1/conversations');
    return body.conversations.find((one) => one.chat_id === roomId)?.unread_count;
  };
  async function histories(): Promise<Record<string, string[]>> {
    const page = await ann.api.get<{ messages: Said[] }>(`/chat/messages/room/${roomId}?limit=100`);
    raw.send('GetHistory', { limit: 100 });
    const { messages } = await raw.next('History');
    const ofIo = (await io.done('message:history', { room_id: roomId, limit: 100 })) as { messages: MessageJson[] };
    const ofOperator = (await operator.get(`/rooms/${roomId}/messages?limit=100`)).body as Said[];
    return {
      ...{ chat: idsOf(page.body.messages), raw: idsOf(messages), io: idsOf(ofIo.messages) },
      operator: idsOf(ofOperator).reverse(),
    };
  }

  it('has one order, which is that of every history, when all talk at once', async () => {
    const contents: string[] = [];
    for (let index = 0; index < 30; index += 1) {
      const content = `number ${index}`;
      contents.push(content);
      const says: (() => unknown)[] = [
        () => chat.send('send_message', { ...inChat(), content }),
        () => root.send('send_message', { ...inChat(), content }),
        () => raw.send('SendMessage', { content }),
        () => io.socket.emit('message:send', { room_id: roomId, content }),
      ];
      says[index % says.length]();
    }
    await until(() => Object.values(seen()).every((ids) => ids.length === 30), 'everything to have come');

    const order = seen().raw;
    expect(seen()).toEqual({ chat: order, root: order, raw: order, io: order });
    expect(await histories()).toEqual({ chat: order, raw: order, io: order, operator: order });
    const form = (message: object): string[] => [(message as MessageJson).id, (message as MessageJson).content];
    const said = raw.seen('Message').map(form);
    expect(said.map(([, content]) => content).sort()).toEqual(contents.sort());
    expect(chat.seen<ChatMessage>('message').map(form)).toEqual(said);
    expect(io.seen('message').map(form)).toEqual(said);
    const authors = new Set(root.seen<ChatMessage>('message').map(({ from_user_id: from }) => from));
    expect([...authors].sort()).toEqual([ann.id, bob.id, 'io-guest', 'raw-guest'].sort());
    expect(new Set(raw.seen('Message').map(({ from }) => from))).toEqual(authors);
  });

  it('counts what a member has not read, wherever it was said, and less when it is taken away', async () => {
    expectStatus(await ann.api.post(`/chat/conversations/room/${roomId}/mark-read`), 200);
    expectStatus(await bob.base.post(`/api/v1/conversations/room/${roomId}/mark-read`), 200);
    const first = await raw.say('one');
    const second = await io.say(roomId, 'two');
    await root.say('room', roomId, 'three');
    expect([await unreadOf(ann), await unreadOf(bob)]).toEqual([3, 0]);

    await io.done('message:delete', { room_id: roomId, id: second.id });
    expect(await chat.next('message_deleted', ({ id }) => id === second.id)).toMatchObject(inChat());
    expect(await raw.next('MessageDeleted', ({ id }) => id === second.id)).toEqual({ id: second.id });
    expect(await unreadOf(ann)).toBe(2);
    chat.send('mark_read', { ...inChat(), message_id: first.id });
    await chat.settled();
    expect(await unreadOf(ann)).toBe(1);
    await raw.say('four');
    await chat.say('room', roomId, 'five');
    expect([await unreadOf(ann), await unreadOf(bob)]).toEqual([0, 2]);
    const ids = (await histories()).operator.slice(-4);
    expect(ids).not.toContain(second.id);
    expect(await histories()).toMatchObject({ chat: expect.arrayContaining(ids), io: expect.arrayContaining(ids) });
  });

  it('makes one message of one nonce, sent twice at once, also by one account in two dialects', async () => {
    const ofAnn = await RawClient.join(server, roomId, { user_id: ann.id, token: ann.token });
    const frame = { content: 'once', nonce: 'by raw and chat' };
    const before = (await histories()).chat.length;
    ofAnn.send('SendMessage', frame);
    chat.send('send_message', { ...inChat(), ...frame });
    raw.send('SendMessage', { content: 'twice raw', nonce: 'r' });
    raw.send('SendMessage', { content: 'twice raw', nonce: 'r' });
    const twice = { room_id: roomId, content: 'twice io', nonce: 'i' };
    const answers = await Promise.all([io.done('message:send', twice), io.done('message:send', twice)]);

    expect(answers[0]).toEqual(answers[1]);
    await Promise.all([ofAnn.settled(), chat.settled(), raw.settled()]);
    await until(async () => (await histories()).chat.length >= before + 3, 'the three');
    expect((await histories()).chat).toHaveLength(before + 3);
    await ofAnn.leave();
  });

  it('is nothing to somebody outside, nor to dialects without rooms', async () => {
    const [eve, fay] = [await everywhere(server, 'eve'), await everywhere(server, 'fay')];
    const [socket, other] = [await eve.connect(), await fay.connect('/ws')];
    const { id } = await raw.say('unguessable');
    const thumb = encodeURIComponent('👍');
    for (const [name, answer] of Object.entries({
      'chat edit': await eve.api.patch(`/chat/messages/${id}`, { content: 'x' }),
      'chat delete': await eve.api.delete(`/chat/messages/${id}`),
      'chat reaction': await eve.api.put(`/chat/messages/${id}/reactions/${thumb}`),
      'im read': await ann.im.put(`/messages/${id}/read`),
      'im list': await ann.im.get(`/messages/list?group_id=${roomId}`),
      'im send': await ann.im.post('/messages/send', { group_id: roomId, content: 'x' }),
      'discord channel': await ann.discord.get(`/channels/${roomId}`),
      'discord history': await ann.discord.get(`/channels/${roomId}/messages`),
    })) {
      expect([name, answer.status]).toEqual([name, 404]);
    }
    for (const path of [
      `/chat/messages/room/${roomId}`,
      `/chat/search?q=unguessable&chat_type=room&chat_id=${roomId}`,
    ]) {
      expect((await eve.api.get(path)).status).toBe(403);
    }
    expectStatus(await eve.api.post(`/chat/conversations/room/${roomId}/mark-read`), 403);
    expect((await eve.api.get('/chat/search?q=unguessable')).body).toEqual({ hits: [], next: null });
    expect(await unreadOf(eve)).toBeUndefined();
    for (const client of [socket, other]) {
      for (const [type, more] of [
        ['send_message', { content: 'x' }],
        ['typing', { is_typing: true }],
        ['mark_read', {}],
      ] as const) {
        expect([type, (await client.refused(type, { ...inChat(), ...more })).code]).toEqual([type, 42_002]);
      }
      await client.join(roomId);
    }
    for (const { id: userId } of [eve, fay]) await operator.delete(`/rooms/${roomId}/users/${userId}`);
    for (const client of [socket, other]) await client.next('error');
    const last = await raw.say('after the kick');
    await chat.next('message', (message) => message.id === last.id);
    for (const client of [socket, other]) {
      await client.settled();
      expect(client.seen<ChatMessage>('message')).toEqual([]);
    }
    await Promise.all([socket.close(), other.close()]);
  });
});
