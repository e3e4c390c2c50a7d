import type {
  APIBan,
  APIEmoji,
  APIExtendedInvite,
  APIGuildMember,
  APIInvite,
  APIMessage,
  APIRole,
} from 'discord-api-types/v10';
import { EventBus } from '../../../src/application/shared/event-bus';
import { Permission } from '../../../src/domain/guilds';
import {
  type DiscordServer,
  expectStatus,
  type Person,
  type RestAnswer,
  startDiscordServer,
} from '../../support/discord';
import { Hall } from '../../support/discord-hall';

type Failure = { code: number; message: string; errors?: Record<string, unknown> };

const UNKNOWN_ID = '1000000000000000000';
const PIXEL = 'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==';
const GIF = 'R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7';

let server: DiscordServer;
let owner: Person;
beforeAll(async () => {
  server = await startDiscordServer();
  owner = await server.person('owner');
});
afterAll(() => server?.stop());

const failed = (answer: RestAnswer<unknown>): [number, number] => [answer.status, (answer.body as Failure).code];

/** Types of the events of a guild that come while `work` runs. */
async function eventsDuring(types: readonly string[], work: () => Promise<unknown>): Promise<string[]> {
  const bus = server.app.get(EventBus);
  const seen: string[] = [];
  const ends = types.map((type) => bus.subscribe(type, () => void seen.push(type)));
  await work();
  ends.forEach((end) => end());
  return seen;
}

describe('roles', () => {
  it('are made with every setting, changed, moved and deleted', async () => {
    const hall = await Hall.open(server, owner);
    const colors = { primary_color: 0xff0000, secondary_color: 0x00ff00, tertiary_color: null };
    const role = await hall.role({ name: 'Knights', colors, hoist: true, permissions: '2048', unknown: 1, icon: null });
    expect(role).toMatchObject({
      name: 'Knights',
      color: 0xff0000,
      colors,
      hoist: true,
      permissions: '2048',
      position: 1,
    });
    const plain = await hall.role();
    const [everyone] = (await owner.api.get<APIRole[]>(`${hall.path}/roles`)).body;
    expect(plain).toMatchObject({ name: 'new role', color: 0, managed: false, permissions: everyone?.permissions });

    const changed = await owner.api.patch<APIRole>(`${hall.path}/roles/${role.id}`, { color: 255, mentionable: true });
    expect(changed.body).toMatchObject({ name: 'Knights', color: 255, mentionable: true, permissions: '2048' });
    const moved = await owner.api.patch<APIRole[]>(`${hall.path}/roles`, [{ id: plain.id, position: 2 }]);
    expect(moved.body.map(({ id, position }) => [id, position])).toEqual([
      [hall.id, 0],
      [role.id, 1],
      [plain.id, 2],
    ]);
    expect((await owner.api.get<APIRole>(`${hall.path}/roles/${plain.id}`)).body.position).toBe(2);

    const member = await hall.member();
    await owner.api.put(`${hall.path}/members/${member.id}/roles/${role.id}`);
    expectStatus(await owner.api.delete(`${hall.path}/roles/${role.id}`), 204);
    expect(failed(await owner.api.get(`${hall.path}/roles/${role.id}`))).toEqual([404, 10_011]);
    const left = await owner.api.get<APIGuildMember>(`${hall.path}/members/${member.id}`);
    expect(left.body.roles).toEqual([]);
  });

  it('can only be changed from above, with permissions one has oneself', async () => {
    const hall = await Hall.open(server, owner);
    const moderator = await hall.moderator(Permission.manageRoles | Permission.kickMembers);
    const [low, high] = [await hall.role(), await hall.role()];
    await owner.api.patch(`${hall.path}/roles`, [{ id: high.id, position: 6 }]);
    const roles = `${hall.path}/roles`;

    expect((await moderator.api.patch(`${roles}/${low.id}`, { permissions: '2' })).status).toBe(200);
    expect(failed(await moderator.api.patch(`${roles}/${low.id}`, { permissions: '8' }))).toEqual([403, 50_013]);
    expect(failed(await moderator.api.post(roles, { permissions: '4' }))).toEqual([403, 50_013]);
    expect(failed(await moderator.api.patch(`${roles}/${high.id}`, { name: 'x' }))).toEqual([403, 50_013]);
    expect(failed(await moderator.api.patch(`${roles}/${moderator.roleId}`, { name: 'x' }))).toEqual([403, 50_013]);
    expect(failed(await moderator.api.delete(`${roles}/${high.id}`))).toEqual([403, 50_013]);
    expect(failed(await moderator.api.patch(roles, [{ id: low.id, position: 9 }]))).toEqual([403, 50_013]);
    expect((await moderator.api.patch(roles, [{ id: low.id, position: 2 }])).status).toBe(200);
    expect(failed(await owner.api.delete(`${roles}/${hall.id}`))).toEqual([400, 50_028]);
    const member = await hall.member();
    expect(failed(await member.api.post(roles, {}))).toEqual([403, 50_013]);
    const stranger = await server.person('stranger');
    expect(failed(await stranger.api.get(roles))).toEqual([404, 10_004]);
    expect(failed(await owner.api.patch(roles, [{ id: 'x', position: 1 }]))).toEqual([400, 50_035]);
    expect(failed(await owner.api.patch(roles, {}))).toEqual([400, 50_035]);
    expect(failed(await owner.api.post(roles, { color: -1, name: 7 }))).toEqual([400, 50_035]);
    expect(failed(await owner.api.patch(`${roles}/nonsense`, {}))).toEqual([404, 10_011]);
  });
});

describe('members', () => {
  it('are listed by user id, found by the start of a name, and read', async () => {
    const hall = await Hall.open(server, owner);
    const [ann, bob] = [await hall.member('Ann'), await hall.member('Bob')];
    await owner.api.patch(`${hall.path}/members/${bob.id}`, { nick: 'Zoë_%' });
    const ids = [owner.id, ann.id, bob.id];
    expect(await hall.memberIds()).toEqual(ids);
    const list = async (query: string): Promise<string[]> =>
      (await ann.api.get<APIGuildMember[]>(`${hall.path}/members${query}`)).body.map(({ user }) => user.id);
    expect(await list('')).toEqual([owner.id]);
    expect(await list(`?limit=2&after=${owner.id}`)).toEqual([ann.id, bob.id]);
    expect(await list('?limit=2&after=0')).toEqual([owner.id, ann.id]);
    expect(await list('/search?query=ann&limit=10')).toEqual([ann.id]);
    expect(await list(`/search?query=${encodeURIComponent('zoë_%')}&limit=10`)).toEqual([bob.id]);
    expect(await list('/search?query=%25&limit=10')).toEqual([]);
    expect(failed(await ann.api.get(`${hall.path}/members?limit=1001`))).toEqual([400, 50_035]);
    const read = await ann.api.get<APIGuildMember>(`${hall.path}/members/${bob.id}`);
    expect(read.body).toMatchObject({
      nick: 'Zoë_%',
      roles: [],
      user: { id: bob.id },
      communication_disabled_until: null,
    });
    expect(failed(await ann.api.get(`${hall.path}/members/${UNKNOWN_ID}`))).toEqual([404, 10_007]);
    expect(failed(await ann.api.get(`${hall.path}/members/x`))).toEqual([404, 10_007]);
  });

  it('get nicks, roles and timeouts from those who may, and a nick from themselves', async () => {
    const hall = await Hall.open(server, owner);
    const moderator = await hall.moderator(
      Permission.manageNicknames | Permission.manageRoles | Permission.moderateMembers,
    );
    const [member, role] = [await hall.member(), await hall.role()];
    const path = `${hall.path}/members/${member.id}`;

    const until = new Date(Date.now() + 60_000).toISOString();
    const body = { nick: 'Sir', roles: [role.id, role.id], communication_disabled_until: until, mute: null };
    const changed = await moderator.api.patch<APIGuildMember>(path, body);
    expect(changed.body).toMatchObject({ nick: 'Sir', roles: [role.id], communication_disabled_until: until });
    const send = (): Promise<RestAnswer> => member.api.post(`/channels/${hall.channelId}/messages`, { content: 'hi' });
    expect(failed(await send())).toEqual([403, 50_013]);
    await moderator.api.patch(path, { communication_disabled_until: null });
    expect((await send()).status).toBe(200);

    const own = await member.api.patch<APIGuildMember>(`${hall.path}/members/%40me`, { nick: 'Me' });
    expect([own.status, own.body.nick]).toEqual([200, 'Me']);
    expect(
      (await member.api.patch<APIGuildMember>(`${hall.path}/members/@me/nick`, { nick: null })).body.nick,
    ).toBeNull();
    expect(failed(await member.api.patch(`${hall.path}/members/${owner.id}`, { nick: 'x' }))).toEqual([403, 50_013]);
    expect(failed(await moderator.api.patch(`${hall.path}/members/${owner.id}`, { nick: 'x' }))).toEqual([403, 50_013]);
    const far = new Date(Date.now() + 29 * 86_400_000).toISOString();
    expect(failed(await moderator.api.patch(path, { communication_disabled_until: far }))).toEqual([400, 50_035]);
    expect(failed(await moderator.api.patch(path, { communication_disabled_until: 'soon' }))).toEqual([400, 50_035]);
    expect(failed(await moderator.api.patch(path, { roles: [UNKNOWN_ID] }))).toEqual([404, 10_011]);
    expect(failed(await moderator.api.put(`${path}/roles/${moderator.roleId}`))).toEqual([403, 50_013]);
    expectStatus(await moderator.api.delete(`${path}/roles/${role.id}`), 204);
    const admin = await hall.moderator(Permission.administrator, 3);
    const timeout = { communication_disabled_until: until };
    expect(failed(await moderator.api.patch(`${hall.path}/members/${admin.id}`, timeout))).toEqual([403, 50_013]);
  });

  it('are kicked from above and lose the guild', async () => {
    const hall = await Hall.open(server, owner);
    const moderator = await hall.moderator(Permission.kickMembers);
    const member = await hall.member();
    expect(await hall.memberCount()).toBe(3);

    const events = await eventsDuring(['member.left', 'audit.logged'], async () => {
      expectStatus(await moderator.api.delete(`${hall.path}/members/${member.id}`), 204);
    });
    expect(events).toEqual(['member.left', 'audit.logged']);
    expect(await hall.memberCount()).toBe(2);
    expect(failed(await member.api.get(hall.path))).toEqual([404, 10_004]);
    expect(failed(await moderator.api.delete(`${hall.path}/members/${member.id}`))).toEqual([404, 10_007]);
    expect(failed(await moderator.api.delete(`${hall.path}/members/${owner.id}`))).toEqual([403, 50_013]);
  });

  it('may be bots, which come with a role of their own and take it along', async () => {
    const hall = await Hall.open(server, owner);
    const bot = await server.bot(owner, 'helper');
    const path = `${hall.path}/members/${bot.id}`;
    const member = await hall.member();
    expect(failed(await member.api.put(path))).toEqual([403, 50_013]);

    const added = await owner.api.put<APIGuildMember>(path, { permissions: Permission.kickMembers.toString() });
    expect(added.status).toBe(201);
    const role = await bot.api.get<APIRole>(`${hall.path}/roles/${added.body.roles[0] ?? ''}`);
    expect(role.body).toMatchObject({ managed: true, permissions: '2', tags: { bot_id: bot.id } });
    expect((await owner.api.put(path)).status).toBe(204);
    expect(failed(await owner.api.delete(`${hall.path}/roles/${role.body.id}`))).toEqual([400, 50_028]);
    expect(failed(await owner.api.put(`${hall.path}/members/${member.id}/roles/${role.body.id}`))).toEqual([
      403, 50_013,
    ]);
    expectStatus(await bot.api.delete(`${hall.path}/members/${member.id}`), 204);

    expectStatus(await owner.api.delete(path), 204);
    expect(failed(await owner.api.get(`${hall.path}/roles/${role.body.id}`))).toEqual([404, 10_011]);
    expect(failed(await owner.api.put(`${hall.path}/members/${UNKNOWN_ID}`))).toEqual([404, 10_013]);
    expect(failed(await owner.api.put(`${hall.path}/members/${member.id}`))).toEqual([400, 50_035]);
    expect(failed(await bot.api.post(`/invites/${(await hall.invite()).code}`))).toEqual([403, 20_001]);
  });
});

describe('bans', () => {
  it('send people out, keep them out and take their messages along', async () => {
    const hall = await Hall.open(server, owner);
    const moderator = await hall.moderator(Permission.banMembers);
    const member = await hall.member();
    const messages = `/channels/${hall.channelId}/messages`;
    expectStatus(await member.api.post(messages, { content: 'spam' }), 200);
    expectStatus(await moderator.api.post(messages, { content: 'stays' }), 200);

    const path = `${hall.path}/bans/${member.id}`;
    const events = await eventsDuring(['ban.added', 'member.left', 'messages.bulk_deleted'], async () => {
      const reason = { 'x-audit-log-reason': encodeURIComponent('spams völlig') };
      expectStatus(await moderator.api.put(path, { delete_message_seconds: 3_600 }, reason), 204);
    });
    expect(events).toEqual(['member.left', 'ban.added', 'messages.bulk_deleted']);
    const contents = (await owner.api.get<APIMessage[]>(messages)).body.map(({ content }) => content);
    expect(contents).toContain('stays');
    expect(contents).not.toContain('spam');
    expect((await moderator.api.get<APIBan>(path)).body).toMatchObject({
      reason: 'spams völlig',
      user: { id: member.id },
    });
    const invite = await hall.invite();
    expect(failed(await member.api.post(`/invites/${invite.code}`))).toEqual([403, 40_007]);

    expectStatus(await moderator.api.put(path), 204);
    expectStatus(await moderator.api.delete(path), 204);
    expect(failed(await moderator.api.delete(path))).toEqual([404, 10_026]);
    expect(failed(await moderator.api.get(path))).toEqual([404, 10_026]);
    expectStatus(await member.api.post(`/invites/${invite.code}`), 200);
    expect(failed(await moderator.api.put(`${hall.path}/bans/${owner.id}`))).toEqual([403, 50_013]);
    expect(failed(await moderator.api.put(`${hall.path}/bans/${UNKNOWN_ID}`))).toEqual([404, 10_013]);
    expect(failed(await moderator.api.put(path, { delete_message_days: 8 }))).toEqual([400, 50_035]);
    expect(failed(await member.api.get(`${hall.path}/bans`))).toEqual([403, 50_013]);
  });

  it('are listed in pages, and many are set at once', async () => {
    const hall = await Hall.open(server, owner);
    const people = [await server.person('a'), await server.person('b'), await hall.member('c')];
    const ids = people.map(({ id }) => id);
    const answer = await owner.api.post(`${hall.path}/bulk-ban`, { user_ids: [...ids, owner.id, UNKNOWN_ID] });
    expect(answer).toMatchObject({ status: 200, body: { banned_users: ids, failed_users: [owner.id, UNKNOWN_ID] } });

    const list = async (query = ''): Promise<string[]> =>
      (await owner.api.get<APIBan[]>(`${hall.path}/bans${query}`)).body.map(({ user }) => user.id);
    expect(await list()).toEqual(ids);
    expect(await list('?limit=1')).toEqual([ids[0]]);
    expect(await list(`?after=${ids[0] ?? ''}&limit=1`)).toEqual([ids[1]]);
    expect(await list(`?before=${ids[2] ?? ''}&limit=1`)).toEqual([ids[1]]);
    const nobody = await owner.api.post(`${hall.path}/bulk-ban`, { user_ids: [owner.id] });
    expect(failed(nobody)).toEqual([400, 500_000]);
    expect(failed(await owner.api.post(`${hall.path}/bulk-ban`, { user_ids: [] }))).toEqual([400, 50_035]);
  });
});

describe('invites', () => {
  it('are made, given out again, listed and withdrawn', async () => {
    const hall = await Hall.open(server, owner);
    const invite = await hall.invite({ max_age: 0, max_uses: 5, temporary: true });
    expect(invite).toMatchObject({
      ...{ type: 0, uses: 0, max_uses: 5, max_age: 0, temporary: true, expires_at: null },
      ...{ guild: { id: hall.id, name: 'hall' }, channel: { id: hall.channelId, type: 0 }, inviter: { id: owner.id } },
    });
    expect((await hall.invite({ max_age: 0, max_uses: 5, temporary: true })).code).toBe(invite.code);
    const other = await hall.invite({ max_age: 0, max_uses: 5, temporary: true, unique: true });
    expect(other.code).not.toBe(invite.code);

    const ofGuild = await owner.api.get<APIExtendedInvite[]>(`${hall.path}/invites`);
    expect(ofGuild.body.map(({ code }) => code).sort()).toEqual([invite.code, other.code].sort());
    const ofChannel = await owner.api.get<APIExtendedInvite[]>(`/channels/${hall.channelId}/invites`);
    expect(ofChannel.body).toHaveLength(2);
    const stranger = await server.person('stranger');
    const read = await stranger.api.get<APIInvite>(`/invites/${invite.code}?with_counts=true`);
    expect(read.body).toMatchObject({ code: invite.code, approximate_member_count: 1 });
    expect(read.body).not.toHaveProperty('uses');
    expect(failed(await stranger.api.delete(`/invites/${invite.code}`))).toEqual([403, 50_013]);
    expect((await owner.api.delete<APIInvite>(`/invites/${invite.code}`)).body.code).toBe(invite.code);
    expect(failed(await stranger.api.get(`/invites/${invite.code}`))).toEqual([404, 10_006]);
    for (const code of ['nonsense', '%00', '%F0%9F%98%80']) {
      expect(failed(await stranger.api.post(`/invites/${code}`))).toEqual([404, 10_006]);
    }
    const channel = `/channels/${hall.channelId}/invites`;
    expect(failed(await owner.api.post(channel, { max_uses: 101 }))).toEqual([400, 50_035]);
    expect(failed(await stranger.api.post(channel, {}))).toEqual([404, 10_003]);
  });

  it('let in as many as they allow, nobody twice, and greet them', async () => {
    const hall = await Hall.open(server, owner);
    const { code } = await hall.invite({ max_uses: 3, unique: true });
    const people = await Promise.all([1, 2, 3, 4, 5].map(() => server.person('guest')));
    const join = (person: Person): Promise<RestAnswer<APIInvite>> => person.api.post<APIInvite>(`/invites/${code}`);

    const [first] = people as [Person];
    expect((await join(first)).body).toMatchObject({ code, new_member: true });
    expect((await join(first)).body).toMatchObject({ code, new_member: false });
    const answers = await Promise.all(people.slice(1).map(join));
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 200, 404, 404]);
    expect(await hall.memberCount()).toBe(4);
    const messages = await owner.api.get<APIMessage[]>(`/channels/${hall.channelId}/messages`);
    expect(messages.body.map(({ type }) => type)).toEqual([7, 7, 7]);
    expect(failed(await owner.api.get(`/invites/${code}`))).toEqual([404, 10_006]);
  });
});

describe('emojis and the audit log', () => {
  it('are made, changed, shown and deleted', async () => {
    const hall = await Hall.open(server, owner);
    const emojis = `${hall.path}/emojis`;
    const image = `data:image/png;base64,${PIXEL}`;
    const made = await owner.api.post<APIEmoji>(emojis, { name: 'dot', image, roles: [] });
    expect(made).toMatchObject({ status: 201, body: { name: 'dot', animated: false, user: { id: owner.id } } });
    const moving = await owner.api.post<APIEmoji>(emojis, { name: 'spin', image: `data:image/gif;base64,${GIF}` });
    expect(moving.status).toBe(201);
    const path = `${emojis}/${made.body.id ?? ''}`;
    expect((await owner.api.patch<APIEmoji>(path, { name: 'point' })).body.name).toBe('point');
    expect((await owner.api.get<APIEmoji[]>(emojis)).body.map(({ name }) => name)).toEqual(['point', 'spin']);
    const picture = await fetch(`${server.url}/emojis/${made.body.id ?? ''}.png`);
    expect([picture.status, picture.headers.get('content-type')]).toEqual([200, 'image/png']);

    expect(failed(await owner.api.post(emojis, { name: 'x', image }))).toEqual([400, 50_035]);
    expect(failed(await owner.api.post(emojis, { name: 'bad name', image }))).toEqual([400, 50_035]);
    expect(failed(await owner.api.post(emojis, { name: 'text', image: 'data:image/png;base64,AAAA' }))).toEqual([
      400, 50_035,
    ]);
    const member = await hall.member();
    expect(failed(await member.api.post(emojis, { name: 'mine', image }))).toEqual([403, 50_013]);
    expect(failed(await member.api.delete(path))).toEqual([403, 50_013]);
    expectStatus(await owner.api.delete(path), 204);
    expect(failed(await owner.api.get(path))).toEqual([404, 10_014]);
    expect((await fetch(`${server.url}/emojis/${made.body.id ?? ''}.png`)).status).toBe(404);
  });

  it('remember who did what and why, newest first', async () => {
    const hall = await Hall.open(server, owner);
    const role = await hall.role({ name: 'a' });
    await owner.api.patch(`${hall.path}/roles/${role.id}`, { name: 'b' }, { 'x-audit-log-reason': 'better%20name' });
    const member = await hall.member();
    await owner.api.put(`${hall.path}/members/${member.id}/roles/${role.id}`);
    const read = async (
      query = '',
    ): Promise<{ audit_log_entries: Record<string, unknown>[]; users: { id: string }[] }> =>
      (await owner.api.get<never>(`${hall.path}/audit-logs${query}`)).body;

    const log = await read();
    expect(log).toMatchObject({
      ...{ webhooks: [], integrations: [], threads: [], application_commands: [] },
      ...{ auto_moderation_rules: [], guild_scheduled_events: [] },
    });
    expect(log.audit_log_entries.map((entry) => entry.action_type)).toEqual([25, 40, 31, 30]);
    expect(log.users.map(({ id }) => id).sort()).toEqual([owner.id, member.id].sort());
    expect(log.audit_log_entries[2]).toMatchObject({
      ...{ user_id: owner.id, target_id: role.id, reason: 'better name' },
      changes: [{ key: 'name', old_value: 'a', new_value: 'b' }],
    });
    expect(log.audit_log_entries[0]).toMatchObject({
      changes: [{ key: '$add', new_value: [{ id: role.id, name: 'b' }] }],
    });
    expect((await read('?action_type=31')).audit_log_entries).toHaveLength(1);
    expect((await read(`?user_id=${member.id}`)).audit_log_entries).toEqual([]);
    const oldest = String(log.audit_log_entries[3]?.id);
    expect((await read(`?after=${oldest}&limit=1`)).audit_log_entries).toEqual([log.audit_log_entries[2]]);
    expect((await read(`?before=${oldest}`)).audit_log_entries).toEqual([]);
    expect(failed(await member.api.get(`${hall.path}/audit-logs`))).toEqual([403, 50_013]);
  });
});
