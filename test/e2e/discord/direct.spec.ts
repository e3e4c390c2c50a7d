import type { APIDMChannel, APIMessage } from 'discord-api-types/v10';
import { DataSource } from 'typeorm';
import { GuildRows } from '../../builders/guilds';
import { type Bot, type DiscordServer, expectStatus, type Person, startDiscordServer } from '../../support/discord';

let server: DiscordServer;
let ann: Person;
let bob: Person;
let eve: Person;
let stranger: Person;
let bot: Bot;

beforeAll(async () => {
  server = await startDiscordServer();
  const rows = new GuildRows(server.app.get(DataSource));
  [ann, bob, eve, stranger] = [
    await server.person('ann'),
    await server.person('bob'),
    await server.person('eve'),
    await server.person('stranger'),
  ];
  bot = await server.bot(ann);
  const guildId = await rows.guild(ann.id);
  await rows.members(guildId, [bob.id, eve.id, bot.id]);
});
afterAll(() => server?.stop());

const error = (status: number, code: number): object => ({ status, body: { code } });

async function open(from: Person | Bot, recipient: { readonly id: string }): Promise<APIDMChannel> {
  const answer = await from.api.post<APIDMChannel>('/users/@me/channels', { recipient_id: recipient.id });
  expectStatus(answer, 200);
  return answer.body;
}

describe('a direct channel', () => {
  it('is one for two, who each see the other one as its recipient', async () => {
    const channel = await open(ann, bob);

    expect(channel).toEqual({
      ...{ id: expect.any(String), type: 1, name: null, last_message_id: null, flags: 0 },
      recipients: [expect.objectContaining({ id: bob.id, username: bob.username, discriminator: '0' })],
    });
    expect(await open(ann, bob)).toEqual(channel);
    expect(await open(bob, ann)).toMatchObject({ id: channel.id, recipients: [{ id: ann.id }] });
    const asClientsWriteIt = await ann.api.post('/users/@me/channels', { recipients: [bob.id] });
    expect(asClientsWriteIt.body).toEqual(channel);
    expect((await bob.api.get(`/channels/${channel.id}`)).body).toMatchObject({ recipients: [{ id: ann.id }] });
    expect((await open(bot, bob)).recipients).toMatchObject([{ id: bob.id }]);
  });

  it('is opened with somebody who shares a guild, and stays when they do no more', async () => {
    const path = '/users/@me/channels';

    expect(await ann.api.post(path, { recipient_id: stranger.id })).toMatchObject(error(403, 50_007));
    expect(await ann.api.post(path, { recipient_id: ann.id })).toMatchObject(error(400, 50_033));
    expect(await ann.api.post(path, { recipient_id: '77' })).toMatchObject(error(400, 50_033));
    expect(await ann.api.post(path, {})).toMatchObject(error(400, 50_033));
    expect(await ann.api.post(path, { recipient_id: 'x' })).toMatchObject(error(400, 50_035));
    expect(await ann.api.post(path, { recipients: [bob.id, eve.id] })).toMatchObject(error(400, 50_035));
    expect(await server.anonymous.post(path, { recipient_id: bob.id })).toMatchObject(error(401, 0));

    const channel = await open(eve, bob);
    await server.app.get(DataSource).query('DELETE FROM members WHERE user_id = $1', [eve.id]);
    expect(await open(eve, bob)).toEqual(channel);
    expectStatus(await bob.api.post(`/channels/${channel.id}/messages`, { content: 'still there?' }), 200);
    expect(await eve.api.post(path, { recipient_id: ann.id })).toMatchObject(error(403, 50_007));
  });

  it('carries what both say, to nobody else', async () => {
    const { id } = await open(ann, bob);
    const path = `/channels/${id}`;
    const said = await ann.api.post<APIMessage>(`${path}/messages`, { content: `hello <@${bob.id}>` });
    const answer = await bob.api.post<APIMessage>(`${path}/messages`, {
      ...{ content: 'hello yourself', message_reference: { message_id: said.body.id } },
    });

    expect(said.body).toMatchObject({ author: { id: ann.id }, mentions: [{ id: bob.id }] });
    const history = await ann.api.get<APIMessage[]>(`${path}/messages`);
    expect(history.body.map((message) => message.id)).toEqual([answer.body.id, said.body.id]);
    expect((await bob.api.get(path)).body).toMatchObject({ last_message_id: answer.body.id });
    expectStatus(await bob.api.put(`${path}/messages/${said.body.id}/reactions/${encodeURIComponent('👍')}/@me`), 204);
    expectStatus(await bob.api.put(`${path}/messages/pins/${said.body.id}`), 204);
    expectStatus(await bob.api.post(`${path}/typing`), 204);
    expect(await bob.api.delete(`${path}/messages/${said.body.id}`)).toMatchObject(error(403, 50_013));
    expect(await bob.api.patch(`${path}/messages/${said.body.id}`, { content: 'x' })).toMatchObject(error(403, 50_005));
    expectStatus(await ann.api.delete(`${path}/messages/${said.body.id}`), 204);
    for (const refused of [
      await eve.api.get(path),
      await eve.api.get(`${path}/messages`),
      await eve.api.get(`${path}/messages/${answer.body.id}`),
      await eve.api.post(`${path}/messages`, { content: 'x' }),
      await eve.api.post(`${path}/typing`),
      await eve.api.delete(path),
      await eve.api.patch(path, { name: 'x' }),
      await eve.api.put(`${path}/messages/${answer.body.id}/reactions/${encodeURIComponent('👍')}/@me`),
    ]) {
      expect(refused).toMatchObject(error(404, 10_003));
    }
  });

  it('is listed, last used first, has no settings, and stays when it is closed', async () => {
    const [withBob, withBot] = [await open(ann, bob), await open(ann, bot)];
    await ann.api.post(`/channels/${withBot.id}/messages`, { content: 'beep' });
    const listed = (await ann.api.get<APIDMChannel[]>('/users/@me/channels')).body;

    expect(listed.slice(0, 2).map((channel) => channel.id)).toEqual([withBot.id, withBob.id]);
    expect(listed[0]).toMatchObject({ recipients: [{ id: bot.id, bot: true }] });
    expect(await ann.api.patch(`/channels/${withBob.id}`, { name: 'x' })).toMatchObject(error(400, 50_024));
    expect(await ann.api.delete(`/channels/${withBob.id}`)).toMatchObject({ status: 200, body: { id: withBob.id } });
    expectStatus(await ann.api.get(`/channels/${withBob.id}/messages`), 200);
    expect(await ann.api.post(`/channels/${withBob.id}/threads`, { name: 'x' })).toMatchObject(error(404, 10_003));
  });

  it('ends with the account of one of them', async () => {
    const { id } = await open(eve, bob);
    expectStatus(await eve.api.delete('/users/@me', { password: eve.password }), 204);

    expect(await bob.api.post(`/channels/${id}/messages`, { content: 'gone?' })).toMatchObject(error(403, 50_007));
    expectStatus(await bob.api.get(`/channels/${id}/messages`), 200);
  });
});
