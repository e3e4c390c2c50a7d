import { DataSource } from 'typeorm';
import { PostgresQueryRunner } from 'typeorm/driver/postgres/PostgresQueryRunner.js';
import { ALL_INTENTS } from '../../../src/application/realtime/gateway';
import { GuildRows } from '../../builders/guilds';
import { GatewayClient } from '../../support/clients-gateway';
import { type DiscordServer, expectStatus, type Person, startDiscordServer } from '../../support/discord';
import { Hall } from '../../support/discord-hall';

interface Told {
  readonly id: string;
  readonly channel_id?: string;
  readonly content?: string;
}

const VIEW_CHANNEL = (1n << 10n).toString();
/** However many guilds, channels, members and roles. */
const READY_QUERIES_MAX = 16;

describe('events of the gateway', () => {
  let server: DiscordServer;
  let owner: Person;
  let member: Person;
  let hall: Hall;
  const clients: GatewayClient[] = [];

  const connect = async (person: { token: string }, intents?: number): Promise<GatewayClient> => {
    const client = await GatewayClient.ready(server.gatewayUrl, {
      token: person.token,
      intents: intents ?? ALL_INTENTS,
    });
    clients.push(client);
    for (const { id } of client.readyData.guilds) await client.next('GUILD_CREATE', (d) => (d as Told).id === id);
    return client;
  };
  const inChannel = (channelId: string) => (d: unknown) => (d as Told).channel_id === channelId;
  const named = (id: string) => (d: unknown) => (d as Told).id === id;

  beforeAll(async () => {
    server = await startDiscordServer();
    owner = await server.person('owner');
    hall = await Hall.open(server, owner);
    member = await hall.member();
  });
  afterEach(async () => {
    for (const client of clients.splice(0)) await client.leave();
  });
  afterAll(() => server.stop());

  const newChannel = async (body: object = {}): Promise<string> => {
    const answer = await owner.api.post<Told>(`${hall.path}/channels`, { name: 'room', ...body });
    expectStatus(answer, 201);
    return answer.body.id;
  };
  const say = async (channelId: string, content = 'hello', by = owner): Promise<string> => {
    const answer = await by.api.post<Told>(`/channels/${channelId}/messages`, { content, nonce: '7' });
    expectStatus(answer, 200);
    return answer.body.id;
  };

  it('tell a message whole, its changes, reactions, pins and typing', async () => {
    const client = await connect(member);
    const path = `/channels/${hall.channelId}`;
    const id = await say(hall.channelId);
    await owner.api.patch(`${path}/messages/${id}`, { content: 'changed' });
    await owner.api.put(`${path}/messages/${id}/reactions/${encodeURIComponent('👍')}/@me`);
    await owner.api.put(`${path}/pins/${id}`);
    await owner.api.post(`${path}/typing`);
    await owner.api.delete(`${path}/messages/${id}`);

    const place = { channel_id: hall.channelId, guild_id: hall.id };
    expect(await client.next('MESSAGE_CREATE')).toMatchObject({
      ...{ id, ...place, content: 'hello', nonce: '7', type: 0, tts: false, pinned: false, mention_everyone: false },
      ...{ author: { id: owner.id }, member: { roles: [] }, edited_timestamp: null, mentions: [], embeds: [] },
    });
    expect(await client.next('MESSAGE_UPDATE')).toMatchObject({ id, ...place, content: 'changed' });
    expect(await client.next('MESSAGE_REACTION_ADD')).toMatchObject({
      ...{ message_id: id, ...place, user_id: owner.id, emoji: { id: null, name: '👍' } },
      member: { user: { id: owner.id } },
    });
    expect(await client.next('CHANNEL_PINS_UPDATE')).toMatchObject(place);
    expect(await client.next('TYPING_START')).toMatchObject({ ...place, user_id: owner.id, member: {} });
    expect(await client.next('MESSAGE_DELETE')).toEqual({ id, ...place });
  });

  it('give a guild to who joins and take it from who is kicked', async () => {
    const newcomer = await server.person('newcomer');
    const [client, witness] = [await connect(newcomer), await connect(owner)];
    const { code } = await hall.invite();
    expectStatus(await newcomer.api.post(`/invites/${code}`), 200);

    expect(await client.next('GUILD_CREATE')).toMatchObject({ id: hall.id, unavailable: false, large: false });
    expect(await witness.next('GUILD_MEMBER_ADD')).toMatchObject({ guild_id: hall.id, user: { id: newcomer.id } });
    expectStatus(await owner.api.delete(`${hall.path}/members/${newcomer.id}`), 204);

    expect(await client.next('GUILD_DELETE')).toEqual({ id: hall.id });
    expect(await witness.next('GUILD_MEMBER_REMOVE')).toMatchObject({ user: { id: newcomer.id } });
    await say(hall.channelId, 'they are gone');
    await witness.next('MESSAGE_CREATE', (d) => (d as Told).content === 'they are gone');
    await client.settled();
    expect(client.events.map(({ t }) => t).slice(client.events.findIndex(({ t }) => t === 'GUILD_DELETE') + 1)).toEqual(
      [],
    );
  });

  it('give a new guild to its founder and take it when it is deleted', async () => {
    const client = await connect(owner);
    const { body } = await owner.api.post<Told>('/guilds', { name: 'second' });
    expect(await client.next('GUILD_CREATE')).toMatchObject({
      ...{ id: body.id, member_count: 1, members: [{ user: { id: owner.id } }], roles: [{ id: body.id }] },
    });
    expectStatus(await owner.api.delete(`/guilds/${body.id}`), 204);
    expect(await client.next('GUILD_DELETE')).toEqual({ id: body.id });
  });

  it('follow overwrites and roles at once', async () => {
    const secret = await newChannel({
      permission_overwrites: [{ id: hall.id, type: 0, allow: '0', deny: VIEW_CHANNEL }],
    });
    const [client, witness] = [await connect(member), await connect(owner)];
    const role = await hall.role({ name: 'insiders' });

    await say(secret, 'unheard');
    expectStatus(
      await owner.api.put(`/channels/${secret}/permissions/${role.id}`, { type: 0, allow: VIEW_CHANNEL, deny: '0' }),
      204,
    );
    expectStatus(await owner.api.put(`${hall.path}/members/${member.id}/roles/${role.id}`), 204);
    expect(await client.next('CHANNEL_CREATE', named(secret))).toMatchObject({ guild_id: hall.id });
    const heard = await say(secret, 'heard');
    expect(await client.next('MESSAGE_CREATE', inChannel(secret))).toMatchObject({ id: heard, content: 'heard' });

    expectStatus(await owner.api.delete(`${hall.path}/roles/${role.id}`), 204);
    expect(await client.next('CHANNEL_DELETE', named(secret))).toMatchObject({ guild_id: hall.id });
    await say(secret, 'unheard again');
    await witness.next('MESSAGE_CREATE', (d) => (d as Told).content === 'unheard again');
    await client.settled();

    const contents = client.events.flatMap(({ d }) => (d as Told).content ?? []);
    expect(contents).toEqual(['heard']);
  });

  it('leave direct messages between the two', async () => {
    const [one, other, stranger] = [await connect(owner), await connect(member), await connect(await hall.member())];
    const { body } = await owner.api.post<Told>('/users/@me/channels', { recipient_id: member.id });
    await say(body.id, 'between us');

    for (const client of [one, other]) {
      const told = await client.next('MESSAGE_CREATE', inChannel(body.id));
      expect(told).toMatchObject({ content: 'between us', channel_type: 1 });
      expect(told).not.toHaveProperty('guild_id');
    }
    await stranger.settled();
    expect(stranger.events.map(({ t }) => t)).not.toContain('MESSAGE_CREATE');
  });

  it('keep content from bots without the intent, but not what mentions them', async () => {
    const bot = await server.bot(owner);
    expectStatus(await owner.api.put(`${hall.path}/members/${bot.id}`, {}), 201);
    const client = await connect(bot, 1 | (1 << 9));

    await say(hall.channelId, 'not for programs');
    await say(hall.channelId, `hello <@${bot.id}>`);

    expect(await client.next('MESSAGE_CREATE')).toMatchObject({ content: '', author: { id: owner.id } });
    expect(await client.next('MESSAGE_CREATE')).toMatchObject({ content: `hello <@${bot.id}>` });
  });

  it('show presence, and members that are asked for', async () => {
    const witness = await connect(owner);
    const client = await connect(member);
    expect(await witness.next('PRESENCE_UPDATE', (d) => (d as { user: Told }).user.id === member.id)).toMatchObject({
      ...{ guild_id: hall.id, status: 'online', client_status: { desktop: 'online' } },
    });
    client.send(3, { since: null, activities: [{ name: 'Chess', type: 0 }], status: 'idle', afk: false });
    expect(await witness.next('PRESENCE_UPDATE', (d) => (d as { status: string }).status === 'idle')).toMatchObject({
      activities: [{ name: 'Chess', type: 0 }],
    });

    witness.send(8, { guild_id: hall.id, user_ids: [member.id, '1'], presences: true, nonce: 'abc' });
    expect(await witness.next('GUILD_MEMBERS_CHUNK')).toMatchObject({
      ...{ guild_id: hall.id, nonce: 'abc', members: [{ user: { id: member.id } }], not_found: ['1'] },
      ...{ chunk_index: 0, chunk_count: 1, presences: [{ status: 'idle' }] },
    });
    witness.send(8, { guild_id: hall.id, query: '', limit: 0 });
    const all = (await witness.next('GUILD_MEMBERS_CHUNK')) as { members: { user: Told }[] };
    expect(all.members.map(({ user }) => user.id)).toEqual(expect.arrayContaining([owner.id, member.id]));
  });

  it('say what a person has not read', async () => {
    const channelId = await newChannel({ name: 'unread' });
    await say(channelId, 'one');
    await say(channelId, 'two');

    const client = await GatewayClient.ready(server.gatewayUrl, { token: member.token });
    clients.push(client);

    const { entries } = (client.readyData as object as { read_state: { entries: Told[] } }).read_state;
    expect(entries).toContainEqual({ id: channelId, last_message_id: '0', mention_count: 0, unread_count: 2 });
  });

  it('begin with a bounded number of queries, however many the guilds', async () => {
    const person = await server.person('joiner');
    const rows = new GuildRows(server.app.get(DataSource));
    const channelIds: string[] = [];
    for (let count = 0; count < 100; count += 1) {
      const guildId = await rows.guild(owner.id, `guild ${count}`);
      await rows.member(guildId, person.id);
      channelIds.push(await rows.channel(guildId));
    }
    const query = jest.spyOn(PostgresQueryRunner.prototype, 'query');

    const client = await connect(person);

    expect(client.readyData.guilds).toHaveLength(100);
    expect(client.events.filter(({ t }) => t === 'GUILD_CREATE')).toHaveLength(100);
    expect(query.mock.calls.length).toBeLessThanOrEqual(READY_QUERIES_MAX);
    query.mockRestore();
  });
});
