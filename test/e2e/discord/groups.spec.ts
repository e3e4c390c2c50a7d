import type { APIGroupDMChannel, APIMessage } from 'discord-api-types/v10';
import { type Client, type Message, PartialGroupDMChannel } from 'discord.js';
import {
  AnnounceToGroup,
  ChangeGroupRole,
  CreateGroup,
  DissolveGroup,
  MuteGroupMember,
} from '../../../src/application/messaging';
import type { AccountActor } from '../../../src/application/shared/actor';
import { type Bot, type DiscordServer, expectStatus, type Person, startDiscordServer } from '../../support/discord';
import { allowEveryIntent, DiscordJsBot } from '../../support/discordjs';

type Program = DiscordJsBot & { readonly client: Client<true> };

let server: DiscordServer;
let ann: Person;
let bob: Person;
let eve: Person;
let bot: Bot;

beforeAll(async () => {
  server = await startDiscordServer();
  [ann, bob, eve] = [await server.person('ann'), await server.person('bob'), await server.person('eve')];
  bot = await server.bot(ann);
}, 60_000);
afterAll(() => server?.stop());

const error = (status: number, code: number): object => ({ status, body: { code } });
const actorOf = ({ id }: { readonly id: string }): AccountActor => ({ kind: 'account', userId: id });

/** A group that ann owns. */
async function open(...others: readonly { readonly id: string }[]): Promise<string> {
  const memberIds = others.map(({ id }) => id);
  const group = await server.app
    .get(CreateGroup, { strict: false })
    .execute(actorOf(ann), { name: 'Climbers', memberIds });
  return group.id;
}

const contents = (history: { readonly body: readonly APIMessage[] }): readonly string[] =>
  history.body.map(({ content }) => content);

const historyOf = async (person: Person, channelId: string): Promise<readonly string[]> =>
  contents(await person.api.get<APIMessage[]>(`/channels/${channelId}/messages`));

describe('a group', () => {
  it('is a channel of type 3 for its members, and none for others', async () => {
    const id = await open(bob, bot);
    const channel = await bob.api.get<APIGroupDMChannel>(`/channels/${id}`);

    expect(channel.body).toEqual({
      ...{ id, type: 3, name: 'Climbers', icon: null, owner_id: ann.id, flags: 0 },
      ...{ last_message_id: null, last_pin_timestamp: null },
      recipients: [expect.objectContaining({ id: ann.id }), expect.objectContaining({ id: bot.id, bot: true })],
    });
    expectStatus(await ann.api.post(`/channels/${id}/messages`, { content: 'hello' }), 200);
    const listed = await bob.api.get<APIGroupDMChannel[]>('/users/@me/channels');
    expect(listed.body[0]).toMatchObject({ id, type: 3, last_message_id: expect.any(String) });
    expect((await eve.api.get('/users/@me/channels')).body).toEqual([]);
    for (const refused of [
      await eve.api.get(`/channels/${id}`),
      await eve.api.get(`/channels/${id}/messages`),
      await eve.api.post(`/channels/${id}/messages`, { content: 'x' }),
      await eve.api.post(`/channels/${id}/typing`),
      await eve.api.patch(`/channels/${id}`, { name: 'x' }),
      await eve.api.delete(`/channels/${id}`),
      await eve.api.put(`/channels/${id}/recipients/${eve.id}`),
      await eve.api.delete(`/channels/${id}/recipients/${bob.id}`),
    ]) {
      expect(refused).toMatchObject(error(404, 10_003));
    }
  });

  it('carries messages, answers, reactions, pins and typing', async () => {
    const id = await open(bob);
    const path = `/channels/${id}`;
    const said = await ann.api.post<APIMessage>(`${path}/messages`, { content: `@everyone <@${bob.id}>` });
    const reply = { content: '@everyone', message_reference: { message_id: said.body.id } };
    const answer = await bob.api.post<APIMessage>(`${path}/messages`, reply);

    expect(said.body).toMatchObject({ mention_everyone: true, mentions: [{ id: bob.id }] });
    expect(answer.body).toMatchObject({ type: 19, mention_everyone: false, referenced_message: { id: said.body.id } });
    const message = `${path}/messages/${said.body.id}`;
    expectStatus(await bob.api.put(`${message}/reactions/${encodeURIComponent('👍')}/@me`), 204);
    expectStatus(await bob.api.put(`${path}/messages/pins/${said.body.id}`), 204);
    expect((await ann.api.get(path)).body).toMatchObject({ last_pin_timestamp: expect.any(String) });
    expectStatus(await bob.api.post(`${path}/typing`), 204);
    expect(await bob.api.delete(message)).toMatchObject(error(403, 50_013));
    expectStatus(await ann.api.delete(`${path}/messages/${answer.body.id}`), 204);
    expectStatus(await ann.api.patch(message, { content: 'edited' }), 200);
  });

  it('shows what was said since one joined, each time anew', async () => {
    const id = await open(bob);
    const say = (content: string) => ann.api.post<APIMessage>(`/channels/${id}/messages`, { content });
    const before = await say('before');
    expectStatus(await ann.api.put(`/channels/${id}/recipients/${eve.id}`), 204);
    expect(await historyOf(eve, id)).toEqual([]);
    await say('meanwhile');
    expect(await historyOf(eve, id)).toEqual(['meanwhile']);
    const old = `/channels/${id}/messages/${before.body.id}`;
    for (const refused of [
      await eve.api.get(old),
      await eve.api.put(`${old}/reactions/${encodeURIComponent('👍')}/@me`),
      await eve.api.put(`/channels/${id}/messages/pins/${before.body.id}`),
      await eve.api.post(`${old}/ack`),
    ]) {
      expect(refused).toMatchObject(error(404, 10_008));
    }
    const reply = { content: 'x', message_reference: { message_id: before.body.id } };
    expect(await eve.api.post(`/channels/${id}/messages`, reply)).toMatchObject(error(400, 50_035));

    expect(await eve.api.delete(`/channels/${id}`)).toMatchObject({ status: 200, body: { id } });
    expect(await eve.api.get(`/channels/${id}/messages`)).toMatchObject(error(404, 10_003));
    await say('away');
    expectStatus(await ann.api.put(`/channels/${id}/recipients/${eve.id}`), 204);
    await say('back');
    expect(await historyOf(eve, id)).toEqual(['back']);
    expect(await historyOf(bob, id)).toEqual(['back', 'away', 'meanwhile', 'before']);
  });

  it('is renamed by admins, who send people out; its owner stays until it is handed over', async () => {
    const id = await open(bob, eve);
    const roles = server.app.get(ChangeGroupRole, { strict: false });

    expect(await bob.api.patch(`/channels/${id}`, { name: 'x' })).toMatchObject(error(403, 50_013));
    expect(await bob.api.delete(`/channels/${id}/recipients/${eve.id}`)).toMatchObject(error(403, 50_013));
    await roles.execute(actorOf(ann), { channelId: id, userId: bob.id, role: 'admin' });
    expect(await bob.api.patch(`/channels/${id}`, { name: 'Hikers' })).toMatchObject({ body: { name: 'Hikers' } });
    expect(await bob.api.patch(`/channels/${id}`, { name: '' })).toMatchObject(error(400, 50_035));
    expect(await bob.api.patch(`/channels/${id}`, { name: 7 })).toMatchObject(error(400, 50_035));
    expectStatus(await bob.api.delete(`/channels/${id}/recipients/${eve.id}`), 204);
    expect(await bob.api.put(`/channels/${id}/recipients/77`)).toMatchObject(error(404, 10_013));
    expect(await bob.api.put(`/channels/${id}/recipients/${ann.id}`)).toMatchObject({ status: 409 });
    expect(await bob.api.delete(`/channels/${id}/recipients/${ann.id}`)).toMatchObject(error(403, 50_013));
    expect(await ann.api.delete(`/channels/${id}`)).toMatchObject(error(400, 50_055));
    expectStatus(await bob.api.delete(`/channels/${id}/recipients/${bob.id}`), 204);
    expectStatus(await ann.api.delete(`/channels/${id}`), 200);
    expect(await ann.api.get(`/channels/${id}`)).toMatchObject(error(404, 10_003));
  });

  it('silences whoever is muted', async () => {
    const id = await open(bob);
    const mute = server.app.get(MuteGroupMember, { strict: false });
    await mute.execute(actorOf(ann), { channelId: id, userId: bob.id, durationMs: 60_000 });

    expect(await bob.api.post(`/channels/${id}/messages`, { content: 'x' })).toMatchObject({
      ...{ status: 403, body: { code: 50_013, message: 'Muted in this group' } },
    });
    expect(await bob.api.post(`/channels/${id}/typing`)).toMatchObject(error(403, 50_013));
    expectStatus(await bob.api.get(`/channels/${id}/messages`), 200);
  });

  it('lets nobody delete their account who owns it with others in it', async () => {
    const owner = await server.person('owner');
    const group = await server.app
      .get(CreateGroup, { strict: false })
      .execute(actorOf(owner), { name: 'g', memberIds: [bob.id] });

    expect(await owner.api.delete('/users/@me', { password: owner.password })).toMatchObject(error(400, 50_055));
    expectStatus(await bob.api.delete(`/channels/${group.id}`), 200);
    expectStatus(await owner.api.delete('/users/@me', { password: owner.password }), 204);
  });
});

describe('discord.js in a group', () => {
  let program: Program;
  let person: Program;

  beforeAll(async () => {
    await allowEveryIntent(bot);
    program = await DiscordJsBot.start(server, bot.token);
    person = await DiscordJsBot.start(server, bob.token);
  }, 60_000);
  afterAll(() => Promise.all([program?.stop(), person?.stop()]));

  const inChannel = (id: string) => (message: Message) => message.channelId === id;

  it('hears and says what everybody else does', async () => {
    const id = await open(bob, bot);
    const [created] = await program.event('channelCreate', (channel) => channel.id === id);
    expect(created).toBeInstanceOf(PartialGroupDMChannel);
    expect(created).toMatchObject({ name: 'Climbers', ownerId: ann.id });

    await ann.api.post(`/channels/${id}/messages`, { content: 'hello' });
    const [heard] = await program.event('messageCreate', inChannel(id));
    expect(heard).toMatchObject({ content: 'hello', author: { id: ann.id } });
    expect(heard.channel).toBeInstanceOf(PartialGroupDMChannel);
    await heard.react('👍');
    await program.client.rest.post(`/channels/${id}/messages`, { body: { content: 'beep' } });

    const isBeep = (message: Message) => message.channelId === id && message.content === 'beep';
    const [answer] = await person.event('messageCreate', isBeep);
    expect(answer.author.id).toBe(bot.id);
    await ann.api.patch(`/channels/${id}`, { name: 'Hikers' });
    // What has changed of a group the library does not take over.
    await person.event('channelUpdate', (channel) => channel.id === id);
    const announce = server.app.get(AnnounceToGroup, { strict: false });
    await announce.execute(actorOf(ann), { channelId: id, content: 'Bring ropes' });
    await person.event('messageCreate', (message) => message.content === 'Bring ropes');
  });

  it('hears nothing more after being sent out, or after the end', async () => {
    const id = await open(bob, bot);
    await program.event('channelCreate', (channel) => channel.id === id);
    expectStatus(await ann.api.delete(`/channels/${id}/recipients/${bot.id}`), 204);
    await program.event('channelDelete', (channel) => channel.id === id);
    await ann.api.post(`/channels/${id}/messages`, { content: 'secret' });
    await person.event('messageCreate', inChannel(id));
    await server.app.get(DissolveGroup, { strict: false }).execute(actorOf(ann), { channelId: id });
    await person.event('channelDelete', (channel) => channel.id === id);

    expect(program.events('messageCreate').filter(([message]) => message.channelId === id)).toEqual([]);
    expect(await bob.api.get(`/channels/${id}`)).toMatchObject(error(404, 10_003));
  });
});
