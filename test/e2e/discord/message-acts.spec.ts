import type { APIMessage } from 'discord-api-types/v10';
import { expectStatus, type RestAnswer, type RestCaller } from '../../support/discord';
import { type Failure, failure, wrongFields } from '../../support/guilds';
import { Talk } from '../../support/talk';

const MENTION_EVERYONE = 1n << 17n;
const PIN_MESSAGES = 1n << 51n;
const BYPASS_SLOW_MODE = 1n << 52n;
const READ_HISTORY = 1n << 16n;
const ADD_REACTIONS = 1n << 6n;

let talk: Talk;
let owner: RestCaller;
let member: RestCaller;

beforeAll(async () => {
  talk = await Talk.start();
  ({ owner, member } = talk);
}, 60_000);
afterAll(() => talk?.scene.server.stop());
beforeEach(() => talk.moveOn());

const path = (suffix = ''): string => talk.path(suffix);

describe('mentions', () => {
  it('are found in the text, as far as the author may', async () => {
    const { id: roleId } = await talk.scene.grant(talk.guild.id, talk.scene.owner, 0n);
    const content = `<@${talk.scene.owner.id}> <@!1> <@&${roleId}> @everyone \`<@${talk.scene.member.id}>\``;

    const byMember = await talk.say(content, member);
    expect(byMember).toMatchObject({ mention_everyone: false, mention_roles: [] });
    expect(byMember.mentions.map(({ id }) => id)).toEqual([talk.scene.owner.id]);
    await talk.restrict(0n, MENTION_EVERYONE);
    expect(await talk.say(content, member)).toMatchObject({ mention_everyone: true, mention_roles: [roleId] });
    expect(await talk.say({ content, allowed_mentions: { parse: [] } }, member)).toMatchObject({
      ...{ mention_everyone: false, mention_roles: [], mentions: [] },
    });
    const some = { parse: ['everyone'], users: [talk.scene.owner.id], roles: [] };
    expect(await talk.say({ content, allowed_mentions: some }, member)).toMatchObject({
      ...{ mention_everyone: true, mention_roles: [], mentions: [{ id: talk.scene.owner.id }] },
    });
    const both = { parse: ['users'], users: [talk.scene.owner.id] };
    expect(await wrongFields(owner.post(path(), { content, allowed_mentions: both }))).toEqual(['allowed_mentions']);
  });
});

describe('a reply', () => {
  it('carries what it answers, and mentions its author unless told otherwise', async () => {
    const first = await talk.say('first', member);
    const reference = { message_reference: { message_id: first.id } };

    const reply = await talk.say({ content: 're', ...reference });
    expect(reply).toMatchObject({
      type: 19,
      message_reference: { message_id: first.id, channel_id: talk.channelId, guild_id: talk.guild.id },
      referenced_message: { id: first.id, content: 'first', author: { id: talk.scene.member.id } },
      mentions: [{ id: talk.scene.member.id }],
    });
    const quiet = await talk.say({ content: 're', ...reference, allowed_mentions: { parse: ['users'] } });
    expect(quiet.mentions).toEqual([]);
    expectStatus(await owner.delete(path(`/${first.id}`)), 204);
    expect(await talk.read(reply.id)).toMatchObject({ type: 19, referenced_message: null });
  });

  it('answers what is there, or is sent without', async () => {
    const missing = { message_id: '123456789012345678' };

    const refused = owner.post<Failure>(path(), { content: 'x', message_reference: missing });
    expect(await wrongFields(refused)).toEqual(['message_reference']);
    const sent = await talk.say({ content: 'x', message_reference: { ...missing, fail_if_not_exists: false } });
    expect(sent).toMatchObject({ type: 0 });
    expect(sent).not.toHaveProperty('message_reference');
    await talk.restrict(READ_HISTORY);
    const { id } = await talk.say('x');
    const answer = member.post<Failure>(path(), { content: 'x', message_reference: { message_id: id } });
    expect(await failure(answer)).toBe('403 50013');
  });
});

describe('reactions', () => {
  const react = (id: string, emoji: string, api = owner): Promise<RestAnswer<Failure>> =>
    api.put(path(`/${id}/reactions/${encodeURIComponent(emoji)}/@me`));

  it('are counted per kind, and told whose they are', async () => {
    const { id } = await talk.say('x');
    for (const [emoji, api] of [
      ['👍', owner],
      ['👍', member],
      ['👍', owner],
      ['❤', member],
    ] as const) {
      expectStatus(await react(id, emoji, api), 204);
    }

    expect((await talk.read(id)).reactions).toEqual([
      expect.objectContaining({ emoji: { id: null, name: '👍' }, count: 2, me: true }),
      expect.objectContaining({ emoji: { id: null, name: '❤️' }, count: 1, me: false }),
    ]);
    const path1 = path(`/${id}/reactions/${encodeURIComponent('👍')}`);
    const ids = [talk.scene.owner.id, talk.scene.member.id].sort((a, b) => (BigInt(a) < BigInt(b) ? -1 : 1));
    const users = async (query: string) =>
      (await owner.get<{ id: string }[]>(`${path1}${query}`)).body.map((u) => u.id);
    expect(await users('')).toEqual(ids);
    expect(await users('?limit=1')).toEqual([ids[0]]);
    expect(await users(`?limit=1&after=${ids[0]}`)).toEqual([ids[1]]);
    expect(await failure(owner.get(`${path1}?limit=101`))).toBe('400 50035');
  });

  it('are emojis, of at most twenty kinds', async () => {
    const { id } = await talk.say('x');
    for (const text of ['x', 'nope:123', ':)', '👍👍', '%']) expect(await failure(react(id, text))).toBe('404 10014');
    const kinds = [...'😀😁😂😃😄😅😆😇😈😉😊😋😌😍😎😏😐😑😒😓'];
    for (const emoji of kinds) expectStatus(await react(id, emoji), 204);

    expect(await failure(react(id, '😔'))).toBe('400 30010');
    expectStatus(await react(id, '😀', member), 204);
  });

  it('of a new kind are a right of their own', async () => {
    const { id } = await talk.say('x');
    expectStatus(await react(id, '👍'), 204);
    await talk.restrict(ADD_REACTIONS);

    expectStatus(await react(id, '👍', member), 204);
    expect(await failure(react(id, '👎', member))).toBe('403 50013');
    await talk.restrict(READ_HISTORY);
    expect(await failure(react(id, '👍', member))).toBe('403 50013');
  });

  it('are taken away by whose they are, and by moderators', async () => {
    const { id } = await talk.say('x');
    const of = (emoji: string, suffix: string): string =>
      path(`/${id}/reactions/${encodeURIComponent(emoji)}${suffix}`);
    for (const emoji of ['👍', '👎', '😀']) for (const api of [owner, member]) await react(id, emoji, api);

    expectStatus(await member.delete(of('👍', '/@me')), 204);
    expect(await failure(member.delete(of('👍', `/${talk.scene.owner.id}`)))).toBe('403 50013');
    expect(await failure(member.delete(of('👍', '')))).toBe('403 50013');
    expect(await failure(member.delete(path(`/${id}/reactions`)))).toBe('403 50013');
    expectStatus(await owner.delete(of('👎', `/${talk.scene.member.id}`)), 204);
    expectStatus(await owner.delete(of('😀', '')), 204);
    const counts = (await talk.read(id, member)).reactions?.map(({ emoji, count, me }) => [emoji.name, count, me]);
    expect(counts).toEqual([
      ['👍', 1, false],
      ['👎', 1, false],
    ]);
    expectStatus(await owner.delete(path(`/${id}/reactions`)), 204);
    expect(await talk.read(id)).not.toHaveProperty('reactions');
  });
});

describe('pins', () => {
  it('are listed in both forms, the newest in front, and paged', async () => {
    const ids = await talk.sayMany(3);
    for (const [index, id] of ids.entries()) {
      expectStatus(await owner.put(index === 0 ? `/channels/${talk.channelId}/pins/${id}` : path(`/pins/${id}`)), 204);
    }
    type Page = { items: { pinned_at: string; message: APIMessage }[]; has_more: boolean };
    const page = async (query: string): Promise<Page> => (await member.get<Page>(path(`/pins${query}`))).body;

    const old = await member.get<APIMessage[]>(`/channels/${talk.channelId}/pins`);
    expect(old.body.map(({ id, pinned }) => [id, pinned])).toEqual([...ids].reverse().map((id) => [id, true]));
    const first = await page('?limit=2');
    expect([first.items.map(({ message }) => message.id), first.has_more]).toEqual([[ids[2], ids[1]], true]);
    const rest = await page(`?before=${encodeURIComponent(first.items[1]?.pinned_at ?? '')}`);
    expect([rest.items.map(({ message }) => message.id), rest.has_more]).toEqual([[ids[0]], false]);
    for (const before of ['x', '2026-W01-1']) {
      expect(await failure(member.get(path(`/pins?before=${before}`)))).toBe('400 50035');
    }
    expectStatus(await owner.delete(path(`/pins/${ids[2]}`)), 204);
    expect((await page('')).items).toHaveLength(2);
  });

  it('are a right of their own', async () => {
    const { id } = await talk.say('x');

    expect(await failure(member.put(path(`/pins/${id}`)))).toBe('403 50013');
    await talk.restrict(0n, PIN_MESSAGES);
    expectStatus(await member.put(path(`/pins/${id}`)), 204);
    expect(await talk.read(id)).toMatchObject({ pinned: true });
  });
});

describe('slow mode and timeouts', () => {
  it('make a member wait, but not whoever may pass', async () => {
    await talk.moveOn({ rate_limit_per_user: 60 });
    await talk.say('one', member);

    const limited = await member.post<{ retry_after: number; code: number }>(path(), { content: 'two' });
    expect([limited.status, limited.body.code]).toEqual([429, 20_016]);
    expect(limited.body.retry_after).toBeGreaterThan(50);
    await talk.say('not slowed');
    await talk.restrict(0n, BYPASS_SLOW_MODE);
    await talk.say('three', member);
  });

  it('leave a member that is timed out nothing but reading', async () => {
    const own = await talk.say('x', member);
    const until = new Date(Date.parse(own.timestamp) + 3_600_000).toISOString();
    const target = `/guilds/${talk.guild.id}/members/${talk.scene.member.id}`;
    expectStatus(await owner.patch(target, { communication_disabled_until: until }), 200);

    expect(await failure(member.post(path(), { content: 'y' }))).toBe('403 50013');
    expect(await failure(member.post(`/channels/${talk.channelId}/typing`))).toBe('403 50013');
    expectStatus(await member.get(path()), 200);
    expectStatus(await owner.patch(target, { communication_disabled_until: null }), 200);
    await talk.say('back', member);
  });
});

describe('typing and reading', () => {
  it('are only for those who are there', async () => {
    const { id } = await talk.say('x');

    expectStatus(await member.post(`/channels/${talk.channelId}/typing`), 204);
    expect(await failure(talk.scene.stranger.api.post(`/channels/${talk.channelId}/typing`))).toBe('404 10003');
    const answer = await member.post(path(`/${id}/ack`), { token: null });
    expect([answer.status, answer.body]).toEqual([200, { token: null }]);
    expect(await failure(member.post(path('/123/ack'), {}))).toBe('404 10008');
  });
});

describe('files of a message', () => {
  const form = (payload: object, ...names: readonly string[]): FormData => {
    const data = new FormData();
    data.set('payload_json', JSON.stringify(payload));
    names.forEach((name, index) => data.set(`files[${index}]`, new Blob([name]), name));
    return data;
  };
  const namesOf = ({ attachments }: APIMessage): string[] => attachments.map(({ filename }) => filename);

  it('are kept, dropped and added by an edit', async () => {
    const sent = await owner.post<APIMessage>(
      path(),
      form({ embeds: [{ image: { url: 'attachment://a.txt' } }] }, 'a.txt'),
    );
    expectStatus(sent, 200);
    const edit = async (body: FormData | object): Promise<APIMessage> => {
      const answer = await owner.patch<APIMessage>(path(`/${sent.body.id}`), body);
      expectStatus(answer, 200);
      return answer.body;
    };
    expect(sent.body.embeds[0]?.image?.url).toBe(sent.body.attachments[0]?.url);

    expect(namesOf(await edit({ content: 'same' }))).toEqual(['a.txt']);
    const both = await edit(form({ content: 'more' }, 'b.txt'));
    expect(namesOf(both)).toEqual(['a.txt', 'b.txt']);
    const [, second] = both.attachments;
    expect(namesOf(await edit({ attachments: [{ id: second?.id }] }))).toEqual(['b.txt']);
    expect((await fetch(second?.url ?? '')).status).toBe(200);
    expect((await fetch(both.attachments[0]?.url ?? '')).status).toBe(404);
    expect(namesOf(await edit({ attachments: [] }))).toEqual([]);
  });

  it('are a right of their own, and alone make a message', async () => {
    await talk.restrict(1n << 15n);

    expect(await failure(member.post(path(), form({ content: 'x' }, 'a.txt')))).toBe('403 50013');
    expectStatus(await owner.post(path(), form({}, 'a.txt')), 200);
    const others = await talk.say('x');
    expect(await failure(member.patch(path(`/${others.id}`), form({}, 'a.txt')))).toBe('403 50005');
  });
});
