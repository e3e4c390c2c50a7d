import type { APIGuild, RESTAPIPartialCurrentUserGuild } from 'discord-api-types/v10';
import type { RestAnswer } from '../../support/discord';
import { type Failure, failure, GuildScene, wrongFields } from '../../support/guilds';

const VIEW = '1024';
const MANAGE_GUILD = 1n << 5n;
const ADMINISTRATOR = 1n << 3n;
const NOBODY = '1';
/** 1 by 1 pixel. */
const PICTURE =
  'data:image/png;base64,iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNkYPhfDwAChwGA60e6kgAAAABJRU5ErkJggg==';

let scene: GuildScene;
beforeAll(async () => {
  scene = await GuildScene.start();
});
afterAll(() => scene?.server.stop());

describe('guilds', () => {
  it('come with @everyone, a category each for text and voice, and a channel in each', async () => {
    const answer = await scene.owner.api.post<APIGuild>('/guilds', { name: '  The Hall  ', unknown: 1, icon: null });

    expect(answer.status).toBe(201);
    expect(answer.headers.get('content-type')).toBe('application/json');
    const guild = answer.body;
    expect(guild).toMatchObject({ name: 'The Hall', owner_id: scene.owner.id, icon: null, afk_timeout: 300 });
    expect(guild.roles).toEqual([expect.objectContaining({ id: guild.id, name: '@everyone', position: 0 })]);
    const channels = await scene.channelsOf(guild.id);
    const general = channels.find(({ name }) => name === 'general');
    expect(channels.map(({ name, type }) => `${type} ${name}`).sort()).toEqual([
      '0 general',
      '2 General',
      '4 Text Channels',
      '4 Voice Channels',
    ]);
    expect(guild.system_channel_id).toBe(general?.id);
    expect(channels.find(({ id }) => id === general?.parent_id)?.name).toBe('Text Channels');
  });

  it('can be founded with roles and channels that name each other by placeholders', async () => {
    const guild = await scene.newGuild({
      icon: PICTURE,
      verification_level: 2,
      roles: [
        { id: 0, permissions: VIEW },
        { id: '1', name: 'staff', color: 255, hoist: true, permissions: String(ADMINISTRATOR) },
      ],
      channels: [
        { id: 10, name: 'Rooms', type: 4 },
        {
          ...{ id: 11, name: 'Staff Only!', parent_id: 10, topic: 'hush' },
          permission_overwrites: [
            { id: 0, type: 0, deny: VIEW },
            { id: 1, type: 0, allow: VIEW, deny: null },
          ],
        },
        { id: 12, name: 'Idle', type: 2 },
      ],
      system_channel_id: 11,
      afk_channel_id: 12,
      afk_timeout: 60,
    });

    const staff = guild.roles.find(({ name }) => name === 'staff');
    const channels = await scene.channelsOf(guild.id);
    const [rooms, hidden, idle] = ['Rooms', 'staff-only', 'Idle'].map((name) =>
      channels.find((channel) => channel.name === name),
    );
    expect(guild).toMatchObject({ verification_level: 2, afk_timeout: 60 });
    expect(guild.icon).toMatch(/^[0-9a-f]{32}$/);
    expect(guild).toMatchObject({ system_channel_id: hidden?.id, afk_channel_id: idle?.id });
    expect(guild.roles.find(({ id }) => id === guild.id)?.permissions).toBe(VIEW);
    expect(staff).toMatchObject({ color: 255, hoist: true, permissions: String(ADMINISTRATOR) });
    expect(hidden).toMatchObject({ parent_id: rooms?.id, topic: 'hush' });
    expect(hidden?.permission_overwrites).toEqual(
      expect.arrayContaining([
        { id: guild.id, type: 0, allow: '0', deny: VIEW },
        { id: staff?.id, type: 0, allow: VIEW, deny: '0' },
      ]),
    );
  });

  it('are refused with the wrong field named', async () => {
    const post = (body: object): Promise<RestAnswer<Failure>> => scene.owner.api.post('/guilds', body);

    expect(await wrongFields(post({}))).toEqual(['name']);
    expect(await wrongFields(post({ name: ' x ' }))).toEqual(['name']);
    expect(await wrongFields(post({ name: 'x'.repeat(101) }))).toEqual(['name']);
    expect(await wrongFields(post({ name: 'guild', icon: 'data:text/plain;base64,eA==' }))).toEqual(['icon']);
    expect(await wrongFields(post({ name: 'guild', afk_timeout: 7 }))).toEqual(['afk_timeout']);
    expect(await wrongFields(post({ name: 'guild', channels: [{ name: 'x', type: 13 }] }))).toEqual(['channels']);
    expect(await wrongFields(post({ name: 'guild', channels: [{ name: 'x', parent_id: 9 }] }))).toEqual(['channels']);
    expect(await wrongFields(post({ name: 'guild', system_channel_id: 'x' }))).toEqual(['system_channel_id']);
  });

  it('are read by their members only, with counts on demand', async () => {
    const guild = await scene.guildWithMember();
    const counted = await scene.member.api.get<APIGuild>(`/guilds/${guild.id}?with_counts=1`);

    expect(counted.body).toMatchObject({ id: guild.id, approximate_member_count: 2 });
    expect(counted.body.approximate_presence_count).toEqual(expect.any(Number));
    expect((await scene.member.api.get(`/guilds/${guild.id}`)).body).not.toHaveProperty('approximate_member_count');
    expect(await failure(scene.stranger.api.get(`/guilds/${guild.id}`))).toBe('404 10004');
    expect(await failure(scene.owner.api.get(`/guilds/${NOBODY}`))).toBe('404 10004');
    expect(await failure(scene.owner.api.get('/guilds/what'))).toBe('404 10004');
    expect(await failure(scene.server.anonymous.get(`/guilds/${guild.id}`))).toBe('401 0');
  });

  it('are changed by whoever manages them; null clears what may be empty', async () => {
    const guild = await scene.guildWithMember();
    const url = `/guilds/${guild.id}`;
    expect(await failure(scene.member.api.patch(url, { name: 'mine' }))).toBe('403 50013');
    await scene.grant(guild.id, scene.member, MANAGE_GUILD);
    const changed = await scene.member.api.patch<APIGuild>(url, {
      ...{ name: 'ours', description: 'about', icon: PICTURE, explicit_content_filter: 2, rules_channel_id: null },
    });
    const cleared = await scene.member.api.patch<APIGuild>(url, {
      ...{ name: null, description: null, icon: null, system_channel_id: null, afk_timeout: 900 },
    });

    expect(changed.status).toBe(200);
    expect(changed.body).toMatchObject({ name: 'ours', description: 'about', explicit_content_filter: 2 });
    expect(changed.body.icon).toMatch(/^[0-9a-f]{32}$/);
    expect(cleared.body).toMatchObject({ name: 'ours', description: null, icon: null, system_channel_id: null });
    expect((await scene.owner.api.get<APIGuild>(url)).body.afk_timeout).toBe(900);
    expect(await wrongFields(scene.member.api.patch(url, { afk_channel_id: guild.id }))).toEqual(['afk_channel_id']);
    expect(await wrongFields(scene.member.api.patch(url, { verification_level: 9 }))).toEqual(['verification_level']);
    expect(await failure(scene.member.api.patch(url, { owner_id: scene.member.id }))).toBe('403 50013');
  });

  it('are handed over by their owner to a person who is a member', async () => {
    const guild = await scene.guildWithMember();
    const url = `/guilds/${guild.id}`;
    const bot = await scene.server.bot(scene.owner);

    expect(await wrongFields(scene.owner.api.patch(url, { owner_id: scene.stranger.id }))).toEqual(['owner_id']);
    expect(await wrongFields(scene.owner.api.patch(url, { owner_id: bot.id }))).toEqual(['owner_id']);
    expect((await scene.owner.api.patch<APIGuild>(url, { owner_id: scene.member.id })).body.owner_id).toBe(
      scene.member.id,
    );
    expect(await failure(scene.owner.api.delete(url))).toBe('403 50013');
    expect(await failure(scene.member.api.delete(`/users/@me/guilds/${guild.id}`))).toBe('400 50055');
    expect((await scene.owner.api.delete(`/users/@me/guilds/${guild.id}`)).status).toBe(204);
    expect((await scene.member.api.delete(url)).status).toBe(204);
  });

  it('end with their channels when their owner deletes them', async () => {
    const guild = await scene.guildWithMember(ADMINISTRATOR);
    const [channel] = await scene.channelsOf(guild.id);

    expect(await failure(scene.member.api.delete(`/guilds/${guild.id}`))).toBe('403 50013');
    expect((await scene.owner.api.delete(`/guilds/${guild.id}`)).status).toBe(204);
    expect(await failure(scene.owner.api.get(`/guilds/${guild.id}`))).toBe('404 10004');
    expect(await failure(scene.owner.api.get(`/channels/${channel.id}`))).toBe('404 10003');
    expect(await failure(scene.owner.api.delete(`/guilds/${guild.id}`))).toBe('404 10004');
    const own = await scene.member.api.get<RESTAPIPartialCurrentUserGuild[]>('/users/@me/guilds');
    expect(own.body.map(({ id }) => id)).not.toContain(guild.id);
  });

  it('are listed for who is in them, page by page', async () => {
    const newcomer = await scene.server.person('newcomer');
    const guilds: APIGuild[] = [];
    for (const name of ['first', 'second', 'third']) {
      const guild = await scene.newGuild({ name });
      await scene.join(guild.id, newcomer);
      guilds.push(guild);
    }
    const list = async (query: string): Promise<string[]> =>
      (await newcomer.api.get<{ name: string }[]>(`/users/@me/guilds${query}`)).body.map(({ name }) => name);

    expect((await newcomer.api.get(`/users/@me/guilds?limit=1&with_counts=true`)).body).toEqual([
      {
        ...{ id: guilds[0].id, name: 'first', icon: null, banner: null, owner: false, features: [] },
        ...{ permissions: guilds[0].roles[0].permissions, approximate_member_count: 2 },
        approximate_presence_count: expect.any(Number),
      },
    ]);
    expect(await list('')).toEqual(['first', 'second', 'third']);
    expect(await list(`?after=${guilds[0].id}&limit=1`)).toEqual(['second']);
    expect(await list(`?before=${guilds[2].id}&limit=1`)).toEqual(['second']);
    expect(await wrongFields(newcomer.api.get('/users/@me/guilds?limit=201'))).toEqual(['limit']);
    expect((await newcomer.api.delete(`/users/@me/guilds/${guilds[1].id}`)).status).toBe(204);
    expect(await list('')).toEqual(['first', 'third']);
    expect(await failure(newcomer.api.get(`/guilds/${guilds[1].id}`))).toBe('404 10004');
  });
});
