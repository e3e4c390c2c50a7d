import { ImClient, messageOf } from '../../support/clients-im';
import { expectStatus } from '../../support/discord';
import { type GroupJson, type ImPerson, type ImServer, type MessageJson, startImServer } from '../../support/im';

let server: ImServer;
let ann: ImPerson;
let bob: ImPerson;
let carl: ImPerson;
let eve: ImPerson;
const clients: ImClient[] = [];

beforeAll(async () => {
  server = await startImServer();
});
beforeEach(async () => {
  [ann, bob] = [await server.person('ann'), await server.person('bob')];
  [carl, eve] = [await server.person('carl'), await server.person('eve')];
});
afterEach(async () => {
  for (const client of clients.splice(0)) await client.leave();
});
afterAll(() => server?.stop());

interface MemberJson {
  readonly id: string;
  readonly group_id: string;
  readonly user_id: string;
  readonly role: string;
  readonly joined_at: string;
  readonly muted_until: string | null;
}

const refusal = (status: number, error: string): object => ({ status, body: { error } });
const unknownGroup = refusal(404, 'Group not found');
const forbidden = refusal(403, 'You are not allowed to do this');
const joined = { status: 200, body: { success: true, message: 'Joined group successfully' } };

async function socketOf(person: ImPerson): Promise<ImClient> {
  const client = await ImClient.of(server, person);
  clients.push(client);
  return client;
}

/** Ann's, with these from the start. */
async function groupOf(...members: readonly ImPerson[]): Promise<GroupJson> {
  const answer = await ann.api.post<GroupJson>('/groups/create', {
    ...{ name: '周末', description: 'of friends', member_ids: members.map(({ id }) => id) },
  });
  expectStatus(answer, 200);
  return answer.body;
}

async function send(from: ImPerson, group: GroupJson, content: string, more: object = {}): Promise<MessageJson> {
  const answer = await from.api.post<MessageJson>('/messages/send', { group_id: group.id, content, ...more });
  expectStatus(answer, 200);
  return answer.body;
}

const textsOf = async (reader: ImPerson, group: GroupJson): Promise<string[]> => {
  const answer = await reader.api.get<MessageJson[]>(`/messages/list?group_id=${group.id}`);
  expectStatus(answer, 200);
  return answer.body.map(({ content }) => content);
};
const act = (by: ImPerson, name: string, group: GroupJson, more: object = {}) =>
  by.api.post(`/groups/${name}`, { group_id: group.id, ...more });
const on = (person: ImPerson, more: object = {}): object => ({ user_id: person.id, ...more });
const membersOf = async (reader: ImPerson, group: GroupJson): Promise<MemberJson[]> =>
  (await reader.api.get<MemberJson[]>(`/groups/${group.id}/members`)).body;
const groupsIn = async (reader: ImPerson, list: string): Promise<string[]> =>
  (await reader.api.get<GroupJson[]>(`/groups/${list}`)).body.map(({ id }) => id);

describe('a group of the im dialect', () => {
  it('is made, joined and left', async () => {
    const group = await groupOf(bob);

    expect(group).toEqual({
      ...{ id: expect.stringMatching(/^\d+$/), name: '周末', description: 'of friends', avatar: null },
      ...{ owner_id: ann.id, created_at: expect.any(String), updated_at: expect.any(String) },
    });
    expect(await membersOf(bob, group)).toEqual([
      {
        ...{ id: ann.id, group_id: group.id, user_id: ann.id, role: 'owner' },
        ...{ joined_at: expect.any(String), muted_until: null },
      },
      expect.objectContaining({ user_id: bob.id, role: 'member' }),
    ]);
    expect(await groupsIn(eve, 'available')).toContain(group.id);
    expect(await groupsIn(bob, 'available')).not.toContain(group.id);
    expect(await act(eve, 'join', group)).toMatchObject(joined);
    expect(await act(eve, 'join', group)).toMatchObject(refusal(409, 'Already a member of this group'));
    expect(await eve.api.post('/groups/join', { group_id: 5 })).toMatchObject(unknownGroup);
    expect(await groupsIn(eve, 'list')).toEqual([group.id]);
    expect(await act(eve, 'leave', group)).toMatchObject({ status: 200, body: { success: true } });
    expect(await act(eve, 'leave', group)).toMatchObject(unknownGroup);
    expect(await act(ann, 'leave', group)).toMatchObject({ status: 409 });
  });

  it.each([
    [{ name: '' }, 'name'],
    [{ name: 'x'.repeat(101) }, 'name'],
    [{ name: 'x', description: 5 }, 'description'],
    [{ name: 'x', member_ids: 'x' }, 'member_ids'],
    [{ name: 'x', member_ids: ['x'] }, 'member_ids'],
  ])('is not made of %j', async (body, field) => {
    expect(await ann.api.post('/groups/create', body)).toMatchObject({
      ...{ status: 400, body: { error: 'Invalid request data', fields: [{ field }] } },
    });
  });

  it('carries messages to its members, and tells who has read them', async () => {
    const group = await groupOf(bob, carl);
    const [a, b, e] = [await socketOf(ann), await socketOf(bob), await socketOf(eve)];
    const message = await send(ann, group, 'all of you');

    expect(message).toMatchObject({ sender_id: ann.id, receiver_id: null, group_id: group.id, is_read: true });
    const frame = await b.next('message');
    expect(frame).toMatchObject({ user_id: ann.id, receiver_id: null, group_id: group.id, content: 'all of you' });
    expect(messageOf(frame)).toEqual({ ...message, is_read: false });
    const ack = await b.say({ group_id: group.id, content: 'by socket' });
    expect(messageOf(await a.next('message'))).toMatchObject({ id: ack.id, group_id: group.id, sender_id: bob.id });
    b.send({ event_type: 'typing', group_id: group.id });
    expect(await a.next('typing')).toMatchObject({ user_id: bob.id, receiver_id: null, group_id: group.id });
    const receipts = async (state: string) =>
      (await ann.api.get<{ id: string }[]>(`/messages/${message.id}/receipts?state=${state}`)).body.map(({ id }) => id);
    expect([await receipts('read'), await receipts('unread')]).toEqual([[bob.id], [carl.id]]);
    expectStatus(await carl.api.put(`/messages/${message.id}/read`), 200);
    expect(await a.next('read')).toMatchObject({
      user_id: carl.id,
      group_id: group.id,
      data: { message_id: message.id },
    });
    await e.settled();
    expect(e.seen('message')).toEqual([]);
  });

  it('is none of an outsider, before joining and after leaving or being kicked', async () => {
    const group = await groupOf(bob);
    const message = await send(bob, group, 'before');
    const calls = (by: ImPerson) => [
      by.api.get(`/messages/list?group_id=${group.id}`),
      by.api.post('/messages/send', { group_id: group.id, content: 'x' }),
      by.api.get(`/groups/${group.id}/members`),
      by.api.get(`/groups/${group.id}/requests`),
      by.api.patch(`/groups/${group.id}`, { name: 'x' }),
      by.api.put(`/conversations/group/${group.id}`, { draft: 'x' }),
      ...['leave', 'dissolve'].map((name) => act(by, name, group)),
      ...['invite', 'kick', 'mute', 'unmute', 'transfer'].map((name) => act(by, name, group, on(bob))),
      act(by, 'role', group, on(bob, { role: 'admin' })),
      act(by, 'announcement', group, { content: 'x' }),
    ];
    const messageCalls = (by: ImPerson) => [
      by.api.put(`/messages/${message.id}/read`),
      by.api.post(`/messages/${message.id}/recall`),
      by.api.patch(`/messages/${message.id}`, { content: 'x' }),
      by.api.get(`/messages/${message.id}/receipts`),
      by.api.put(`/messages/${message.id}/pin`),
      by.api.put(`/messages/${message.id}/reactions/${encodeURIComponent('👍')}`),
    ];
    const socket = await socketOf(eve);
    const isOutside = async (by: ImPerson): Promise<void> => {
      for (const answer of await Promise.all(calls(by))) expect(answer).toMatchObject(unknownGroup);
      for (const answer of await Promise.all(messageCalls(by))) {
        expect(answer).toMatchObject(refusal(404, 'Message not found'));
      }
      expect(await groupsIn(by, 'list')).toEqual([]);
      expect((await by.api.get('/conversations')).body).toEqual([]);
      for (const event of [
        { event_type: 'message', group_id: group.id, content: 'x' },
        { event_type: 'typing', group_id: group.id },
        { event_type: 'read', group_id: group.id },
        { event_type: 'read', data: { message_id: message.id } },
        { event_type: 'recall', data: { message_id: message.id } },
      ]) {
        expect((await socket.refused(event)).content).toMatch(/^(Group|Message) not found$/);
      }
    };

    await isOutside(eve);
    expectStatus(await act(eve, 'join', group), 200);
    // What was said before one came is not seen unless the group says so.
    expect(await textsOf(eve, group)).toEqual([]);
    await send(bob, group, 'meanwhile');
    expect(await textsOf(eve, group)).toEqual(['meanwhile']);
    await act(eve, 'leave', group);
    await isOutside(eve);
    expectStatus(await act(eve, 'join', group), 200);
    expectStatus(await act(ann, 'kick', group, on(eve)), 200);
    await isOutside(eve);
    await send(bob, group, 'afterwards');
    await socket.settled();
    expect(socket.heard).toEqual(['meanwhile']);
  });

  it('is ruled by role: owner, admin, member', async () => {
    const group = await groupOf(bob, carl, eve);
    expect(await act(bob, 'role', group, on(carl, { role: 'admin' }))).toMatchObject(forbidden);
    expectStatus(await act(ann, 'role', group, on(bob, { role: 'admin' })), 200);
    expect(await act(carl, 'kick', group, on(eve))).toMatchObject(forbidden);
    expect(await act(bob, 'kick', group, on(ann))).toMatchObject(forbidden);
    expect(await act(bob, 'transfer', group, on(carl))).toMatchObject(forbidden);
    expect(await act(bob, 'dissolve', group)).toMatchObject(forbidden);
    expect(await act(carl, 'announcement', group, { content: 'x' })).toMatchObject(forbidden);
    expect(await carl.api.patch(`/groups/${group.id}`, { name: 'x' })).toMatchObject(forbidden);
    expect(await carl.api.get(`/groups/${group.id}/requests`)).toMatchObject(forbidden);
    expect(await act(ann, 'role', group, on(bob, { role: 'owner' }))).toMatchObject({ status: 400 });
    expect(await act(ann, 'kick', group, on(await server.person()))).toMatchObject(refusal(404, 'Member not found'));

    expectStatus(await act(bob, 'kick', group, on(eve, { duration_seconds: 60 })), 200);
    expect(await act(eve, 'join', group)).toMatchObject(refusal(403, 'You are banned from this group'));
    expectStatus(await act(ann, 'transfer', group, on(bob)), 200);
    expect((await membersOf(carl, group)).map(({ role }) => role)).toEqual(['admin', 'owner', 'member']);
    expectStatus(await act(ann, 'leave', group), 200);
    expectStatus(await act(bob, 'dissolve', group), 200);
    expect(await act(carl, 'leave', group)).toMatchObject(unknownGroup);
    expect(await carl.api.get(`/messages/list?group_id=${group.id}`)).toMatchObject(unknownGroup);
  });

  it('silences whom an admin mutes, for as long as it is said', async () => {
    const group = await groupOf(bob);
    expectStatus(await act(ann, 'mute', group, on(bob, { duration_seconds: 3_600 })), 200);

    expect(await bob.api.post('/messages/send', { group_id: group.id, content: 'x' })).toMatchObject(
      refusal(403, 'You are muted in this group'),
    );
    expect((await membersOf(bob, group))[1].muted_until).toEqual(expect.any(String));
    expect(await act(ann, 'mute', group, on(bob, { duration_seconds: 0 }))).toMatchObject({ status: 400 });
    expectStatus(await act(ann, 'unmute', group, on(bob)), 200);
    await send(bob, group, 'again');
    expect((await membersOf(bob, group))[1].muted_until).toBeNull();
  });

  it('lets people in by approval or by invitation', async () => {
    const group = await groupOf(bob);
    const changed = await ann.api.patch<GroupJson>(`/groups/${group.id}`, {
      ...{ name: 'closed', join_mode: 'approval', history_visible: true, avatar: 'https://example.org/x.png' },
    });
    expect(changed).toMatchObject({ status: 200, body: { name: 'closed', avatar: 'https://example.org/x.png' } });
    await send(ann, group, 'for those who come later');
    expect(await act(eve, 'join', group)).toMatchObject({ status: 200, body: { message: 'Join request sent' } });
    expect((await ann.api.get(`/groups/${group.id}/requests`)).body).toEqual([
      {
        ...{ group_id: group.id, user_id: eve.id, created_at: expect.any(String) },
        user: expect.objectContaining({ id: eve.id, username: eve.username }),
      },
    ]);
    const decide = (person: ImPerson, decision: string, by = ann) =>
      by.api.post(`/groups/${group.id}/requests/${person.id}/${decision}`);
    expect(await decide(eve, 'approve', bob)).toMatchObject(forbidden);
    expectStatus(await decide(eve, 'approve'), 200);
    expect(await textsOf(eve, group)).toEqual(['for those who come later']);
    expectStatus(await act(carl, 'join', group), 200);
    expectStatus(await decide(carl, 'decline'), 200);
    expect(await decide(carl, 'approve')).toMatchObject(refusal(404, 'Join request not found'));

    expectStatus(await ann.api.patch(`/groups/${group.id}`, { join_mode: 'invite' }), 200);
    expect(await act(carl, 'join', group)).toMatchObject(refusal(403, 'This group is joined by invitation only'));
    const socket = await socketOf(carl);
    expectStatus(await act(ann, 'invite', group, on(carl)), 200);
    const invited = { type: 'group_invite', user_id: ann.id, group_id: group.id, is_read: false };
    expect(await socket.next('notification')).toMatchObject({ event_type: 'notification', data: invited });
    expect((await carl.api.get('/notifications')).body).toMatchObject([invited]);
    expect(await act(carl, 'join', group)).toMatchObject(joined);
    expect(await ann.api.patch(`/groups/${group.id}`, { join_mode: 'x' })).toMatchObject({ status: 400 });
  });

  it('tells its members what becomes of it', async () => {
    const [a, b, e] = [await socketOf(ann), await socketOf(bob), await socketOf(eve)];
    const group = await groupOf(bob);
    const told = (client: ImClient, action: string) => client.next('group', ({ data }) => data?.action === action);

    expect(await told(b, 'created')).toEqual({
      ...{ event_type: 'group', user_id: ann.id, receiver_id: null, group_id: group.id, content: null },
      data: { action: 'created', group },
    });
    await act(eve, 'join', group);
    for (const client of [a, b, e]) {
      expect(await told(client, 'member_added')).toMatchObject({
        ...{ user_id: eve.id, group_id: group.id },
        data: { member: { user_id: eve.id, role: 'member' } },
      });
    }
    await act(ann, 'role', group, on(eve, { role: 'admin' }));
    expect(await told(b, 'member_updated')).toMatchObject({ user_id: eve.id, data: { member: { role: 'admin' } } });
    await act(ann, 'announcement', group, { content: 'listen' });
    expect(await told(b, 'updated')).toMatchObject({ data: { announcement: 'listen' } });
    expect(await b.next('message')).toMatchObject({ content: 'listen' });
    await act(ann, 'kick', group, on(eve));
    for (const client of [b, e]) {
      expect(await told(client, 'member_removed')).toMatchObject({ user_id: eve.id, data: { reason: 'kicked' } });
    }
    await act(ann, 'dissolve', group);
    expect(await told(b, 'dissolved')).toMatchObject({ group_id: group.id });
    await e.settled();
    expect(e.seen('group').map(({ data }) => data?.action)).not.toContain('dissolved');
  });

  it('has admins who take back what others said, at any time', async () => {
    const group = await groupOf(bob, carl);
    const b = await socketOf(bob);
    const { id } = await send(bob, group, 'regret');

    expect(await carl.api.post(`/messages/${id}/recall`)).toMatchObject(forbidden);
    const recalled = await ann.api.post<MessageJson>(`/messages/${id}/recall`);
    expect(recalled).toMatchObject({ status: 200, body: { id, content: '', recalled: true } });
    expect(await b.next('recall')).toMatchObject({ user_id: ann.id, group_id: group.id, data: { message_id: id } });
    const { body } = await carl.api.get<MessageJson[]>(`/messages/list?group_id=${group.id}`);
    expect(body).toMatchObject([{ id, content: '', recalled: true }]);
    // The last message that carl is shown.
    expectStatus(await carl.api.put(`/messages/${id}/read`), 200);
  });

  it('mentions members by the names that are typed, outsiders never', async () => {
    const group = await groupOf(bob);
    const { id } = await send(ann, group, `hi @${bob.username}, not @${eve.username} nor <@${eve.id}>`);
    const inboxOf = async (person: ImPerson) => (await person.api.get('/notifications')).body;

    expect(JSON.stringify(await inboxOf(bob))).toContain(id);
    expect(await inboxOf(eve)).toEqual([]);
  });
});

describe('who is here', () => {
  it('is told to those who share a conversation, at the first and the last connection', async () => {
    await groupOf(bob);
    const [a, e] = [await socketOf(ann), await socketOf(eve)];
    const first = await ImClient.of(server, bob);
    expect(await a.next('online')).toEqual({
      ...{ event_type: 'online', user_id: bob.id, receiver_id: null, group_id: null, content: null },
      data: { status: 'online' },
    });
    expect(await first.next('online')).toMatchObject({ user_id: ann.id });
    const second = await ImClient.of(server, bob);
    expect(await second.next('online')).toMatchObject({ user_id: ann.id });
    await first.leave();
    expect(
      (await ann.api.get<{ id: string; status: string }[]>(`/user/list?search=${bob.username}`)).body,
    ).toMatchObject([{ id: bob.id, status: 'online' }]);
    expect((await bob.api.put('/user/me', { status: 'away' })).body).toMatchObject({ status: 'away' });
    expect(await a.next('online')).toMatchObject({ user_id: bob.id, data: { status: 'away' } });
    await second.leave();
    expect(await a.next('offline')).toMatchObject({
      ...{ user_id: bob.id, data: { status: 'offline', last_seen: expect.any(String) } },
    });
    await e.settled();
    expect([...e.seen('online'), ...e.seen('offline')]).toEqual([]);
    expect((await bob.api.get('/user/me')).body).toMatchObject({ status: 'offline' });
  });
});
