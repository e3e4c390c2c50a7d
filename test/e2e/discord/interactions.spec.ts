import type { APIMessage } from 'discord-api-types/v10';
import { DataSource } from 'typeorm';
import { EventBus } from '../../../src/application/shared/event-bus';
import type { ComponentInteraction, EphemeralMessageChanged, InteractionCreated } from '../../../src/domain/messaging';
import { Permission } from '../../../src/domain/guilds';
import { InteractionPresentation } from '../../../src/presentation/discord/interactions/interaction-presentation';
import { GuildRows } from '../../builders/guilds';
import type { RestCaller } from '../../support/discord';
import { type Bot, type DiscordServer, expectStatus, type Person, startDiscordServer } from '../../support/discord';

const button = { type: 2, style: 1, label: 'press', custom_id: 'press' };
const off = { ...button, custom_id: 'off', disabled: true };
const menu = {
  ...{ type: 3, custom_id: 'menu', max_values: 2 },
  options: ['a', 'b', 'c'].map((value) => ({ label: value, value })),
};
const components = [
  { type: 1, components: [button, off] },
  { type: 1, components: [menu] },
];

let server: DiscordServer;
let owner: Person;
let ann: Person;
let stranger: Person;
let bot: Bot;
let guildId: string;
let channelId: string;
/** As the bot, which needs no token for answers. */
let answers: RestCaller;
const events: InteractionCreated[] = [];
const whispers: EphemeralMessageChanged[] = [];

beforeAll(async () => {
  server = await startDiscordServer();
  const rows = new GuildRows(server.app.get(DataSource));
  [owner, ann, stranger] = [await server.person('owner'), await server.person('ann'), await server.person('stranger')];
  bot = await server.bot(owner);
  guildId = await rows.guild(owner.id);
  await rows.members(guildId, [ann.id, bot.id]);
  channelId = await rows.channel(guildId);
  answers = server.anonymous;
  const bus = server.app.get(EventBus);
  bus.subscribe<InteractionCreated>('interaction.created', (event) => void events.push(event));
  bus.subscribe<EphemeralMessageChanged>('ephemeral_message.changed', (event) => void whispers.push(event));
});
afterAll(() => server?.stop());

const error = (status: number, code: number): object => ({ status, body: { code } });

async function say(body: object = { content: 'press it', components }, channel = channelId): Promise<APIMessage> {
  const answer = await bot.api.post<APIMessage>(`/channels/${channel}/messages`, body);
  expectStatus(answer, 200);
  return answer.body;
}

const clickBody = (message: APIMessage, changes: object = {}): object => ({
  ...{ type: 3, application_id: bot.applicationId, guild_id: guildId, channel_id: message.channel_id },
  ...{ message_id: message.id, message_flags: 0, session_id: 'x', nonce: '1' },
  data: { component_type: 2, custom_id: 'press', ...changes },
});

/** Ann presses the button; what the bot is told. */
async function click(message: APIMessage): Promise<ComponentInteraction> {
  expectStatus(await ann.api.post('/interactions', clickBody(message)), 204);
  const event = events.at(-1);
  if (!event) throw new Error('nothing was told');
  return event.interaction;
}

const callback = (of: ComponentInteraction, body: unknown, query = ''): ReturnType<RestCaller['post']> =>
  answers.post(`/interactions/${of.id}/${of.token}/callback${query}`, body);

const followUpPath = ({ applicationId, token }: ComponentInteraction): string => `/webhooks/${applicationId}/${token}`;

describe('a click', () => {
  it('is told to the bot with the message, the member and what they may do', async () => {
    const message = await say();
    const interaction = await click(message);
    const payload = await server.app.get(InteractionPresentation).payload(events.at(-1) as InteractionCreated);

    expect(interaction.botUserId).toBe(bot.id);
    expect(JSON.parse(JSON.stringify(payload))).toMatchObject({
      ...{ id: interaction.id, application_id: bot.applicationId, type: 3, token: interaction.token, version: 1 },
      ...{ guild_id: guildId, channel_id: channelId, channel: { id: channelId, type: 0 }, entitlements: [] },
      data: { component_type: 2, custom_id: 'press' },
      message: { id: message.id, components },
      member: { user: { id: ann.id, username: ann.username }, roles: [], permissions: expect.stringMatching(/^\d+$/) },
      app_permissions: expect.stringMatching(/^\d+$/),
      authorizing_integration_owners: { 0: guildId },
    });
    expect(BigInt((payload as { app_permissions: string }).app_permissions) & Permission.sendMessages).not.toBe(0n);
    expect(payload).not.toHaveProperty('user');
  });

  it('in a direct channel comes with the user', async () => {
    const opened = await ann.api.post<{ id: string }>('/users/@me/channels', { recipient_id: bot.id });
    const message = await say({ content: 'press', components }, opened.body.id);
    const interaction = await click(message);
    const payload = await server.app.get(InteractionPresentation).payload(events.at(-1) as InteractionCreated);

    expect(payload).toMatchObject({ user: { id: ann.id }, channel: { type: 1 }, context: 1 });
    expect(payload).not.toHaveProperty('member');
    expectStatus(await callback(interaction, { type: 4, data: { content: 'thanks' } }), 204);
    const [answer] = (await ann.api.get<APIMessage[]>(`/channels/${opened.body.id}/messages`)).body;
    expect(answer).toMatchObject({ content: 'thanks', author: { id: bot.id } });
  });

  it('must be of a component that is there, by a person who sees it', async () => {
    const message = await say();
    const told = events.length;
    const use = (changes: object, by: Person | Bot = ann): ReturnType<RestCaller['post']> =>
      by.api.post('/interactions', { ...clickBody(message), ...changes });

    expect(await use({ type: 2 })).toMatchObject(error(400, 50_035));
    expect(await use({ data: { component_type: 2, custom_id: 'nothing' } })).toMatchObject(error(400, 50_035));
    expect(await use({ data: { component_type: 3, custom_id: 'press' } })).toMatchObject(error(400, 50_035));
    expect(await use({ data: { component_type: 2, custom_id: 'off' } })).toMatchObject(error(400, 50_035));
    for (const values of [[], ['a', 'b', 'c'], ['x'], ['a', 'a']]) {
      expect(await use({ data: { component_type: 3, custom_id: 'menu', values } })).toMatchObject(error(400, 50_035));
    }
    expect(await use({ application_id: '77' })).toMatchObject(error(404, 10_002));
    expect(await use({ message_id: '77' })).toMatchObject(error(404, 10_008));
    expect(await use({ channel_id: '77' })).toMatchObject(error(404, 10_003));
    expect(await use({}, stranger)).toMatchObject(error(404, 10_003));
    expect((await use({}, bot)).status).toBe(403);
    expect((await answers.post('/interactions', clickBody(message))).status).toBe(401);
    expect(events).toHaveLength(told);
    expectStatus(await use({ data: { component_type: 3, custom_id: 'menu', values: ['c', 'a'] } }), 204);
    expect(events.at(-1)?.interaction.values).toEqual(['c', 'a']);
  });
});

describe('the answer of a bot', () => {
  it('is a message of the bot that everybody sees, given once', async () => {
    const message = await say();
    const interaction = await click(message);
    const data = { content: `pressed by <@${ann.id}>`, embeds: [{ title: 'so' }], components: [] };
    const answer = await callback(interaction, { type: 4, data }, '?with_response=true');

    expect(answer).toMatchObject({
      status: 200,
      body: {
        interaction: { id: interaction.id, type: 3, response_message_ephemeral: false },
        resource: { type: 4, message: { author: { id: bot.id, bot: true }, embeds: [{ title: 'so' }] } },
      },
    });
    const [newest] = (await owner.api.get<APIMessage[]>(`/channels/${channelId}/messages?limit=1`)).body;
    expect(newest).toMatchObject({
      ...{ content: data.content, application_id: bot.applicationId, mentions: [{ id: ann.id }] },
      interaction_metadata: { id: interaction.id, type: 3, user: { id: ann.id }, interacted_message_id: message.id },
    });
    expect(await callback(interaction, { type: 4, data })).toMatchObject(error(400, 40_060));
    expect(await callback({ ...interaction, id: '77' }, { type: 6 })).toMatchObject(error(404, 10_062));
    expect(await callback({ ...interaction, token: 'x' }, { type: 6 })).toMatchObject(error(404, 10_062));
  });

  it('may be corrected when it was wrong, and may bring files', async () => {
    const interaction = await click(await say());

    expect(await callback(interaction, { type: 4, data: { content: '' } })).toMatchObject(error(400, 50_006));
    expect(await callback(interaction, { type: 9 })).toMatchObject(error(400, 50_035));
    expect(await answers.patch(`${followUpPath(interaction)}/messages/@original`, { content: 'x' })).toMatchObject(
      error(404, 10_015),
    );
    const form = new FormData();
    form.append('payload_json', JSON.stringify({ type: 4, data: { attachments: [{ id: 0, description: 'd' }] } }));
    form.append('files[0]', new Blob(['hello']), 'hello.txt');
    expectStatus(await callback(interaction, form), 204);
    const original = await answers.get(`${followUpPath(interaction)}/messages/%40original`);
    expect(original.body).toMatchObject({ attachments: [{ filename: 'hello.txt', description: 'd', size: 5 }] });
  });

  it('may change the message with the component, at once or later', async () => {
    const message = await say();
    const first = await click(message);
    expectStatus(await callback(first, { type: 7, data: { content: 'pressed once' } }), 204);
    const read = async (): Promise<APIMessage> =>
      (await ann.api.get<APIMessage>(`/channels/${channelId}/messages/${message.id}`)).body;

    expect(await read()).toMatchObject({ content: 'pressed once', components });
    const second = await click(message);
    expectStatus(await callback(second, { type: 6 }), 204);
    const path = `${followUpPath(second)}/messages/@original`;
    expectStatus(await answers.patch(path, { content: 'pressed twice', components: [] }), 200);
    expect(await read()).toMatchObject({ id: message.id, content: 'pressed twice', components: [] });
    expectStatus(await answers.delete(path), 204);
    expect(await ann.api.get(`/channels/${channelId}/messages/${message.id}`)).toMatchObject(error(404, 10_008));
  });

  it('may be promised and given later, followed by more, changed and taken back', async () => {
    const interaction = await click(await say());
    const path = followUpPath(interaction);
    expect(await callback(interaction, { type: 5 }, '?with_response=1')).toMatchObject({
      ...{ status: 200, body: { interaction: { response_message_loading: true }, resource: { type: 5 } } },
    });
    expect(await answers.get(`${path}/messages/@original`)).toMatchObject(error(404, 10_008));
    const original = await answers.patch<APIMessage>(`${path}/messages/@original`, { content: 'here it is' });
    expect(original).toMatchObject({ status: 200, body: { content: 'here it is', author: { id: bot.id } } });
    const more = await answers.post<APIMessage>(path, { content: 'and more' });
    expectStatus(more, 200);
    const changed = await answers.patch(`${path}/messages/${more.body.id}`, { content: 'and more of it' });
    expect(changed.body).toMatchObject({ id: more.body.id, content: 'and more of it' });
    expectStatus(await answers.delete(`${path}/messages/${more.body.id}`), 204);
    expect(await answers.get(`${path}/messages/${more.body.id}`)).toMatchObject(error(404, 10_008));
    const history = await ann.api.get<APIMessage[]>(`/channels/${channelId}/messages?limit=1`);
    expect(history.body).toMatchObject([{ id: original.body.id }]);
    const foreign = (await ann.api.post<APIMessage>(`/channels/${channelId}/messages`, { content: 'mine' })).body;
    expect(await answers.patch(`${path}/messages/${foreign.id}`, { content: 'x' })).toMatchObject(error(404, 10_008));
    expect(await answers.post(`/webhooks/77/${interaction.token}`, { content: 'x' })).toMatchObject(error(401, 50_027));
  });

  it('may be for the one who clicked only: told, changed, and never stored', async () => {
    const interaction = await click(await say());
    const data = { content: 'psst', flags: 64, components };
    const answer = await callback(interaction, { type: 4, data }, '?with_response=true');
    const { message: told, userId, change } = whispers[whispers.length - 1];

    expect([change, userId, told.content]).toEqual(['created', ann.id, 'psst']);
    expect(answer.body).toMatchObject({ resource: { message: { id: told.id, flags: 64, author: { id: bot.id } } } });
    expect(await ann.api.get(`/channels/${channelId}/messages/${told.id}`)).toMatchObject(error(404, 10_008));
    const path = `${followUpPath(interaction)}/messages/@original`;
    expect((await answers.patch(path, { content: 'psst!' })).body).toMatchObject({ content: 'psst!', flags: 64 });
    expect(whispers.at(-1)).toMatchObject({ change: 'updated', message: { id: told.id, content: 'psst!' } });
    const again = clickBody({ ...(answer.body as { resource: { message: APIMessage } }).resource.message });
    expect(await owner.api.post('/interactions', again)).toMatchObject(error(404, 10_008));
    expectStatus(await ann.api.post('/interactions', again), 204);
    expect(events.at(-1)?.message.id).toBe(told.id);
    expectStatus(await answers.delete(path), 204);
    expect(whispers.at(-1)).toMatchObject({ change: 'deleted', message: { id: told.id } });
    expect(await answers.get(path)).toMatchObject(error(404, 10_008));
  });
});
