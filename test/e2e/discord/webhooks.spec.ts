import type { APIAuditLog, APIMessage, APIThreadChannel, APIWebhook } from 'discord-api-types/v10';
import { WEBHOOKS_PER_CHANNEL_MAX } from '../../../src/domain/guilds';
import { aPng, dataUri } from '../../builders/pictures';
import { type DiscordServer, expectStatus, type Person, startDiscordServer } from '../../support/discord';

const TEXT_CHANNEL = 0;

describe('webhooks', () => {
  let server: DiscordServer;
  let ann: Person;
  let bob: Person;
  let guildId: string;
  let channelId: string;
  let otherChannelId: string;
  beforeAll(async () => {
    server = await startDiscordServer();
    ann = await server.person('ann');
    bob = await server.person('bob');
    const guild = await ann.api.post<{ id: string }>('/guilds', { name: 'webhooks' });
    expectStatus(guild, 201);
    guildId = guild.body.id;
    channelId = await channel('news');
    otherChannelId = await channel('other');
    const invite = await ann.api.post<{ code: string }>(`/channels/${channelId}/invites`, {});
    expectStatus(await bob.api.post(`/invites/${invite.body.code}`), 200);
  }, 60_000);
  afterAll(() => server?.stop());

  async function channel(name: string, type = TEXT_CHANNEL): Promise<string> {
    const answer = await ann.api.post<{ id: string }>(`/guilds/${guildId}/channels`, { name, type });
    expectStatus(answer, 201);
    return answer.body.id;
  }

  async function webhook(inChannel = channelId): Promise<APIWebhook & { readonly path: string }> {
    const answer = await ann.api.post<APIWebhook>(`/channels/${inChannel}/webhooks`, { name: 'Captain Hook' });
    expectStatus(answer, 200);
    return { ...answer.body, path: `/webhooks/${answer.body.id}/${answer.body.token}` };
  }

  async function say(path: string, body: unknown, query = 'wait=true'): Promise<APIMessage> {
    const answer = await server.anonymous.post<APIMessage>(`${path}?${query}`, body);
    expectStatus(answer, 200);
    return answer.body;
  }

  const messages = async (inChannel = channelId): Promise<APIMessage[]> =>
    (await ann.api.get<APIMessage[]>(`/channels/${inChannel}/messages?limit=5`)).body;

  describe('managed by whoever may', () => {
    it('are made, listed, changed, moved and ended, all of it in the audit log', async () => {
      const reason = { 'x-audit-log-reason': encodeURIComponent('für die Nachrichten') };
      const input = { name: 'News', avatar: dataUri(aPng()) };
      const made = await ann.api.post<APIWebhook>(`/channels/${channelId}/webhooks`, input, reason);
      expectStatus(made, 200);
      const { id, token, avatar } = made.body;
      expect(made.body).toMatchObject({ type: 1, name: 'News', application_id: null, user: { id: ann.id } });
      expect(made.body).toMatchObject({
        guild_id: guildId,
        channel_id: channelId,
        url: expect.stringContaining(String(token)),
      });
      expect(token).toMatch(/^[\w-]{68}$/);
      expect((await fetch(`${server.url}/avatars/${id}/${avatar}.png`)).status).toBe(200);

      expect((await ann.api.get(`/channels/${channelId}/webhooks`)).body).toEqual([made.body]);
      expect((await ann.api.get(`/guilds/${guildId}/webhooks`)).body).toEqual([made.body]);
      expect((await ann.api.get(`/webhooks/${id}`)).body).toEqual(made.body);
      const changes = { name: 'Moved', channel_id: otherChannelId, avatar: null };
      const moved = await ann.api.patch<APIWebhook>(`/webhooks/${id}`, changes);
      expect(moved.body).toMatchObject({ name: 'Moved', channel_id: otherChannelId, avatar: null, token });
      expectStatus(await ann.api.delete(`/webhooks/${id}`, undefined, reason), 204);
      expect((await ann.api.get(`/webhooks/${id}`)).body).toEqual({ code: 10_015, message: 'Unknown Webhook' });

      const log = await ann.api.get<APIAuditLog>(`/guilds/${guildId}/audit-logs`);
      const entries = log.body.audit_log_entries.filter((entry) => entry.target_id === id);
      expect(entries.map((entry) => entry.action_type)).toEqual([52, 51, 50]);
      expect(entries[2]).toMatchObject({ user_id: ann.id, reason: 'für die Nachrichten' });
    });

    it('are closed to all others', async () => {
      const { id } = await webhook();
      const stranger = await server.person('stranger');
      const asked = await Promise.all([
        bob.api.post(`/channels/${channelId}/webhooks`, { name: 'x' }),
        bob.api.get(`/channels/${channelId}/webhooks`),
        bob.api.get(`/guilds/${guildId}/webhooks`),
        bob.api.patch(`/webhooks/${id}`, { name: 'x' }),
        bob.api.delete(`/webhooks/${id}`),
      ]);
      expect(asked.map(({ status, body }) => [status, body.code])).toEqual(asked.map(() => [403, 50_013]));
      expect((await stranger.api.get(`/webhooks/${id}`)).status).toBe(404);
      expect((await stranger.api.get(`/guilds/${guildId}/webhooks`)).status).toBe(404);
      expect((await server.anonymous.get(`/webhooks/${id}`)).status).toBe(401);
      expect((await server.anonymous.post(`/channels/${channelId}/webhooks`, { name: 'x' })).status).toBe(401);
      expectStatus(await ann.api.delete(`/webhooks/${id}`), 204);
    });

    it('have a greatest number in a channel, and need a name and a place', async () => {
      const place = await channel('crowded');
      const category = await channel('category', 4);
      for (let count = 0; count < WEBHOOKS_PER_CHANNEL_MAX; count += 1) await webhook(place);
      const more = await ann.api.post(`/channels/${place}/webhooks`, { name: 'x' });
      const nameless = await ann.api.post(`/channels/${channelId}/webhooks`, { name: '' });
      const noPicture = await ann.api.post(`/channels/${channelId}/webhooks`, {
        name: 'x',
        avatar: 'data:text/html,x',
      });
      const misplaced = await ann.api.post(`/channels/${category}/webhooks`, { name: 'x' });

      expect(more).toMatchObject({ status: 400, body: { code: 30_007 } });
      expect(nameless).toMatchObject({ status: 400, body: { code: 50_035, errors: { name: expect.anything() } } });
      expect(noPicture).toMatchObject({ status: 400, body: { code: 50_035, errors: { avatar: expect.anything() } } });
      expect(misplaced).toMatchObject({ status: 400, body: { code: 50_024 } });
    });

    it.each(['x', '0', '99999999999999999999', '1', '%00'])('are not found under %j', async (id) => {
      const answer = await ann.api.get(`/webhooks/${id}`);

      expect(answer).toMatchObject({ status: 404, body: { code: 10_015 } });
    });
  });

  describe('known by their token', () => {
    it('are shown, changed and ended without an account', async () => {
      const { path, id, token } = await webhook();
      const shown = await server.anonymous.get<APIWebhook>(path);
      expect(shown.body).toMatchObject({ id, token, channel_id: channelId });
      expect(shown.body).not.toHaveProperty('user');
      const named = await server.anonymous.patch<APIWebhook>(path, { name: 'New', channel_id: otherChannelId });
      expect(named.body).toMatchObject({ name: 'New', channel_id: channelId });
      expectStatus(await server.anonymous.delete(path), 204);

      expect((await server.anonymous.get(path)).body).toMatchObject({ code: 10_015 });
      expect((await server.anonymous.post(path, { content: 'x' })).body).toMatchObject({ code: 10_015 });
    });

    it('refuse every call with another token', async () => {
      const { id, token = '' } = await webhook();
      const path = `/webhooks/${id}/${token.slice(0, -1)}${token.endsWith('A') ? 'B' : 'A'}`;
      const calls = await Promise.all([
        server.anonymous.get(path),
        server.anonymous.patch(path, { name: 'x' }),
        server.anonymous.delete(path),
        server.anonymous.post(path, { content: 'x' }),
        server.anonymous.get(`${path}/messages/1`),
        server.anonymous.patch(`${path}/messages/1`, { content: 'x' }),
        server.anonymous.delete(`${path}/messages/1`),
      ]);

      expect(calls.map(({ status, body }) => [status, body.code])).toEqual(calls.map(() => [401, 50_027]));
      expect((await server.anonymous.get(`/webhooks/${id}/x`)).status).toBe(401);
      expect((await server.anonymous.get('/webhooks/x/x')).status).toBe(404);
    });

    it('need no right of any member, and stop with the channel', async () => {
      const place = await channel('short-lived');
      const { path } = await webhook(place);
      await say(path, { content: 'still here' });
      expectStatus(await ann.api.delete(`/channels/${place}`), 200);

      expect((await server.anonymous.post(path, { content: 'x' })).status).toBe(404);
    });
  });

  describe('speak', () => {
    it('with and without waiting for the message', async () => {
      const { path, id } = await webhook();
      const message = await say(path, { content: 'hello', username: 'Smee', embeds: [{ title: 'box' }] });
      expect(message).toMatchObject({
        ...{ content: 'hello', webhook_id: id, channel_id: channelId, embeds: [{ title: 'box' }] },
        author: { id, username: 'Smee', bot: true, discriminator: '0000', avatar: null },
      });
      const unheard = await server.anonymous.post(path, { content: 'quiet' });
      expect([unheard.status, unheard.body]).toEqual([204, undefined]);
      expect((await server.anonymous.post(`${path}?wait=1`, { content: 'one' })).status).toBe(200);

      const read = await messages();
      expect(read.map(({ content, author }) => [content, author.username])).toEqual([
        ['one', 'Captain Hook'],
        ['quiet', 'Captain Hook'],
        ['hello', 'Smee'],
        ...read.slice(3).map(({ content, author }) => [content, author.username]),
      ]);
    });

    it('with files and allowed mentions', async () => {
      const { path } = await webhook();
      const form = new FormData();
      const content = `<@${bob.id}> @everyone`;
      form.append('payload_json', JSON.stringify({ content, allowed_mentions: { parse: ['users'] } }));
      form.append('files[0]', new Blob([new Uint8Array(aPng())]), 'a.png');
      const message = await say(path, form);
      expect(message).toMatchObject({ mention_everyone: false, mentions: [{ id: bob.id }] });
      expect(message.attachments).toMatchObject([{ filename: 'a.png', content_type: 'image/png', width: 128 }]);

      expect((await fetch(message.attachments[0]?.url ?? '')).status).toBe(200);
    });

    it('with the picture of somebody here', async () => {
      const { path, id } = await webhook();
      const me = await ann.api.patch<{ avatar: string }>('/users/@me', { avatar: dataUri(aPng(4)) });
      const avatarUrl = `${server.url}/avatars/${ann.id}/${me.body.avatar}.png`;
      const { author } = await say(path, { content: 'as ann', avatar_url: avatarUrl });
      expect(author.avatar).toBe(me.body.avatar);
      expect((await fetch(`${server.url}/avatars/${id}/${author.avatar}.png`)).status).toBe(200);
      const stranger = await say(path, { content: 'x', avatar_url: 'http://169.254.169.254/latest.png' });

      expect(stranger.author.avatar).toBeNull();
    });

    it('into threads of their channel', async () => {
      const { path } = await webhook();
      const made = await ann.api.post<APIThreadChannel>(`/channels/${channelId}/threads`, { name: 'thread', type: 11 });
      expectStatus(made, 201);
      const threadId = made.body.id;
      const message = await say(path, { content: 'in a thread' }, `wait=true&thread_id=${threadId}`);
      expect(message.channel_id).toBe(threadId);
      const misplaced = await server.anonymous.post(`${path}?thread_id=${otherChannelId}`, { content: 'x' });
      expect(misplaced).toMatchObject({ status: 404, body: { code: 10_003 } });
      const messagePath = `${path}/messages/${message.id}`;

      expect((await server.anonymous.get(messagePath)).body).toMatchObject({ code: 10_008 });
      expect((await server.anonymous.get(`${messagePath}?thread_id=${threadId}`)).body).toMatchObject({
        id: message.id,
      });
    });

    it.each<[string, unknown, number, number]>([
      ['nothing', {}, 400, 50_006],
      ['too much', { content: 'x'.repeat(2_001) }, 400, 50_035],
      ['under no name', { content: 'x', username: '' }, 400, 50_035],
      ['no object', [], 400, 50_035],
    ])('not: %s', async (_what, body, status, code) => {
      const { path } = await webhook(otherChannelId);
      const answer = await server.anonymous.post(path, body);
      expectStatus(await server.anonymous.delete(path), 204);

      expect(answer).toMatchObject({ status, body: { code } });
    });
  });

  it('read, change and take back what they said, and nothing else', async () => {
    const { path } = await webhook();
    const form = new FormData();
    form.append('content', 'before');
    form.append('files[0]', new Blob(['a']), 'a.txt');
    const { id, attachments } = await say(path, form);
    const own = `${path}/messages/${id}`;
    expect((await server.anonymous.get(own)).body).toMatchObject({ id, content: 'before' });
    const edited = await server.anonymous.patch<APIMessage>(own, { content: 'after', attachments: [] });
    expect(edited.body).toMatchObject({ id, content: 'after', attachments: [], edited_timestamp: expect.any(String) });
    expect((await fetch(attachments[0]?.url ?? '')).status).toBe(404);
    const said = await ann.api.post<APIMessage>(`/channels/${channelId}/messages`, { content: 'mine' });
    const others = await server.anonymous.delete(`${path}/messages/${said.body.id}`);
    expect(others).toMatchObject({ status: 404, body: { code: 10_008 } });
    expectStatus(await server.anonymous.delete(own), 204);

    expect((await server.anonymous.get(own)).body).toMatchObject({ code: 10_008 });
    expect((await messages())[0]?.id).toBe(said.body.id);
  });
});
