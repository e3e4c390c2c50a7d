import { ImClient } from '../../support/clients-im';
import { expectStatus } from '../../support/discord';
import { type ImPerson, type ImServer, type MessageJson, startImServer, type UserJson } from '../../support/im';

let server: ImServer;
let ann: ImPerson;
let bob: ImPerson;
let eve: ImPerson;

beforeAll(async () => {
  server = await startImServer();
});
beforeEach(async () => {
  [ann, bob, eve] = [await server.person('ann'), await server.person('bob'), await server.person('eve')];
});
afterAll(() => server?.stop());

interface ConversationJson {
  readonly type: string;
  readonly id: string;
  readonly name: string;
  readonly unread_count: number;
  readonly draft: string;
  readonly is_pinned: boolean;
  readonly is_muted: boolean;
  readonly last_message: MessageJson | null;
  readonly updated_at: string;
}
interface FriendJson extends UserJson {
  readonly relation: string;
  readonly remark: string | null;
}
interface NotificationJson {
  readonly id: string;
  readonly type: string;
  readonly user_id: string;
  readonly is_read: boolean;
}

const refusal = (status: number, error: string): object => ({ status, body: { error } });
const unknownMessage = refusal(404, 'Message not found');

async function send(from: ImPerson, to: ImPerson, content: string, more: object = {}): Promise<MessageJson> {
  const answer = await from.api.post<MessageJson>('/messages/send', { receiver_id: to.id, content, ...more });
  expectStatus(answer, 200);
  return answer.body;
}
const conversationsOf = async (person: ImPerson): Promise<ConversationJson[]> =>
  (await person.api.get<ConversationJson[]>('/conversations')).body;
const friendsOf = async (person: ImPerson): Promise<FriendJson[]> =>
  (await person.api.get<FriendJson[]>('/friends')).body;
const inboxOf = async (person: ImPerson): Promise<NotificationJson[]> =>
  (await person.api.get<NotificationJson[]>('/notifications')).body;
const unreadInboxOf = async (person: ImPerson): Promise<unknown> =>
  (await person.api.get('/notifications/unread-count')).body;

describe('a message that is there', () => {
  it('is read by its receiver, with everything before it', async () => {
    const [first, second] = [await send(ann, bob, '1'), await send(ann, bob, '2')];
    expect(await bob.api.put(`/messages/${second.id}/read`)).toMatchObject({ status: 200, body: { success: true } });

    const { body } = await ann.api.get<MessageJson[]>(`/messages/list?receiver_id=${bob.id}`);
    expect(body).toMatchObject([
      { id: first.id, is_read: true },
      { id: second.id, is_read: true },
    ]);
    for (const other of [ann, eve]) {
      expect(await other.api.put(`/messages/${first.id}/read`)).toMatchObject(unknownMessage);
    }
    expect(await bob.api.put('/messages/x/read')).toMatchObject(unknownMessage);
  });

  it('is edited by its author alone', async () => {
    const { id } = await send(ann, bob, 'before');
    const edited = await ann.api.patch<MessageJson>(`/messages/${id}`, { content: 'after' });

    expect(edited).toMatchObject({ status: 200, body: { id, content: 'after' } });
    expect(await bob.api.patch(`/messages/${id}`, { content: 'x' })).toMatchObject(
      refusal(403, 'Only the author can do this'),
    );
    expect(await eve.api.patch(`/messages/${id}`, { content: 'x' })).toMatchObject(unknownMessage);
    expect(await ann.api.patch(`/messages/${id}`, { content: '' })).toMatchObject({
      ...{ status: 400, body: { error: 'Invalid request data', fields: [{ field: 'content' }] } },
    });
  });

  it('is reacted to and pinned by the two', async () => {
    const { id } = await send(ann, bob, 'nice');
    const path = `/messages/${id}/reactions/${encodeURIComponent('👍')}`;

    expect((await bob.api.put(path)).body).toEqual({
      ...{ message_id: id, reactions: [{ emoji: '👍', count: 1, me: true }] },
    });
    expect((await ann.api.put(path)).body).toMatchObject({ reactions: [{ count: 2 }] });
    expect((await ann.api.delete(path)).body).toMatchObject({ reactions: [{ count: 1, me: false }] });
    expect(await eve.api.put(path)).toMatchObject(unknownMessage);
    expect(await bob.api.put(`/messages/${id}/reactions/nonsense`)).toMatchObject({ status: 400 });
    expect(await bob.api.put(`/messages/${id}/pin`)).toMatchObject({ status: 200, body: { success: true } });
    expect(await bob.api.delete(`/messages/${id}/pin`)).toMatchObject({ status: 200, body: { success: true } });
    expect(await eve.api.put(`/messages/${id}/pin`)).toMatchObject(unknownMessage);
    // What the server notes in the channel is none of this dialect's messages.
    const { body } = await ann.api.get<MessageJson[]>(`/messages/list?receiver_id=${bob.id}`);
    expect(body.map(({ content }) => content)).toEqual(['nice']);
  });

  it('says who has read it', async () => {
    const { id } = await send(ann, bob, 'seen?');
    const receipts = async (state: string, by = ann) =>
      (await by.api.get<UserJson[]>(`/messages/${id}/receipts?state=${state}`)).body;

    expect(await receipts('unread')).toMatchObject([{ id: bob.id, username: bob.username }]);
    expect(await receipts('read')).toEqual([]);
    await bob.api.put(`/messages/${id}/read`);
    expect(await receipts('read')).toMatchObject([{ id: bob.id }]);
    expect(await eve.api.get(`/messages/${id}/receipts`)).toMatchObject(unknownMessage);
    expect(await ann.api.get(`/messages/${id}/receipts?state=x`)).toMatchObject({ status: 400 });
  });
});

describe('the list of conversations', () => {
  it('has what is new, what was said last, and how one keeps each', async () => {
    const last = [await send(ann, bob, '1'), await send(ann, bob, '2')].at(-1);
    await send(eve, bob, 'from eve');

    expect(await conversationsOf(bob)).toEqual([
      expect.objectContaining({ type: 'direct', id: eve.id, name: eve.username, unread_count: 1 }),
      {
        ...{ type: 'direct', id: ann.id, name: ann.username, unread_count: 2, draft: '' },
        ...{ is_pinned: false, is_muted: false, last_message: last, updated_at: last?.created_at },
      },
    ]);
    expect(await conversationsOf(ann)).toMatchObject([{ id: bob.id, unread_count: 0, last_message: { id: last?.id } }]);

    const kept = await bob.api.put(`/conversations/direct/${ann.id}`, { is_pinned: true, draft: 'half' });
    expect(kept).toMatchObject({
      ...{ status: 200, body: { type: 'direct', id: ann.id, draft: 'half', is_pinned: true, is_muted: false } },
    });
    expect(await conversationsOf(bob)).toMatchObject([
      { id: ann.id, is_pinned: true, draft: 'half' },
      { id: eve.id, is_pinned: false },
    ]);
    await send(bob, ann, 'answered');
    expect((await conversationsOf(bob))[0]).toMatchObject({ id: ann.id, unread_count: 0 });
    expect((await conversationsOf(ann))[0]).toMatchObject({ unread_count: 1, last_message: { is_read: false } });
  });

  it('keeps a draft before anything was said, and refuses what is none', async () => {
    expectStatus(await ann.api.put(`/conversations/direct/${bob.id}`, { draft: 'shall I?' }), 200);
    expect(await conversationsOf(ann)).toMatchObject([{ id: bob.id, draft: 'shall I?', last_message: null }]);
    expect(await conversationsOf(bob)).toEqual([]);
    expect(await ann.api.put('/conversations/direct/5', { draft: '' })).toMatchObject(refusal(404, 'User not found'));
    expect(await ann.api.put('/conversations/group/5', { draft: '' })).toMatchObject(refusal(404, 'Group not found'));
    expect(await ann.api.put('/conversations/room/5', {})).toMatchObject({ status: 400 });
    expect(await ann.api.put(`/conversations/direct/${bob.id}`, { is_pinned: 'x' })).toMatchObject({ status: 400 });
  });
});

describe('friends', () => {
  it('ask, accept, have names for each other, and part', async () => {
    expect(await ann.api.post('/friends/request', { user_id: bob.id })).toMatchObject({
      ...{ status: 200, body: { success: true, message: 'Friend request sent' } },
    });
    expect(await friendsOf(bob)).toMatchObject([{ id: ann.id, relation: 'incoming', remark: null }]);
    expect(await friendsOf(ann)).toMatchObject([{ id: bob.id, relation: 'outgoing' }]);
    expect(await inboxOf(bob)).toMatchObject([{ type: 'friend_request', user_id: ann.id, is_read: false }]);
    expect(await ann.api.post('/friends/request', { user_id: bob.id })).toMatchObject({ status: 409 });
    expect(await ann.api.post('/friends/accept', { user_id: bob.id })).toMatchObject(
      refusal(404, 'Friend request not found'),
    );
    expectStatus(await bob.api.post('/friends/accept', { user_id: ann.id }), 200);
    expectStatus(await bob.api.patch(`/friends/${ann.id}`, { remark: 'Annie' }), 200);
    expect(await friendsOf(bob)).toMatchObject([{ id: ann.id, relation: 'friend', remark: 'Annie' }]);
    expect(await friendsOf(ann)).toMatchObject([{ id: bob.id, relation: 'friend', remark: null }]);
    expectStatus(await ann.api.delete(`/friends/${bob.id}`), 200);
    expect(await friendsOf(bob)).toEqual([]);
    expect(await ann.api.delete(`/friends/${bob.id}`)).toMatchObject(refusal(404, 'Friend not found'));
    expect(await ann.api.patch(`/friends/${bob.id}`, { remark: 'x' })).toMatchObject(refusal(404, 'Friend not found'));
  });

  it('are not made by declining, nor with oneself or nobody', async () => {
    await ann.api.post('/friends/request', { user_id: bob.id });
    expectStatus(await bob.api.post('/friends/decline', { user_id: ann.id }), 200);
    expect(await friendsOf(ann)).toEqual([]);
    expect(await ann.api.post('/friends/request', { user_id: ann.id })).toMatchObject({ status: 400 });
    expect(await ann.api.post('/friends/request', { user_id: 5 })).toMatchObject(refusal(404, 'User not found'));
    expect(await ann.api.post('/friends/request', {})).toMatchObject({ status: 400 });
  });
});

describe('a blocked person', () => {
  it('is refused, and not seen typing', async () => {
    await send(ann, bob, 'before');
    const socket = await ImClient.of(server, bob);
    expectStatus(await bob.api.put(`/blocks/${ann.id}`), 200);
    const message = { receiver_id: bob.id, content: 'after' };

    expect(await ann.api.post('/messages/send', message)).toMatchObject(
      refusal(403, 'You cannot send messages to this user'),
    );
    const blocked = await ImClient.of(server, ann);
    expect((await blocked.refused({ event_type: 'message', ...message })).content).toBe(
      'You cannot send messages to this user',
    );
    blocked.send({ event_type: 'typing', receiver_id: bob.id });
    await blocked.settled();
    await socket.settled();
    expect(socket.received.all.filter(({ event_type: type }) => type === 'message' || type === 'typing')).toEqual([]);
    expect((await bob.api.get<UserJson[]>('/blocks')).body).toMatchObject([{ id: ann.id }]);
    expectStatus(await bob.api.delete(`/blocks/${ann.id}`), 200);
    expectStatus(await ann.api.post('/messages/send', message), 200);
    expect(await bob.api.put(`/blocks/${bob.id}`)).toMatchObject(refusal(400, 'You cannot block yourself'));
    expect(await bob.api.put('/blocks/5')).toMatchObject(refusal(404, 'User not found'));
    await Promise.all([socket.leave(), blocked.leave()]);
  });
});

describe('the inbox', () => {
  it('is counted and marked, by its owner alone', async () => {
    const original = await send(bob, ann, 'question?');
    await send(ann, bob, 'answer', { reply_to_id: original.id });
    const socket = await ImClient.of(server, bob);
    await eve.api.post('/friends/request', { user_id: bob.id });
    const told = await socket.next('notification');
    await socket.leave();
    const entries = await inboxOf(bob);

    expect(entries).toEqual([
      {
        ...{ id: expect.any(String), type: 'friend_request', user_id: eve.id, username: eve.username },
        ...{ group_id: null, message_id: null, is_read: false, created_at: expect.any(String) },
      },
      expect.objectContaining({ type: 'reply', user_id: ann.id, message_id: expect.any(String) }),
    ]);
    expect(told).toMatchObject({ content: null, data: entries[0] });
    expect(await unreadInboxOf(bob)).toEqual({ unread_count: 2 });
    expect(await eve.api.put(`/notifications/${entries[0].id}/read`)).toMatchObject(
      refusal(404, 'Notification not found'),
    );
    expectStatus(await bob.api.put(`/notifications/${entries[0].id}/read`), 200);
    expect(await unreadInboxOf(bob)).toEqual({ unread_count: 1 });
    expect((await bob.api.get<NotificationJson[]>('/notifications?unread_only=true')).body).toHaveLength(1);
    expectStatus(await bob.api.post('/notifications/read-all'), 200);
    expect(await unreadInboxOf(bob)).toEqual({ unread_count: 0 });
    expect((await inboxOf(bob)).map(({ is_read: isRead }) => isRead)).toEqual([true, true]);
    expect(await bob.api.get('/notifications?limit=x')).toMatchObject({ status: 400 });
  });

  it('tells what happens in groups to those it concerns, and to nobody else', async () => {
    const socket = await ImClient.of(server, bob);
    const { body: group } = await ann.api.post<{ id: string }>('/groups/create', {
      name: 'Climbers',
      member_ids: [bob.id],
    });
    const inGroup = { group_id: group.id };
    await ann.api.patch(`/groups/${group.id}`, { join_mode: 'approval' });
    const told = async (person: ImPerson): Promise<string[]> =>
      (await inboxOf(person)).map(({ type, user_id: userId }) => `${type} ${userId}`);
    const say = (person: ImPerson, content: string) => person.api.post('/messages/send', { ...inGroup, content });

    expectStatus(await eve.api.post('/groups/join', inGroup), 200);
    expect([await told(ann), await told(bob)]).toEqual([[`group_join_request ${eve.id}`], []]);
    expectStatus(await ann.api.post(`/groups/${group.id}/requests/${eve.id}/decline`), 200);
    expect(await told(ann)).toEqual([]);
    expectStatus(await ann.api.post('/groups/invite', { ...inGroup, user_id: eve.id }), 200);
    expect(await told(eve)).toEqual([`group_invite ${ann.id}`]);
    // Eve is not in yet, and is not told what is said inside.
    expectStatus(await say(ann, `<@${bob.id}> <@${ann.id}> <@${eve.id}> @everyone`), 200);
    expect([await told(ann), await told(bob), await told(eve)]).toEqual([
      ...[[], [`mention ${ann.id}`], [`group_invite ${ann.id}`]],
    ]);
    expectStatus(await eve.api.post('/groups/join', inGroup), 200);
    expect(await told(eve)).toEqual([]);
    await bob.api.put(`/blocks/${ann.id}`);
    expectStatus(await say(ann, `<@${bob.id}> <@${eve.id}> again`), 200);
    expect([await told(bob), await told(eve)]).toEqual([[`mention ${ann.id}`], [`mention ${ann.id}`]]);
    await socket.settled();
    const frames = socket.received.all.filter(({ event_type: type }) => type === 'notification');
    expect(frames).toMatchObject([{ data: { type: 'mention', user_id: ann.id, group_id: group.id } }]);
    await socket.leave();
  });
});

describe('forwarding', () => {
  const forward = (by: ImPerson, body: object) => by.api.post<MessageJson[]>('/messages/forward', body);

  it('says again what one may read, one by one or all in one', async () => {
    const originals = [await send(ann, bob, 'first'), await send(bob, ann, 'second')];
    const message_ids = originals.map(({ id }) => id);
    const each = await forward(bob, { message_ids, receiver_id: eve.id });

    expect(each).toMatchObject({
      ...{ status: 200, body: [{ sender_id: bob.id, receiver_id: eve.id, content: 'first' }, { content: 'second' }] },
    });
    const merged = await forward(bob, { message_ids, receiver_id: eve.id, mode: 'merged', nonce: 'f' });
    expect(merged.body).toMatchObject([{ content: expect.stringMatching(/first[^]*second/) }]);
    expect((await forward(bob, { message_ids, receiver_id: eve.id, mode: 'merged', nonce: 'f' })).body).toEqual(
      merged.body,
    );
    const { body } = await eve.api.get<MessageJson[]>(`/messages/list?receiver_id=${bob.id}`);
    expect(body).toHaveLength(3);
  });

  it('needs all of them to be there for the one who forwards', async () => {
    const [seen, unseen] = [await send(eve, bob, 'seen'), await send(ann, bob, 'unseen')];
    const forwarded = await forward(eve, { message_ids: [seen.id, unseen.id], receiver_id: ann.id });

    expect(forwarded).toMatchObject(unknownMessage);
    expect((await ann.api.get(`/messages/list?receiver_id=${eve.id}`)).body).toEqual([]);
    for (const wrong of [{ message_ids: [] }, { message_ids: 'x' }, { mode: 'x' }, { receiver_id: null }]) {
      expect(await forward(eve, { message_ids: [seen.id], receiver_id: ann.id, ...wrong })).toMatchObject({
        status: 400,
      });
    }
  });
});
