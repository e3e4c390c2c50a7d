import type { APIMessage } from 'discord-api-types/v10';
import { expectStatus, type RestAnswer, type RestCaller } from '../../support/discord';
import { type Failure, failure, wrongFields } from '../../support/guilds';
import { Talk } from '../../support/talk';

const SEND_TTS = 1n << 12n;
const MANAGE_MESSAGES = 1n << 13n;
const VIEW_CHANNEL = 1n << 10n;
const SEND_MESSAGES = 1n << 11n;
const EMBED_LINKS = 1n << 14n;
const READ_HISTORY = 1n << 16n;

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

describe('a message', () => {
  it('is answered whole, and read the same', async () => {
    const sent = await talk.say({ content: 'hello', nonce: 'mine', unknown_field: 1, embeds: null, tts: false });

    expect(sent).toEqual({
      ...{
        id: expect.stringMatching(/^\d{17,19}$/),
        channel_id: talk.channelId,
        type: 0,
        content: 'hello',
        nonce: 'mine',
      },
      author: expect.objectContaining({
        id: talk.scene.owner.id,
        username: talk.scene.owner.username,
        discriminator: '0',
      }),
      ...{ timestamp: expect.stringMatching(/Z$/), edited_timestamp: null, tts: false, mention_everyone: false },
      ...{ mentions: [], mention_roles: [], attachments: [], embeds: [], components: [], pinned: false, flags: 0 },
    });
    const { nonce: _nonce, ...stored } = sent;
    expect(await talk.read(sent.id)).toEqual(stored);
    expect((await member.get<APIMessage[]>(path())).body).toEqual([stored]);
  });

  it('is the same under every prefix', async () => {
    const { id } = await talk.say('hello');

    for (const prefix of ['/api', '/api/v1', '/api/v9', '/api/v10']) {
      const response = await fetch(`${talk.scene.server.url}${prefix}${path(`/${id}`)}`, {
        headers: { authorization: owner.authorization ?? '' },
      });
      expect([response.status, response.headers.get('content-type')]).toEqual([200, 'application/json']);
      expect(((await response.json()) as APIMessage).id).toBe(id);
    }
  });

  it('keeps its nonce to itself: only an enforced one makes a repeat the same message', async () => {
    const [first, second] = [
      await talk.say({ content: 'a', nonce: '1' }),
      await talk.say({ content: 'a', nonce: '1' }),
    ];
    const [third, fourth] = [
      await talk.say({ content: 'b', nonce: 77, enforce_nonce: true }),
      await talk.say({ content: 'c', nonce: 77, enforce_nonce: true }),
    ];

    expect(second.id).not.toBe(first.id);
    expect(fourth).toMatchObject({ id: third.id, content: 'b', nonce: 77 });
    expect(await wrongFields(owner.post(path(), { content: 'a', nonce: 'x'.repeat(26) }))).toEqual(['nonce']);
  });

  it('needs something in it', async () => {
    for (const body of [{}, { content: '' }, { content: '  ' }, { embeds: [] }, { content: null, components: [] }]) {
      expect(await failure(owner.post(path(), body))).toBe('400 50006');
    }
    expect(await wrongFields(owner.post(path(), { content: 'x'.repeat(2_001) }))).toEqual(['content']);
    expect(await wrongFields(owner.post(path(), { content: 'a\u0000' }))).toEqual(['content']);
    expect(await wrongFields(owner.post(path(), { content: 5 }))).toEqual(['content']);
    expect((await talk.say('😀'.repeat(2_000))).content).toHaveLength(4_000);
  });

  it('is refused to strangers, to whoever may not see the channel and to whoever may not speak', async () => {
    const { id } = await talk.say('hello');
    const bodies = { content: 'hi' };

    expect(await failure(talk.scene.server.anonymous.post(path(), bodies))).toBe('401 0');
    expect(await failure(talk.scene.stranger.api.post(path(), bodies))).toBe('404 10003');
    expect(await failure(talk.scene.stranger.api.get(path(`/${id}`)))).toBe('404 10003');
    await talk.restrict(SEND_MESSAGES);
    expect(await failure(member.post(path(), bodies))).toBe('403 50013');
    await talk.restrict(VIEW_CHANNEL);
    expect(await failure(member.post(path(), bodies))).toBe('403 50001');
    expect(await failure(member.get(path()))).toBe('403 50001');
    expect(await failure(member.get(path(`/${id}`)))).toBe('403 50001');
  });

  it('has ids that are ids: anything else is not found', async () => {
    for (const id of ['0', 'x', '99999999999999999999', '123']) {
      expect(await failure(owner.get(`/channels/${id}/messages`))).toBe('404 10003');
      expect(await failure(owner.get(path(`/${id}`)))).toBe('404 10008');
      expect(await failure(owner.patch(path(`/${id}`), { content: 'x' }))).toBe('404 10008');
      expect(await failure(owner.delete(path(`/${id}`)))).toBe('404 10008');
    }
  });

  it('reads aloud only by right', async () => {
    expect(await failure(member.post(path(), { content: 'x', tts: true }))).toBe('403 50013');
    await talk.restrict(0n, SEND_TTS);
    expect(await talk.say({ content: 'x', tts: true }, member)).toMatchObject({ tts: true });
  });
});

describe('embeds', () => {
  it('come back as they were sent, without nulls', async () => {
    const { embeds } = await talk.say({
      embeds: [
        {
          ...{ title: 'T', description: 'D', url: 'https://example.org', color: 0xff00ff, type: 'article', extra: 1 },
          ...{ timestamp: '2026-01-02T03:04:05+01:00', footer: { text: 'F', icon_url: null }, author: null },
          ...{ image: { url: 'https://example.org/a.png' }, fields: [{ name: 'n', value: 'v', inline: true }] },
        },
      ],
    });

    expect(embeds).toEqual([
      {
        ...{ type: 'rich', title: 'T', description: 'D', url: 'https://example.org', color: 0xff00ff },
        ...{ timestamp: '2026-01-02T02:04:05.000Z', footer: { text: 'F' } },
        ...{ image: { url: 'https://example.org/a.png' }, fields: [{ name: 'n', value: 'v', inline: true }] },
      },
    ]);
  });

  it('name the field that is wrong', async () => {
    const errorsOf = async (embeds: unknown): Promise<unknown> =>
      (await owner.post<Failure>(path(), { embeds })).body.errors;

    expect(await errorsOf([{ title: 'x'.repeat(257) }])).toMatchObject({ embeds: { 0: { title: { _errors: [{}] } } } });
    expect(await errorsOf([{ title: 'a' }, { fields: [{ name: 'n', value: '' }] }])).toMatchObject({
      embeds: { 1: { fields: { 0: { value: { _errors: [{}] } } } } },
    });
    expect(await errorsOf([{ url: 'javascript:alert(1)', title: 'x' }])).toMatchObject({
      embeds: { 0: { url: { _errors: [{}] } } },
    });
    for (const timestamp of ['2026-W01-1', '20260101', 'x', '2026-13-01', 5]) {
      expect(await errorsOf([{ title: 'x', timestamp }])).toMatchObject({ embeds: { 0: { timestamp: {} } } });
    }
    expect(await errorsOf([{}])).toMatchObject({ embeds: { 0: { description: { _errors: [{}] } } } });
    expect(await errorsOf('x')).toMatchObject({ embeds: { _errors: [{}] } });
    const long = { description: 'x'.repeat(3_001) };
    expect(await errorsOf([long, long])).toMatchObject({ embeds: { _errors: [{}] } });
    expect(await errorsOf(Array.from({ length: 11 }, () => ({ title: 'a' })))).toMatchObject({ embeds: {} });
  });

  it('are a right of their own', async () => {
    await talk.restrict(EMBED_LINKS);

    expect(await failure(member.post(path(), { embeds: [{ title: 'x' }] }))).toBe('403 50013');
  });

  it('are hidden by a flag, which a moderator may set', async () => {
    const { id } = await talk.say({ content: 'x', embeds: [{ title: 'x' }] });

    expect(await failure(member.patch(path(`/${id}`), { flags: 4 }))).toBe('403 50013');
    await talk.restrict(0n, MANAGE_MESSAGES);
    const hidden = await member.patch<APIMessage>(path(`/${id}`), { flags: 4 });
    expect(hidden.body).toMatchObject({ flags: 4, embeds: [], edited_timestamp: null });
    expect(await failure(member.patch(path(`/${id}`), { flags: 4, content: 'y' }))).toBe('403 50005');
    const shown = await owner.patch<APIMessage>(path(`/${id}`), { flags: 0 });
    expect(shown.body).toMatchObject({ flags: 0, embeds: [{ title: 'x' }] });
  });
});

describe('components', () => {
  const row = { type: 1, components: [{ type: 2, style: 1, label: 'Go', custom_id: 'go' }] };

  it('are carried for a bot, and dropped for a person', async () => {
    const bot = await talk.scene.server.bot(talk.scene.owner);
    expectStatus(await owner.put(`/guilds/${talk.guild.id}/members/${bot.id}`, {}), 201);

    expect((await talk.say({ components: [row] }, bot.api)).components).toEqual([row]);
    expect((await talk.say({ content: 'x', components: [row] })).components).toEqual([]);
    expect(await wrongFields(bot.api.post(path(), { components: [{ type: 1 }] }))).toEqual(['components']);
    const twins = { ...row, components: [row.components[0], row.components[0]] };
    expect(await wrongFields(bot.api.post(path(), { components: [twins] }))).toEqual(['components']);
  });
});

describe('history', () => {
  it('pages in every direction, newest first', async () => {
    const ids = await talk.sayMany(10);
    const page = async (query: string): Promise<number[]> => {
      const answer = await member.get<APIMessage[]>(path(`?${query}`));
      expectStatus(answer, 200);
      return answer.body.map(({ id }) => ids.indexOf(id));
    };

    expect(await page('limit=3')).toEqual([9, 8, 7]);
    expect(await page(`limit=3&before=${ids[5]}`)).toEqual([4, 3, 2]);
    expect(await page(`limit=3&after=${ids[5]}`)).toEqual([8, 7, 6]);
    expect(await page(`limit=4&around=${ids[5]}`)).toEqual([6, 5, 4, 3]);
    expect(await page(`limit=3&around=${ids[0]}`)).toEqual([1, 0]);
    expect(await page(`limit=1&around=${ids[9]}`)).toEqual([9]);
    expect(await page(`before=${ids[0]}`)).toEqual([]);
    expect(await page('')).toHaveLength(10);
  });

  it('refuses what is no page', async () => {
    for (const query of ['limit=0', 'limit=101', 'limit=x', 'before=x', 'limit=-1', 'limit=1.5']) {
      expect(await failure(owner.get(path(`?${query}`)))).toBe('400 50035');
    }
    expect(await failure(owner.get(path('?before=5&after=6')))).toBe('400 50035');
  });

  it('misses and doubles nothing while others are sending', async () => {
    const total = 120;
    const sending = Array.from({ length: total }, (_, index) => talk.say(`${index}`, index % 2 ? owner : member));
    const seen: string[] = [];
    while (seen.length < total) {
      const after = seen.at(-1) ?? '1';
      const { body } = await owner.get<APIMessage[]>(path(`?limit=7&after=${after}`));
      seen.push(...body.map(({ id }) => id).reverse());
    }
    const sent = (await Promise.all(sending)).map(({ id }) => id);

    expect(seen).toEqual([...new Set(seen)]);
    expect([...seen].sort()).toEqual(sent.sort());
  });

  it('is a right of its own', async () => {
    const { id } = await talk.say('x');
    await talk.restrict(READ_HISTORY);

    expect(await failure(member.get(path()))).toBe('403 50013');
    expect(await failure(member.get(path(`/${id}`)))).toBe('403 50013');
  });
});

describe('an edit', () => {
  it('is the author’s alone', async () => {
    const { id } = await talk.say({ content: 'one', embeds: [{ title: 'x' }] }, member);

    expect(await failure(owner.patch(path(`/${id}`), { content: 'mine' }))).toBe('403 50005');
    const edited = await member.patch<APIMessage>(path(`/${id}`), { content: `two <@${talk.scene.owner.id}>` });
    expect(edited.body).toMatchObject({ edited_timestamp: expect.any(String), embeds: [{ title: 'x' }] });
    expect(edited.body.mentions.map((user) => user.id)).toEqual([talk.scene.owner.id]);
    const cleared = await member.patch<APIMessage>(path(`/${id}`), { embeds: [], allowed_mentions: null });
    expect(cleared.body).toMatchObject({ embeds: [], content: edited.body.content });
    expect(await failure(member.patch(path(`/${id}`), { content: '' }))).toBe('400 50006');
    expect(await failure(member.patch(path(`/${id}`), { content: 'x'.repeat(2_001) }))).toBe('400 50035');
    expect((await talk.read(id)).content).toBe(edited.body.content);
  });

  it('never changes what the server said', async () => {
    const { id } = await talk.say('x');
    expectStatus(await owner.put(path(`/pins/${id}`)), 204);
    const [notice] = (await owner.get<APIMessage[]>(path('?limit=1'))).body;

    expect(notice).toMatchObject({
      type: 6,
      message_reference: { message_id: id },
      author: { id: talk.scene.owner.id },
    });
    expect(await failure(owner.patch(path(`/${notice?.id}`), { content: 'x' }))).toBe('403 50021');
  });
});

describe('deletion', () => {
  it('is the author’s and the moderators’, who are logged', async () => {
    const [own, other] = [await talk.say('x', member), await talk.say('y')];

    expect(await failure(member.delete(path(`/${other.id}`)))).toBe('403 50013');
    expectStatus(await member.delete(path(`/${own.id}`)), 204);
    expect(await failure(owner.get(path(`/${own.id}`)))).toBe('404 10008');
    await talk.restrict(0n, MANAGE_MESSAGES);
    const reason = { 'x-audit-log-reason': encodeURIComponent('spam ☃') };
    expectStatus(await member.delete(path(`/${other.id}`), undefined, reason), 204);
    const log = await owner.get<{ audit_log_entries: object[] }>(`/guilds/${talk.guild.id}/audit-logs?action_type=72`);
    expect(log.body.audit_log_entries[0]).toMatchObject({
      ...{ user_id: talk.scene.member.id, target_id: talk.scene.owner.id, reason: 'spam ☃' },
      options: { channel_id: talk.channelId, count: '1' },
    });
  });

  it('of many at once is for moderators, 2 to 100, not older than two weeks', async () => {
    const ids = await talk.sayMany(4);
    const remove = (messages: unknown, api = owner): Promise<RestAnswer<Failure>> =>
      api.post(path('/bulk-delete'), { messages });

    expect(await failure(remove(ids, member))).toBe('403 50013');
    expect(await failure(remove([ids[0]]))).toBe('400 50016');
    expect(await failure(remove([ids[0], ids[0]]))).toBe('400 50016');
    expect(
      await failure(remove(Array.from({ length: 101 }, (_, index) => String(BigInt(ids[0] ?? 0) + BigInt(index))))),
    ).toBe('400 50016');
    expect(await failure(remove([ids[0], '175928847299117063']))).toBe('400 50034');
    expect(await failure(remove('x'))).toBe('400 50035');
    expectStatus(await remove([ids[0], ids[2], String(BigInt(ids[3] ?? 0) + 1n)]), 204);
    expect((await owner.get<APIMessage[]>(path())).body.map(({ id }) => id)).toEqual([ids[3], ids[1]]);
  });
});

describe('nonsense', () => {
  const values = [
    null,
    [],
    {},
    [null],
    [[]],
    [5],
    'x',
    5,
    -1,
    1e300,
    true,
    [{}],
    { 0: 1 },
    ['@everyone'],
    '1'.repeat(400),
  ];
  const fields = [
    ...['content', 'embeds', 'components', 'attachments', 'allowed_mentions', 'message_reference', 'flags', 'nonce'],
    ...['tts', 'enforce_nonce'],
  ];
  const nested = [
    'parse',
    'users',
    'roles',
    'replied_user',
    'message_id',
    'channel_id',
    'fields',
    'footer',
    'image',
    'color',
  ];

  it('is refused or passed over, and never a fault of the server', async () => {
    const { id } = await talk.say('x');
    const bodies = [
      ...fields.flatMap((field) => values.map((value) => ({ content: 'x', [field]: value }))),
      ...['embeds', 'allowed_mentions', 'message_reference'].flatMap((field) =>
        nested.flatMap((name) =>
          values.map((value) => ({ [field]: field === 'embeds' ? [{ [name]: value }] : { [name]: value } })),
        ),
      ),
    ];
    const statuses = new Set<number>();
    for (const body of bodies) {
      const answers = await Promise.all([owner.post(path(), body), owner.patch(path(`/${id}`), body)]);
      const faulty = answers.find(({ status }) => status >= 500);
      expect(faulty && [body, faulty.body]).toBeUndefined();
      for (const { status } of answers) statuses.add(status);
    }

    expect([...statuses].sort()).toEqual([200, 400]);
  });
});
