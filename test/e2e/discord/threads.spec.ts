import type { APIMessage, APIThreadChannel, APIThreadList, APIThreadMember } from 'discord-api-types/v10';
import { DataSource } from 'typeorm';
import { Permission } from '../../../src/domain/guilds';
import { type ChannelRowChanges, GuildRows } from '../../builders/guilds';
import { type DiscordServer, expectStatus, type Person, startDiscordServer } from '../../support/discord';

type ThreadList = APIThreadList & { has_more: boolean };

let server: DiscordServer;
let rows: GuildRows;
let owner: Person;
let ann: Person;
let bob: Person;
let stranger: Person;
let guildId: string;
let channelId: string;
let voice: string;
let quiet: string;
let secret: string;

const denied = (deny: bigint): ChannelRowChanges => ({
  overwrites: [{ targetId: guildId, kind: 'role', allow: 0n, deny }],
});

beforeAll(async () => {
  server = await startDiscordServer();
  rows = new GuildRows(server.app.get(DataSource));
  owner = await server.person('owner');
  ann = await server.person('ann');
  bob = await server.person('bob');
  stranger = await server.person('stranger');
  guildId = await rows.guild(owner.id);
  await rows.members(guildId, [ann.id, bob.id]);
  channelId = await rows.channel(guildId);
  voice = await rows.channel(guildId, { type: 'voice' });
  quiet = await rows.channel(guildId, denied(Permission.createPublicThreads));
  secret = await rows.channel(guildId, denied(Permission.viewChannel));
});
afterAll(() => server?.stop());

async function say(person: Person, channel: string, content = 'hello'): Promise<APIMessage> {
  const answer = await person.api.post<APIMessage>(`/channels/${channel}/messages`, { content });
  expectStatus(answer, 200);
  return answer.body;
}

async function start(person: Person, body: object = {}): Promise<APIThreadChannel> {
  const answer = await person.api.post<APIThreadChannel>(`/channels/${channelId}/threads`, {
    ...{ name: 'talk', type: 11 },
    ...body,
  });
  expectStatus(answer, 201);
  return answer.body;
}

const error = (status: number, code: number): object => ({ status, body: { code } });

describe('a thread made from a message', () => {
  it('has the id of the message, which shows it, and begins with an entry that stands for the message', async () => {
    const message = await say(ann, channelId, 'who is in?');
    const answer = await ann.api.post<APIThreadChannel>(`/channels/${channelId}/messages/${message.id}/threads`, {
      ...{ name: 'those who are in', auto_archive_duration: 60, rate_limit_per_user: null, unknown: true },
    });

    expectStatus(answer, 201);
    expect(answer.body).toEqual({
      ...{ id: message.id, guild_id: guildId, parent_id: channelId, owner_id: ann.id, type: 11, flags: 0 },
      ...{ name: 'those who are in', last_message_id: null, rate_limit_per_user: 0 },
      ...{ message_count: 0, total_message_sent: 0, member_count: 1 },
      thread_metadata: {
        ...{ archived: false, locked: false, auto_archive_duration: 60 },
        ...{ archive_timestamp: expect.any(String), create_timestamp: expect.any(String) },
      },
      member: { id: message.id, user_id: ann.id, join_timestamp: expect.any(String), flags: 0 },
    });
    const starter = await bob.api.get<APIMessage>(`/channels/${channelId}/messages/${message.id}`);
    expect(starter.body).toMatchObject({ flags: 32, thread: { id: message.id, name: 'those who are in' } });
    const history = await bob.api.get<APIMessage[]>(`/channels/${message.id}/messages`);
    expect(history.body).toMatchObject([
      {
        ...{ type: 21, content: '', author: { id: ann.id } },
        message_reference: { channel_id: channelId, message_id: message.id, guild_id: guildId },
        referenced_message: { id: message.id, content: 'who is in?' },
      },
    ]);
    await say(bob, message.id);
    const read = await bob.api.get<APIThreadChannel>(`/channels/${message.id}`);
    expect(read.body).toMatchObject({ message_count: 1, member_count: 2, member: { user_id: bob.id } });
  });

  it('is made once, only of what people said, and only where threads are', async () => {
    const message = await say(ann, channelId);
    const path = `/channels/${channelId}/messages/${message.id}/threads`;
    expectStatus(await ann.api.post(path, { name: 'one' }), 201);
    const history = await ann.api.get<APIMessage[]>(`/channels/${message.id}/messages`);
    const inThread = await say(ann, message.id);

    expect(await ann.api.post(path, { name: 'two' })).toMatchObject(error(400, 160_004));
    expect(await ann.api.post(path, { name: '' })).toMatchObject(error(400, 50_035));
    expect(await ann.api.post(path, { name: 'x', auto_archive_duration: 5 })).toMatchObject(error(400, 50_035));
    expect(await ann.api.post(`/channels/${channelId}/messages/77/threads`, { name: 'x' })).toMatchObject(
      error(404, 10_008),
    );
    expect(await ann.api.post(`/channels/${channelId}/messages/x/threads`, { name: 'x' })).toMatchObject(
      error(404, 10_008),
    );
    for (const { id } of [history.body[0], inThread]) {
      expect(await ann.api.post(`/channels/${message.id}/messages/${id}/threads`, { name: 'x' })).toMatchObject(
        error(400, 50_024),
      );
    }
    expect(await stranger.api.post(path, { name: 'x' })).toMatchObject(error(404, 10_003));
  });
});

describe('at once', () => {
  it('one thread comes of a message, however many ask, while people write and edit', async () => {
    const message = await say(ann, channelId);
    const path = `/channels/${channelId}/messages/${message.id}`;
    const [made, written] = await Promise.all([
      Promise.all(Array.from({ length: 6 }, () => bob.api.post(`${path}/threads`, { name: 'one' }))),
      Promise.all(Array.from({ length: 6 }, () => ann.api.post(`/channels/${channelId}/messages`, { content: 'x' }))),
      Promise.all(Array.from({ length: 6 }, () => ann.api.patch(path, { content: 'edited' }))),
    ]);

    expect(made.map(({ status }) => status).sort()).toEqual([201, 400, 400, 400, 400, 400]);
    expect(written.map(({ status }) => status)).toEqual(Array(6).fill(200));
    expect((await ann.api.get(path)).body).toMatchObject({
      content: 'edited',
      flags: 32,
      thread: { owner_id: bob.id },
    });
  });

  it('members are counted exactly, however they come and go', async () => {
    const { id } = await start(ann);
    const path = `/channels/${id}/thread-members`;
    const everybody = [owner, ann, bob];
    await Promise.all(everybody.flatMap((one) => [one.api.put(`${path}/@me`), say(one, id)]));
    expect((await ann.api.get(`/channels/${id}`)).body).toMatchObject({ member_count: 3, message_count: 3 });
    await Promise.all(everybody.flatMap((one) => [one.api.delete(`${path}/@me`), one.api.delete(`${path}/@me`)]));

    expect((await ann.api.get(`/channels/${id}`)).body).toMatchObject({ member_count: 0 });
  });
});

describe('a thread by itself', () => {
  it('is announced in its parent when it is public', async () => {
    const thread = await start(ann, { name: 'announced' });
    const [notice] = (await bob.api.get<APIMessage[]>(`/channels/${channelId}/messages?limit=1`)).body;

    expect(notice).toMatchObject({ type: 18, content: 'announced', author: { id: ann.id } });
    expect(notice.message_reference).toEqual({ channel_id: thread.id, guild_id: guildId });
    expect((await bob.api.get<APIMessage[]>(`/channels/${thread.id}/messages`)).body).toEqual([]);
  });

  it('is private when nothing else is said, and then only its members and moderators see it', async () => {
    const thread = await start(ann, { type: undefined, invitable: false });
    expect(thread).toMatchObject({ type: 12, thread_metadata: { invitable: false } });
    const path = `/channels/${thread.id}`;

    expect(await bob.api.get(path)).toMatchObject(error(403, 50_001));
    expect(await bob.api.get(`${path}/messages`)).toMatchObject(error(403, 50_001));
    expect(await bob.api.post(`${path}/messages`, { content: 'let me in' })).toMatchObject(error(403, 50_001));
    expect(await bob.api.put(`${path}/thread-members/@me`)).toMatchObject(error(403, 50_001));
    expectStatus(await owner.api.get(path), 200);
    expectStatus(await ann.api.put(`${path}/thread-members/${bob.id}`), 204);
    expectStatus(await bob.api.get(path), 200);
    await say(bob, thread.id);
    expect(await bob.api.put(`${path}/thread-members/${owner.id}`)).toMatchObject(error(403, 50_013));
    expectStatus(await ann.api.delete(`${path}/thread-members/${bob.id}`), 204);
    expect(await bob.api.get(path)).toMatchObject(error(403, 50_001));
    expect(await stranger.api.get(path)).toMatchObject(error(404, 10_003));
  });

  it('needs a permission of its own, and a channel that has threads', async () => {
    expect(await ann.api.post(`/channels/${voice}/threads`, { name: 'x', type: 11 })).toMatchObject(error(400, 50_024));
    expect(await ann.api.post(`/channels/${quiet}/threads`, { name: 'x', type: 11 })).toMatchObject(error(403, 50_013));
    expectStatus(await ann.api.post(`/channels/${quiet}/threads`, { name: 'x', type: 12 }), 201);
    expect(await ann.api.post(`/channels/${channelId}/threads`, { name: 'x', type: 99 })).toMatchObject(
      error(400, 50_035),
    );
  });
});

describe('members of a thread', () => {
  it('join, are listed, leave', async () => {
    const thread = await start(ann);
    const path = `/channels/${thread.id}/thread-members`;
    expectStatus(await bob.api.put(`${path}/@me`), 204);
    expectStatus(await bob.api.put(`${path}/@me`), 204);

    const list = await bob.api.get<APIThreadMember[]>(path);
    expect(list.body.map((member) => member.user_id)).toEqual([ann.id, bob.id]);
    expect(list.body[0]).not.toHaveProperty('member');
    const page = await bob.api.get<APIThreadMember[]>(`${path}?with_member=true&limit=1&after=${ann.id}`);
    expect(page.body).toMatchObject([{ user_id: bob.id, member: { user: { id: bob.id }, roles: [] } }]);
    expect((await ann.api.get(`${path}/${bob.id}?with_member=1`)).body).toMatchObject({
      ...{ id: thread.id, member: { user: { username: bob.username } } },
    });
    expectStatus(await bob.api.delete(`${path}/@me`), 204);
    expectStatus(await bob.api.delete(`${path}/@me`), 204);
    expect(await bob.api.get(`${path}/@me`)).toMatchObject(error(404, 10_007));
    expect(await bob.api.get(`${path}/nobody`)).toMatchObject(error(404, 10_007));
    expect(await bob.api.delete(`${path}/${ann.id}`)).toMatchObject(error(403, 50_013));
    expect(await bob.api.put(`${path}/${stranger.id}`)).toMatchObject(error(404, 10_007));
    expect(await bob.api.get(`${path}?limit=101`)).toMatchObject(error(400, 50_035));
  });

  it('are those who write', async () => {
    const thread = await start(ann);
    await say(bob, thread.id);

    expectStatus(await bob.api.get(`/channels/${thread.id}/thread-members/@me`), 200);
    expectStatus(await bob.api.delete(`/channels/${thread.id}/thread-members/@me`), 204);
    await say(bob, thread.id);
    expectStatus(await bob.api.get(`/channels/${thread.id}/thread-members/@me`), 200);
  });
});

describe('the life of a thread', () => {
  it('is changed by its owner, locked by moderators, opened by who writes', async () => {
    const thread = await start(ann);
    const path = `/channels/${thread.id}`;
    const changed = await ann.api.patch(path, { name: 'renamed', archived: true, auto_archive_duration: 60 });

    expect(changed).toMatchObject({ status: 200, body: { name: 'renamed', thread_metadata: { archived: true } } });
    expect(await ann.api.patch(path, { name: 'again' })).toMatchObject(error(400, 50_083));
    expect(await bob.api.put(`${path}/thread-members/@me`)).toMatchObject(error(400, 50_083));
    await say(bob, thread.id);
    expect((await bob.api.get(path)).body).toMatchObject({ thread_metadata: { archived: false } });
    expect(await bob.api.patch(path, { archived: true })).toMatchObject(error(403, 50_013));
    expect(await ann.api.patch(path, { locked: true })).toMatchObject(error(403, 50_013));
    expect(await ann.api.patch(path, { rate_limit_per_user: 5 })).toMatchObject(error(403, 50_013));
    const locked = await owner.api.patch(path, { locked: true, archived: true });
    expect(locked).toMatchObject({ status: 200, body: { thread_metadata: { archived: true, locked: true } } });
    expect(await bob.api.post(`${path}/messages`, { content: 'x' })).toMatchObject(error(403, 160_005));
    expect(await ann.api.patch(path, { archived: false })).toMatchObject(error(403, 50_013));
    expect((await owner.api.get(path)).body).toMatchObject({ thread_metadata: { archived: true, locked: true } });
    expectStatus(await owner.api.patch(path, { archived: false, locked: false, rate_limit_per_user: 600 }), 200);
    expect(await bob.api.post(`${path}/messages`, { content: 'x' })).toMatchObject(error(429, 20_016));
    await say(owner, thread.id);
    await say(owner, thread.id);
    expect(await ann.api.patch(path, { rate_limit_per_user: -1 })).toMatchObject(error(400, 50_035));
  });

  it('ends when a moderator deletes it, and with its parent', async () => {
    const thread = await start(ann);
    const path = `/channels/${thread.id}`;

    expect(await ann.api.delete(path)).toMatchObject(error(403, 50_013));
    expect(await owner.api.delete(path)).toMatchObject({ status: 200, body: { id: thread.id, type: 11 } });
    for (const answer of [
      await owner.api.get(path),
      await owner.api.delete(path),
      await ann.api.get(`${path}/messages`),
      await ann.api.post(`${path}/messages`, { content: 'x' }),
      await ann.api.put(`${path}/thread-members/@me`),
    ]) {
      expect(answer).toMatchObject(error(404, 10_003));
    }
  });
});

describe('lists of threads', () => {
  it('show active ones that one may see, and archived ones page by page', async () => {
    const hidden = (await owner.api.post(`/channels/${secret}/threads`, { name: 'hidden', type: 11 })).body;
    const [open, own, foreign] = [await start(ann), await start(bob, { type: 12 }), await start(ann, { type: 12 })];
    const active = await bob.api.get<APIThreadList>(`/guilds/${guildId}/threads/active`);
    const ids = active.body.threads.map((thread) => thread.id);

    expect(ids).toEqual(expect.arrayContaining([open.id, own.id]));
    expect(ids).not.toContain(hidden.id);
    expect(ids).not.toContain(foreign.id);
    expect(active.body.members.map((member) => member.id)).toContain(own.id);
    expect(active.body.members.every((member) => member.user_id === bob.id)).toBe(true);
    expect(await stranger.api.get(`/guilds/${guildId}/threads/active`)).toMatchObject(error(404, 10_004));

    for (const { id } of [open, own, foreign]) {
      expectStatus(await owner.api.patch(`/channels/${id}`, { archived: true }), 200);
    }
    const archived = async (person: Person, kind: string, query = ''): Promise<ThreadList> =>
      (await person.api.get<ThreadList>(`/channels/${channelId}/${kind}${query}`)).body;
    const published = await archived(bob, 'threads/archived/public', '?limit=1');
    expect(published).toMatchObject({ threads: [{ id: open.id }], members: [], has_more: false });
    const { archive_timestamp: archivedAt } = open.thread_metadata as { archive_timestamp: string };
    expect(await archived(bob, 'threads/archived/public', `?before=${archivedAt}`)).toMatchObject({ threads: [] });
    expect(await archived(bob, 'users/@me/threads/archived/private')).toMatchObject({ threads: [{ id: own.id }] });
    const mine = await archived(bob, 'users/@me/threads/archived/private', `?before=${own.id}`);
    expect(mine).toEqual({ threads: [], members: [], has_more: false });
    expect((await archived(owner, 'threads/archived/private', '?limit=1')).has_more).toBe(true);
    expect(await bob.api.get(`/channels/${channelId}/threads/archived/private`)).toMatchObject(error(403, 50_013));
    expect(await bob.api.get(`/channels/${channelId}/threads/archived/public?before=x`)).toMatchObject(
      error(400, 50_035),
    );
  });
});

it.each(['abc', '0', '-1', '1e9', '99999999999999999999', '%00', '%F0%9F%92%A9', '1;2'])(
  'the id %s is nothing, and no fault',
  async (id) => {
    const answers = await Promise.all([
      ann.api.post(`/channels/${id}/threads`, { name: 'x', type: 11 }),
      ann.api.post(`/channels/${channelId}/messages/${id}/threads`, { name: 'x' }),
      ann.api.get(`/guilds/${id}/threads/active`),
      ann.api.get(`/channels/${id}/threads/archived/public`),
      ann.api.get(`/channels/${id}/thread-members`),
      ann.api.put(`/channels/${id}/thread-members/@me`),
      ann.api.put(`/channels/${channelId}/thread-members/${id}`),
      ann.api.post(`/interactions/${id}/${id}/callback`, { type: 6 }),
      ann.api.get(`/webhooks/${id}/${id}/messages/@original`),
    ]);

    expect(answers.filter(({ status }) => status !== 404 && status !== 400)).toEqual([]);
    expect(await ann.api.get(`/channels/${channelId}/thread-members?after=${id}`)).toMatchObject({ status: 400 });
  },
);
