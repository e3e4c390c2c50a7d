import type { APIChannel, APIGuild, APIOverwrite } from 'discord-api-types/v10';
import type { RestAnswer } from '../../support/discord';
import { type Channel, type Failure, failure, GuildScene, wrongFields } from '../../support/guilds';

const VIEW = '1024';
const SEND = '2048';
const MANAGE_CHANNELS = 1n << 4n;
const MANAGE_ROLES = 1n << 28n;
const NOBODY = '1';

let scene: GuildScene;
beforeAll(async () => {
  scene = await GuildScene.start();
});
afterAll(() => scene?.server.stop());

describe('channels of a guild', () => {
  it('are made with all their settings, text channels by default', async () => {
    const guild = await scene.newGuild();
    const category = await scene.newChannel(guild.id, { name: 'My  Rooms', type: 4, topic: 'none here' });
    const text = await scene.newChannel(guild.id, {
      ...{ name: 'Big News, Today', topic: 'news', nsfw: true, rate_limit_per_user: 30, parent_id: category.id },
      ...{ position: 7, default_auto_archive_duration: 60, flags: 4, video_quality_mode: null, user_limit: null },
    });
    const voice = await scene.newChannel(guild.id, { name: 'Talk', type: 2, bitrate: 96_000, user_limit: 5 });
    const news = await scene.newChannel(guild.id, { name: 'News', type: 5 });

    expect(category).not.toHaveProperty('topic');
    expect(category).toMatchObject({ name: 'My  Rooms', type: 4, parent_id: null, permission_overwrites: [] });
    expect(text).toEqual({
      ...{ id: text.id, guild_id: guild.id, type: 0, name: 'big-news-today', topic: 'news', nsfw: true },
      ...{ rate_limit_per_user: 30, parent_id: category.id, position: 7, permission_overwrites: [], flags: 0 },
      ...{ last_message_id: null, last_pin_timestamp: null, default_auto_archive_duration: 60 },
    });
    expect(voice).toMatchObject({ name: 'Talk', type: 2, bitrate: 96_000, user_limit: 5, rate_limit_per_user: 0 });
    expect(news).toMatchObject({ name: 'news', type: 5, position: 8 });
    expect(await scene.readChannel(text.id)).toEqual(text);
  });

  it('take over the overwrites of their category unless they come with some', async () => {
    const guild = await scene.newGuild();
    const overwrites = [{ id: guild.id, type: 0, allow: '0', deny: VIEW }];
    const category = await scene.newChannel(guild.id, { name: 'hidden', type: 4, permission_overwrites: overwrites });
    const inherited = await scene.newChannel(guild.id, { name: 'a', parent_id: category.id });
    const open = await scene.newChannel(guild.id, { name: 'b', parent_id: category.id, permission_overwrites: [] });

    expect(inherited.permission_overwrites).toEqual(overwrites);
    expect(open.permission_overwrites).toEqual([]);
  });

  it('are refused with the wrong field named', async () => {
    const guild = await scene.newGuild();
    const text = await scene.newChannel(guild.id, { name: 'text' });
    const category = await scene.newChannel(guild.id, { name: 'box', type: 4 });
    const post = (body: object): Promise<RestAnswer<Failure>> =>
      scene.owner.api.post(`/guilds/${guild.id}/channels`, body);

    expect(await wrongFields(post({}))).toEqual(['name']);
    expect(await wrongFields(post({ name: '!!!' }))).toEqual(['name']);
    expect(await wrongFields(post({ name: 'x'.repeat(101) }))).toEqual(['name']);
    expect(await wrongFields(post({ name: 'x', topic: 'x'.repeat(1_025) }))).toEqual(['topic']);
    expect(await wrongFields(post({ name: 'x', type: 15 }))).toEqual(['type']);
    expect(await wrongFields(post({ name: 'x', rate_limit_per_user: 21_601 }))).toEqual(['rate_limit_per_user']);
    expect(await wrongFields(post({ name: 'x', parent_id: text.id }))).toEqual(['parent_id']);
    expect(await wrongFields(post({ name: 'x', parent_id: NOBODY }))).toEqual(['parent_id']);
    expect(await wrongFields(post({ name: 'x', type: 4, parent_id: category.id }))).toEqual(['parent_id']);
    expect(await wrongFields(post({ name: 'x', bitrate: 1 }))).toEqual(['bitrate']);
    expect(await wrongFields(post({ name: 'x', permission_overwrites: [{ id: 'x' }] }))).toEqual([
      'permission_overwrites',
    ]);
    expect(await failure(post({ name: 'x', permission_overwrites: [{ id: NOBODY, allow: '0' }] }))).toBe('404 10009');
    expect(await failure(scene.member.api.post(`/guilds/${guild.id}/channels`, { name: 'x' }))).toBe('404 10004');
  });

  it('are changed; null clears, absent leaves as it is', async () => {
    const guild = await scene.newGuild();
    const category = await scene.newChannel(guild.id, { name: 'box', type: 4 });
    const text = await scene.newChannel(guild.id, {
      ...{ name: 'text', topic: 'topic', rate_limit_per_user: 5, nsfw: true, parent_id: category.id },
    });
    const url = `/channels/${text.id}`;

    expect((await scene.owner.api.patch<APIChannel>(url, { name: 'New Name', type: 5 })).body).toMatchObject({
      ...{ name: 'new-name', type: 5, topic: 'topic', rate_limit_per_user: 5, nsfw: true, parent_id: category.id },
    });
    const cleared = { topic: null, rate_limit_per_user: null, nsfw: null, parent_id: null, name: null, position: null };
    expect((await scene.owner.api.patch<APIChannel>(url, cleared)).body).toMatchObject({
      ...{ name: 'new-name', topic: null, rate_limit_per_user: 0, nsfw: false, parent_id: null },
      position: text.position,
    });
    expect(await wrongFields(scene.owner.api.patch(url, { type: 2 }))).toEqual(['type']);
    expect(await wrongFields(scene.owner.api.patch(url, { parent_id: text.id }))).toEqual(['parent_id']);
    expect(await wrongFields(scene.owner.api.patch(url, { rate_limit_per_user: 'x' }))).toEqual([
      'rate_limit_per_user',
    ]);
    expect(await failure(scene.owner.api.patch(url, []))).toBe('400 50035');
    expect(await failure(scene.owner.api.patch(`/channels/${NOBODY}`, {}))).toBe('404 10003');
    expect(await failure(scene.owner.api.get('/channels/what'))).toBe('404 10003');
  });

  it('leave what stood in a deleted category, and the tasks they had', async () => {
    const guild = await scene.newGuild();
    const [category, child] = [
      (await scene.channelsOf(guild.id)).find(({ name }) => name === 'Text Channels'),
      (await scene.channelsOf(guild.id)).find(({ name }) => name === 'general'),
    ];
    const deleted = await scene.owner.api.delete<Channel>(`/channels/${category?.id}`);

    expect(deleted.status).toBe(200);
    expect(deleted.body).toMatchObject({ id: category?.id, name: 'Text Channels' });
    expect((await scene.readChannel(child?.id ?? '')).parent_id).toBeNull();
    expect(await failure(scene.owner.api.get(`/channels/${category?.id}`))).toBe('404 10003');
    expect((await scene.owner.api.delete(`/channels/${child?.id}`)).status).toBe(200);
    expect((await scene.owner.api.get<APIGuild>(`/guilds/${guild.id}`)).body.system_channel_id).toBeNull();
    expect(await failure(scene.owner.api.delete(`/channels/${child?.id}`))).toBe('404 10003');
  });

  it('are moved together, and take over what their category allows', async () => {
    const guild = await scene.newGuild();
    const url = `/guilds/${guild.id}/channels`;
    const overwrites = [{ id: guild.id, type: 0, allow: '0', deny: SEND }];
    const category = await scene.newChannel(guild.id, { name: 'box', type: 4, permission_overwrites: overwrites });
    const [a, b] = [await scene.newChannel(guild.id, { name: 'a' }), await scene.newChannel(guild.id, { name: 'b' })];
    const answer = await scene.owner.api.patch(url, [
      { id: a.id, position: b.position },
      { id: b.id, position: a.position, parent_id: category.id, lock_permissions: true },
      { id: category.id, position: null },
    ]);

    expect(answer.status).toBe(204);
    expect(await scene.readChannel(a.id)).toMatchObject({ position: b.position, permission_overwrites: [] });
    expect(await scene.readChannel(b.id)).toMatchObject({
      ...{ position: a.position, parent_id: category.id, permission_overwrites: overwrites },
    });
    expect((await scene.owner.api.patch(url, [{ id: b.id, parent_id: null }])).status).toBe(204);
    expect(await scene.readChannel(b.id)).toMatchObject({ parent_id: null, permission_overwrites: overwrites });
    expect(await failure(scene.owner.api.patch(url, [{ id: NOBODY, position: 1 }]))).toBe('404 10003');
    expect(await wrongFields(scene.owner.api.patch(url, [{ id: a.id, position: 'x' }]))).toEqual(['position']);
    expect(await failure(scene.owner.api.patch(url, { id: a.id }))).toBe('400 50035');
    expect(await wrongFields(scene.owner.api.patch(url, [{ id: a.id, parent_id: b.id }]))).toEqual(['parent_id']);
  });

  it('show only what the caller may view', async () => {
    const guild = await scene.guildWithMember();
    const hidden = await scene.newChannel(guild.id, {
      ...{ name: 'hidden', permission_overwrites: [{ id: guild.id, type: 0, deny: VIEW }] },
    });
    const listed = await scene.channelsOf(guild.id, scene.member.api);

    expect(listed).toHaveLength((await scene.channelsOf(guild.id)).length - 1);
    expect(listed.map(({ id }) => id)).not.toContain(hidden.id);
    expect(await failure(scene.member.api.get(`/channels/${hidden.id}`))).toBe('403 50001');
    expect(await failure(scene.stranger.api.get(`/channels/${hidden.id}`))).toBe('404 10003');
    expect(await failure(scene.stranger.api.get(`/guilds/${guild.id}/channels`))).toBe('404 10004');
  });

  it('are managed by whoever may in that channel', async () => {
    const guild = await scene.guildWithMember(MANAGE_CHANNELS);
    const channel = await scene.newChannel(guild.id, { name: 'text' });
    const url = `/channels/${channel.id}`;

    expect((await scene.member.api.patch(url, { topic: 'mine' })).status).toBe(200);
    expect(await failure(scene.member.api.patch(url, { permission_overwrites: [{ id: guild.id, deny: SEND }] }))).toBe(
      '403 50013',
    );
    const deny = { type: 1, deny: String(MANAGE_CHANNELS) };
    expect((await scene.owner.api.put(`${url}/permissions/${scene.member.id}`, deny)).status).toBe(204);
    expect(await failure(scene.member.api.patch(url, { topic: 'still mine' }))).toBe('403 50013');
    expect(await failure(scene.member.api.delete(url))).toBe('403 50013');
    const move = [{ id: channel.id, parent_id: (await scene.newChannel(guild.id, { name: 'box', type: 4 })).id }];
    expect(await failure(scene.member.api.patch(`/guilds/${guild.id}/channels`, move))).toBe('403 50013');
  });
});

describe('overwrites', () => {
  it('are put, changed and removed', async () => {
    const guild = await scene.guildWithMember();
    const channel = await scene.newChannel(guild.id, { name: 'text' });
    const url = `/channels/${channel.id}/permissions`;
    const put = async (id: string, body: object): Promise<number> =>
      (await scene.owner.api.put(`${url}/${id}`, body)).status;
    const overwrites = async (): Promise<APIOverwrite[]> => (await scene.readChannel(channel.id)).permission_overwrites;

    expect(await put(guild.id, { type: 0, allow: null, deny: SEND })).toBe(204);
    expect(await put(scene.member.id, { type: 1, allow: Number(SEND), deny: VIEW, unknown: true })).toBe(204);
    expect(await put(scene.member.id, { type: 'member', allow: SEND, deny: '0' })).toBe(204);
    expect(await overwrites()).toEqual(
      expect.arrayContaining([
        { id: guild.id, type: 0, allow: '0', deny: SEND },
        { id: scene.member.id, type: 1, allow: SEND, deny: '0' },
      ]),
    );
    expect((await scene.owner.api.delete(`${url}/${guild.id}`)).status).toBe(204);
    expect(await overwrites()).toHaveLength(1);
    expect(await failure(scene.owner.api.delete(`${url}/${guild.id}`))).toBe('404 10009');
    expect(await failure(scene.owner.api.put(`${url}/${NOBODY}`, { type: 0, allow: '0' }))).toBe('404 10009');
    expect(await failure(scene.owner.api.put(`${url}/what`, { type: 0 }))).toBe('404 10009');
    expect(await wrongFields(scene.owner.api.put(`${url}/${guild.id}`, { type: 7 }))).toEqual(['type']);
    expect(await wrongFields(scene.owner.api.put(`${url}/${guild.id}`, { type: 0, allow: '-1' }))).toEqual(['allow']);
  });

  it('give and take only what their maker has, and never the right to make them', async () => {
    const guild = await scene.guildWithMember(MANAGE_ROLES);
    const channel = await scene.newChannel(guild.id, { name: 'text' });
    const put = (body: object): Promise<RestAnswer<Failure>> =>
      scene.member.api.put(`/channels/${channel.id}/permissions/${guild.id}`, { type: 0, ...body });

    expect((await put({ deny: SEND })).status).toBe(204);
    expect(await failure(put({ allow: String(MANAGE_CHANNELS) }))).toBe('403 50013');
    expect(await failure(put({ deny: String(MANAGE_CHANNELS) }))).toBe('403 50013');
    expect(await failure(put({ allow: String(MANAGE_ROLES) }))).toBe('403 50013');
    expect(await failure(scene.stranger.api.put(`/channels/${channel.id}/permissions/${guild.id}`, { type: 0 }))).toBe(
      '404 10003',
    );
  });
});

describe('the audit log', () => {
  it('has what was done to a guild and its channels, with the reason', async () => {
    const guild = await scene.newGuild();
    const reason = { 'x-audit-log-reason': encodeURIComponent('spring clean – ü') };
    const channel = await scene.owner.api.post<APIChannel>(`/guilds/${guild.id}/channels`, { name: 'text' }, reason);
    const url = `/channels/${channel.body.id}`;
    await scene.owner.api.patch(url, { topic: 'new' }, reason);
    await scene.owner.api.patch(url, { topic: 'new' }, reason);
    await scene.owner.api.put(`${url}/permissions/${guild.id}`, { type: 0, deny: SEND }, reason);
    await scene.owner.api.put(`${url}/permissions/${guild.id}`, { type: 0, deny: VIEW }, reason);
    await scene.owner.api.delete(`${url}/permissions/${guild.id}`, undefined, reason);
    await scene.owner.api.delete(url, undefined, reason);
    await scene.owner.api.patch(`/guilds/${guild.id}`, { name: 'renamed' }, reason);
    const log = await scene.owner.api.get<{
      audit_log_entries: { action_type: number; reason: string; changes: object[] }[];
    }>(`/guilds/${guild.id}/audit-logs`);

    const entries = log.body.audit_log_entries;
    expect(entries.map(({ action_type }) => action_type)).toEqual([1, 12, 15, 14, 13, 11, 10]);
    expect(new Set(entries.map((entry) => entry.reason))).toEqual(new Set(['spring clean – ü']));
    expect(entries[0].changes).toEqual([{ key: 'name', old_value: 'guild', new_value: 'renamed' }]);
    expect(entries[5].changes).toEqual([{ key: 'topic', new_value: 'new' }]);
  });
});
