import { type ChatMessage, type ChatPerson, type ChatServer, refusalOf, startChatServer } from '../../support/chat';

interface Page {
  readonly messages: (ChatMessage & Record<string, unknown>)[];
  readonly total: number;
  readonly has_more: boolean;
}

interface Conversation extends Record<string, unknown> {
  readonly chat_type: string;
  readonly chat_id: string;
  readonly unread_count: number;
}

describe('private and group conversations of the chat dialect', () => {
  let server: ChatServer;
  beforeAll(async () => {
    server = await startChatServer();
  });
  afterAll(() => server.stop());

  const pageOf = async (who: ChatPerson, type: string, id: string, query = ''): Promise<Page> => {
    const answer = await who.api.get<Page>(`/chat/messages/${type}/${id}${query}`);
    expect(answer.status).toBe(200);
    return answer.body;
  };
  const conversationsOf = async (who: ChatPerson): Promise<Conversation[]> =>
    (await who.base.get<{ conversations: Conversation[] }>('/api/v1/conversations')).body.conversations;
  /** One after the other: members are listed by their ids. */
  const two = async (): Promise<[ChatPerson, ChatPerson]> => [await server.chatter('ann'), await server.chatter('ben')];
  const group = async (owner: ChatPerson, ...members: ChatPerson[]): Promise<string> => {
    const body = { name: 'Tea', member_ids: members.map(({ id }) => id) };
    const answer = await owner.api.post<{ id: string }>('/chat/groups', body);
    expect(answer.status).toBe(201);
    return answer.body.id;
  };

  it('names a private chat by the other person, in frames and pages, for each of the two', async () => {
    const [ann, ben] = await two();
    const [annSocket, benSocket] = await Promise.all([ann.connect(), ben.connect()]);
    const sent = await annSocket.say('private', ben.id, 'hello', { nonce: 'n1' });
    const got = await benSocket.next<ChatMessage>('message');

    expect(sent).toEqual({
      id: expect.stringMatching(/^\d+$/),
      ...{ from_user_id: ann.id, to_user_id: ben.id, room_id: null, group_id: null },
      ...{ chat_type: 'private', chat_id: ben.id, content: 'hello', message_type: 'text', reply_to_id: null },
      ...{ is_edited: false, created_at: expect.stringMatching(/Z$/), nonce: 'n1' },
    });
    expect(got).toEqual({ ...sent, chat_id: ann.id });
    expect(await benSocket.next('conversation_updated')).toEqual({
      ...{ chat_type: 'private', chat_id: ann.id, message_id: sent.id, timestamp: expect.any(String) },
    });
    expect(await pageOf(ann, 'private', ben.id)).toEqual({ messages: [sent], total: 1, has_more: false });
    expect((await pageOf(ben, 'private', ann.id)).messages).toEqual([got]);
    const reply = await benSocket.say('private', ann.id, 'hi', { reply_to_id: sent.id, message_type: 'image' });
    expect(reply).toMatchObject({ reply_to_id: sent.id, message_type: 'image', to_user_id: ann.id });
  });

  it('reads pages by limit, offset, before and after, with the total and whether there is more', async () => {
    const [ann, ben] = await two();
    const socket = await ann.connect();
    const sent: ChatMessage[] = [];
    for (let index = 0; index < 7; index += 1) sent.push(await socket.say('private', ben.id, `m${index}`));
    await ann.api.delete(`/chat/messages/${sent[3].id}`);
    const contents = async (query: string): Promise<unknown> => {
      const { messages, total, has_more } = await pageOf(ben, 'private', ann.id, query);
      expect(total).toBe(6);
      return [messages.map(({ content }) => content), has_more];
    };

    expect(await contents('')).toEqual([['m0', 'm1', 'm2', 'm4', 'm5', 'm6'], false]);
    expect(await contents('?limit=2')).toEqual([['m5', 'm6'], true]);
    expect(await contents('?limit=2&offset=2')).toEqual([['m2', 'm4'], true]);
    expect(await contents('?limit=2&offset=4')).toEqual([['m0', 'm1'], false]);
    expect(await contents('?offset=6')).toEqual([[], false]);
    expect(await contents(`?limit=2&before=${sent[4].id}`)).toEqual([['m1', 'm2'], true]);
    expect(await contents(`?before=${sent[1].id}`)).toEqual([['m0'], false]);
    expect(await contents(`?limit=2&after=${sent[1].id}`)).toEqual([['m2', 'm4'], true]);
    expect(await contents(`?after=${sent[5].id}`)).toEqual([['m6'], false]);
  });

  it.each([
    '?limit=0',
    '?limit=101',
    '?limit=x',
    '?offset=-1',
    '?offset=10001',
    '?before=x',
    '?offset=1&before=5',
    '?before=1&after=2',
  ])('refuses the page %s, naming the field', async (query) => {
    const [ann, ben] = await two();
    await (await ann.connect()).say('private', ben.id, 'x');
    const answer = await ann.api.get<{ errors: { field: string }[] }>(`/chat/messages/private/${ben.id}${query}`);

    expect(refusalOf(answer)).toEqual([422, 40_022]);
    expect(answer.body.errors[0].field).toMatch(/limit|offset|before|after/);
  });

  it('has an empty page between two who never talked, and none of nobody', async () => {
    const [ann, ben] = await two();

    expect(await pageOf(ann, 'private', ben.id)).toEqual({ messages: [], total: 0, has_more: false });
    expect(refusalOf(await ann.api.get('/chat/messages/private/404'))).toEqual([404, 41_001]);
    expect(refusalOf(await ann.api.get(`/chat/messages/private/${ann.id}`))).toEqual([404, 41_001]);
    expect(refusalOf(await ann.api.get('/chat/messages/group/404'))).toEqual([404, 40_004]);
    expect(refusalOf(await ann.api.get('/chat/messages/room/404'))).toEqual([404, 42_001]);
    expect(refusalOf(await ann.api.get('/chat/messages/other/404'))).toEqual([422, 40_022]);
    expect(refusalOf(await ann.base.get('/api/v1/messages/private/x'))).toEqual([422, 40_022]);
  });

  it('edits, deletes and reacts by the id of a message, and tells both', async () => {
    const [ann, ben] = await two();
    const [annSocket, benSocket] = await Promise.all([ann.connect(), ben.connect()]);
    const { id } = await annSocket.say('private', ben.id, 'first');
    const edited = await ann.api.patch(`/chat/messages/${id}`, { content: 'second' });
    expect([edited.status, edited.body]).toMatchObject([200, { id, content: 'second', is_edited: true }]);
    expect(await benSocket.next('message_updated')).toMatchObject({ id, content: 'second', chat_id: ann.id });
    expect(refusalOf(await ben.api.patch(`/chat/messages/${id}`, { content: 'mine' }))).toEqual([403, 40_003]);
    expect(refusalOf(await ben.api.delete(`/chat/messages/${id}`))).toEqual([403, 40_003]);
    const emoji = encodeURIComponent('👍');
    expect((await ben.base.put(`/api/v1/messages/${id}/reactions/${emoji}`)).body).toMatchObject({ success: true });
    expect((await ben.api.delete(`/chat/messages/${id}/reactions/${emoji}`)).status).toBe(200);
    expect(refusalOf(await ben.api.put(`/chat/messages/${id}/reactions/nonsense`))).toEqual([422, 40_022]);

    const stranger = await server.chatter('eve');
    for (const answer of [
      await stranger.api.patch(`/chat/messages/${id}`, { content: 'x' }),
      await stranger.api.delete(`/chat/messages/${id}`),
      await stranger.api.put(`/chat/messages/${id}/reactions/${emoji}`),
    ]) {
      expect(refusalOf(answer)).toEqual([404, 40_004]);
    }
    expect((await ann.api.delete(`/chat/messages/${id}`)).body).toMatchObject({ success: true });
    expect(await benSocket.next('message_deleted')).toEqual({ id, chat_type: 'private', chat_id: ann.id });
    expect(refusalOf(await ann.api.patch(`/chat/messages/${id}`, { content: 'x' }))).toEqual([404, 40_004]);
    expect(refusalOf(await ann.api.patch(`/chat/messages/${id}`, { content: '' }))).toEqual([422, 40_022]);
    expect(refusalOf(await ann.api.patch('/chat/messages/x', { content: 'x' }))).toEqual([422, 40_022]);
  });

  it('lists conversations with what is new, what was said last, and how they are kept', async () => {
    const [ann, ben] = await two();
    const [annSocket, benSocket] = await Promise.all([ann.connect(), ben.connect()]);
    const groupId = await group(ann, ben);
    await annSocket.say('private', ben.id, 'one');
    const { id } = await annSocket.say('private', ben.id, 'two');
    await annSocket.say('group', groupId, 'three');
    const room = (await ann.api.get<{ rooms: { id: string; name: string }[] }>('/chat/rooms')).body.rooms[0];
    await benSocket.join(room.id);

    const list = await conversationsOf(ben);
    const direct = list.find(({ chat_type }) => chat_type === 'private');
    expect(direct).toEqual({
      id: expect.any(String),
      ...{ chat_type: 'private', chat_id: ann.id, name: ann.username, unread_count: 2 },
      ...{ is_pinned: false, is_muted: false, updated_at: expect.stringMatching(/Z$/) },
      last_message: { content: 'two', created_at: expect.any(String), from_user_id: ann.id, message_type: 'text' },
      other_user: { id: ann.id, username: ann.username, display_name: ann.username, avatar_url: null },
    });
    expect(list.find(({ chat_type }) => chat_type === 'group')).toMatchObject({
      ...{ chat_id: groupId, name: 'Tea', unread_count: 1, group: { id: groupId, member_count: 2, owner_id: ann.id } },
    });
    expect(list.find(({ chat_type }) => chat_type === 'room')).toMatchObject({
      ...{ chat_id: room.id, name: room.name, last_message: null, room: { id: room.id, name: room.name } },
    });

    benSocket.send('mark_read', { chat_type: 'private', chat_id: ann.id, message_id: id });
    expect(await annSocket.next('read')).toEqual({
      ...{ chat_type: 'private', chat_id: ben.id, user_id: ben.id, message_id: id },
    });
    const read = await ben.api.post(`/chat/conversations/group/${groupId}/mark-read`);
    expect([read.status, read.body]).toEqual([200, { success: true, message: 'marked as read' }]);
    expect((await conversationsOf(ben)).map(({ unread_count }) => unread_count)).toEqual([0, 0, 0]);

    const kept = await ben.api.put(`/chat/conversations/private/${ann.id}`, { is_pinned: true, is_muted: true });
    expect(kept.body).toEqual({ chat_type: 'private', chat_id: ann.id, is_pinned: true, is_muted: true });
    expect((await conversationsOf(ben))[0]).toMatchObject({ chat_type: 'private', is_pinned: true, is_muted: true });
    expect(refusalOf(await ben.api.put(`/chat/conversations/private/${ann.id}`, { is_pinned: 'yes' }))).toEqual([
      422, 40_022,
    ]);
    expect(refusalOf(await ben.api.put('/chat/conversations/group/404', { is_pinned: true }))).toEqual([404, 40_004]);
    expect(refusalOf(await ben.api.post('/chat/conversations/private/404/mark-read'))).toEqual([404, 41_001]);
  });

  it('makes, changes and dissolves groups', async () => {
    const [ann, ben] = await two();
    const carl = await server.chatter('carl');
    const benSocket = await ben.connect();
    const created = await ann.base.post('/api/v1/groups', { name: 'Book club', member_ids: [ben.id] });
    expect([created.status, created.body]).toMatchObject([
      201,
      { name: 'Book club', description: '', avatar_url: null, owner_id: ann.id, member_count: 2 },
    ]);
    const id = String(created.body.id);
    expect(await benSocket.next('conversation_updated')).toMatchObject({ chat_type: 'group', chat_id: id });
    expect((await ben.api.get<{ groups: { id: string }[] }>('/chat/groups')).body.groups).toMatchObject([{ id }]);
    expect(
      (await ann.api.patch(`/chat/groups/${id}`, { name: 'Books', description: 'of all kinds' })).body,
    ).toMatchObject({
      ...{ name: 'Books', description: 'of all kinds' },
    });
    expect((await ann.api.put(`/chat/groups/${id}/members/${carl.id}`)).body).toMatchObject({ member_count: 3 });
    expect((await ann.api.put(`/chat/groups/${id}/members/${carl.id}`)).body).toMatchObject({ member_count: 3 });
    const members = await carl.api.get<{ members: Record<string, unknown>[] }>(`/chat/groups/${id}/members`);
    expect(members.body.members).toMatchObject([
      { user_id: ann.id, username: ann.username, role: 'owner' },
      { user_id: ben.id, role: 'member' },
      { user_id: carl.id, role: 'member', joined_at: expect.stringMatching(/Z$/) },
    ]);

    expect(refusalOf(await ben.api.patch(`/chat/groups/${id}`, { name: 'Mine' }))).toEqual([403, 40_003]);
    expect(refusalOf(await ben.api.delete(`/chat/groups/${id}/members/${ann.id}`))).toEqual([403, 40_003]);
    expect(refusalOf(await ben.api.delete(`/chat/groups/${id}`))).toEqual([403, 40_003]);
    expect((await ann.api.delete(`/chat/groups/${id}/members/${ben.id}`)).body).toMatchObject({ member_count: 2 });
    expect((await carl.api.delete(`/chat/groups/${id}/members/${carl.id}`)).body).toMatchObject({ success: true });
    expect(refusalOf(await carl.api.get(`/chat/groups/${id}`))).toEqual([404, 40_004]);
    expect((await ann.api.delete(`/chat/groups/${id}`)).body).toMatchObject({ success: true });
    expect(refusalOf(await ann.api.get(`/chat/groups/${id}/members`))).toEqual([404, 40_004]);
  });

  it.each([
    [{ member_ids: [] }, 'name'],
    [{ name: '', member_ids: [] }, 'name'],
    [{ name: 'x'.repeat(101) }, 'name'],
    [{ name: 'x', member_ids: 'all' }, 'member_ids'],
    [{ name: 'x', member_ids: ['y'] }, 'member_ids'],
    [{ name: 'x', avatar_url: 'javascript:alert(1)' }, 'avatar'],
  ])('refuses the group %j', async (body, field) => {
    const [ann] = await two();
    const answer = await ann.api.post<{ errors: { field: string }[] }>('/chat/groups', body);

    expect(refusalOf(answer)).toEqual([422, 40_022]);
    expect(answer.body.errors[0].field).toContain(field);
  });

  it('keeps outsiders out of a group before they join and after they leave or are kicked', async () => {
    const [ann, ben] = await two();
    const annSocket = await ann.connect();
    const benSocket = await ben.connect();
    const id = await group(ann);
    const { id: messageId } = await annSocket.say('group', id, 'among us');
    const outside = async (): Promise<void> => {
      expect(refusalOf(await ben.api.get(`/chat/messages/group/${id}`))).toEqual([404, 40_004]);
      expect(refusalOf(await ben.api.get(`/chat/groups/${id}/members`))).toEqual([404, 40_004]);
      expect(refusalOf(await ben.api.patch(`/chat/messages/${messageId}`, { content: 'x' }))).toEqual([404, 40_004]);
      expect(refusalOf(await ben.api.get(`/chat/search?q=among&chat_type=group&chat_id=${id}`))).toEqual([404, 40_004]);
      expect((await ben.api.get('/chat/search?q=among')).body).toEqual({ hits: [], next: null });
      const where = { chat_type: 'group', chat_id: id };
      expect((await benSocket.refused('send_message', { ...where, content: 'x' })).code).toBe(40_004);
      expect((await benSocket.refused('typing', { ...where, is_typing: true })).code).toBe(40_004);
      expect((await benSocket.refused('mark_read', { ...where, message_id: messageId })).code).toBe(40_004);
    };
    await outside();
    await ann.api.put(`/chat/groups/${id}/members/${ben.id}`);
    await annSocket.say('group', id, 'welcome');
    expect(await benSocket.next<ChatMessage>('message')).toMatchObject({ content: 'welcome', chat_id: id });
    expect((await pageOf(ben, 'group', id)).messages.map(({ content }) => content)).toEqual(['welcome']);
    await ben.api.delete(`/chat/groups/${id}/members/${ben.id}`);
    await outside();
    await ann.api.put(`/chat/groups/${id}/members/${ben.id}`);
    await ann.api.delete(`/chat/groups/${id}/members/${ben.id}`);
    await outside();
    await annSocket.say('group', id, 'gone');
    await benSocket.settled();
    expect(benSocket.seen<ChatMessage>('message').map(({ content }) => content)).toEqual(['welcome']);
  });

  it('finds what was said, Chinese too, with what was found marked', async () => {
    const [ann, ben] = await two();
    const socket = await ann.connect();
    await socket.say('private', ben.id, '今天天气很好');
    await socket.say('private', ben.id, 'weather <b>');
    const find = (query: string) => ben.api.get<{ hits: Record<string, unknown>[] }>(`/chat/search?${query}`);

    const chinese = await find(`q=${encodeURIComponent('天气')}&chat_type=private&chat_id=${ann.id}`);
    expect(chinese.body.hits).toMatchObject([{ content: '今天天气很好', chat_id: ann.id, from_user_id: ann.id }]);
    expect(chinese.body.hits[0].highlight).toContain('<em>天气</em>');
    expect((await find('q=weather')).body.hits).toMatchObject([{ highlight: expect.stringContaining('&lt;b&gt;') }]);
    const third = await server.chatter('third');
    expect((await find(`q=weather&chat_type=private&chat_id=${third.id}`)).body.hits).toEqual([]);
    for (const query of ['', 'q=', 'q=x', 'q=weather&chat_type=private', 'q=weather&limit=0', 'q=weather&before=x']) {
      expect([query, ...refusalOf(await find(query))]).toEqual([query, 422, 40_022]);
    }
  });

  it('tells who is online and how much is said', async () => {
    const [ann] = await two();
    const socket = await ann.connect();
    const online = await ann.base.get<{ count: number; users: { id: string }[] }>('/api/v1/users/online');
    expect(online.body.users).toContainEqual({
      ...{ id: ann.id, username: ann.username, display_name: ann.username, avatar_url: null },
    });
    expect(online.body.count).toBe(online.body.users.length);
    const stats = await ann.api.get<Record<string, unknown>>('/chat/stats');
    expect(stats.body).toEqual({
      ...{ online_users: expect.any(Number), total_users: expect.any(Number), today_messages: expect.any(Number) },
      ...{ total_messages: expect.any(Number), server_time: expect.stringMatching(/Z$/) },
    });
    expect(stats.body.total_messages).toBeGreaterThan(0);
    await socket.close();
  });

  it('answers every path only to whoever is logged in', async () => {
    const nobody = server.as(undefined);
    const paths = ['rooms', 'rooms/5/online', 'messages/room/5', 'conversations', 'groups', 'online-users', 'stats'];
    for (const path of [...paths, 'groups/5/members', 'search?q=xy']) {
      expect([path, ...refusalOf(await nobody.get(`/chat/${path}`))]).toEqual([path, 401, 40_001]);
    }
  });
});
