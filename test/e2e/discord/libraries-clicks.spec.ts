import {
  ActionRowBuilder,
  ButtonBuilder,
  ButtonStyle,
  type ButtonInteraction,
  type Client,
  type Interaction,
  type Message,
  MessageFlags,
  StringSelectMenuBuilder,
  type TextChannel,
} from 'discord.js';
import { type Bot, type DiscordServer, expectStatus, type Person, startDiscordServer } from '../../support/discord';
import { Hall } from '../../support/discord-hall';
import { allowEveryIntent, DiscordJsBot } from '../../support/discordjs';

/** Components of discord.js are used and answered; what people see of it is read over REST. */
describe('discord.js answers clicks', () => {
  let server: DiscordServer;
  let hall: Hall;
  let ann: Person;
  let bot: Bot;
  let program: DiscordJsBot & { readonly client: Client<true> };
  let bystander: DiscordJsBot & { readonly client: Client<true> };
  let channel: TextChannel;

  beforeAll(async () => {
    server = await startDiscordServer();
    const owner = await server.person('owner');
    hall = await Hall.open(server, owner);
    ann = await hall.member('ann');
    const bots = [await server.bot(owner, 'Program'), await server.bot(owner, 'Bystander')];
    for (const one of bots) {
      await allowEveryIntent(one);
      expectStatus(await owner.api.put(`${hall.path}/members/${one.id}`, {}), 201);
    }
    [bot] = bots;
    [program, bystander] = await Promise.all(bots.map(({ token }) => DiscordJsBot.start(server, token)));
    channel = program.client.channels.cache.get(hall.channelId) as TextChannel;
  }, 60_000);
  afterAll(async () => {
    await Promise.all([program?.stop(), bystander?.stop()]);
    await server?.stop();
  });

  const button = new ButtonBuilder().setCustomId('press').setLabel('Press').setStyle(ButtonStyle.Primary);
  const row = new ActionRowBuilder<ButtonBuilder>().addComponents(button);
  const menu = new StringSelectMenuBuilder()
    .setCustomId('menu')
    .addOptions(['a', 'b'].map((value) => ({ label: value, value })));
  const menuRow = new ActionRowBuilder<StringSelectMenuBuilder>().addComponents(menu);

  async function use(message: Message, data: object): Promise<Interaction> {
    const body = { type: 3, application_id: bot.applicationId, channel_id: message.channelId, message_id: message.id };
    expectStatus(await ann.api.post('/interactions', { ...body, data }), 204);
    const [interaction] = await program.event(
      'interactionCreate',
      (one) => one.isMessageComponent() && !one.replied && !one.deferred && one.message.id === message.id,
    );
    return interaction;
  }

  async function press(message: Message): Promise<ButtonInteraction> {
    const interaction = await use(message, { component_type: 2, custom_id: 'press' });
    if (!interaction.isButton()) throw new Error('a button is a button');
    return interaction;
  }

  it('with a message, which it changes and follows up', async () => {
    const interaction = await press(await channel.send({ content: 'press it', components: [row] }));
    expect(interaction).toMatchObject({ customId: 'press', channelId: channel.id, guildId: hall.id });
    expect(interaction.user.id).toBe(ann.id);
    expect(interaction.memberPermissions?.has('SendMessages')).toBe(true);
    expect(interaction.appPermissions.has('SendMessages')).toBe(true);
    const answer = await interaction.reply({ content: 'pressed', withResponse: true });

    expect(answer.resource?.message).toMatchObject({ content: 'pressed' });
    const [seen] = await bystander.event('messageCreate', ({ content }) => content === 'pressed');
    expect(seen.interactionMetadata?.user.id).toBe(ann.id);
    expect((await interaction.editReply('pressed once')).id).toBe(seen.id);
    expect((await interaction.fetchReply()).content).toBe('pressed once');
    const more = await interaction.followUp('and more');
    await interaction.deleteReply(more);
    await bystander.event('messageDelete', ({ id }) => id === more.id);
    await interaction.deleteReply();
    await bystander.event('messageDelete', ({ id }) => id === seen.id);
    expect(bystander.events('interactionCreate')).toEqual([]);
  });

  it('later, and by changing the message with the component', async () => {
    const first = await press(await channel.send({ content: 'press it', components: [row] }));
    await first.deferReply();
    await first.editReply({ content: 'at last', files: [{ attachment: Buffer.from('text'), name: 'a.txt' }] });
    const [late] = await bystander.event('messageCreate', ({ content }) => content === 'at last');
    expect(late.attachments.first()).toMatchObject({ name: 'a.txt', size: 4 });

    const second = await press(await channel.send({ content: 'press it', components: [row] }));
    await second.update({ content: 'is pressed', components: [] });
    await bystander.event('messageUpdate', (_old, now) => now.content === 'is pressed' && now.components.length === 0);

    const third = await press(await channel.send({ content: 'press it', components: [row] }));
    await third.deferUpdate();
    await third.editReply('is pressed later');
    await bystander.event('messageUpdate', (_old, now) => now.content === 'is pressed later');
  });

  it('of menus, and only for the one who picked', async () => {
    const message = await channel.send({ content: 'pick', components: [menuRow] });
    const interaction = await use(message, { component_type: 3, custom_id: 'menu', values: ['b'] });
    if (!interaction.isStringSelectMenu()) throw new Error('a menu is a menu');
    expect(interaction.values).toEqual(['b']);
    await interaction.reply({ content: 'just between us', flags: MessageFlags.Ephemeral });
    await interaction.editReply('just between the two of us');
    await channel.send('to all');

    await bystander.event('messageCreate', ({ content }) => content === 'to all');
    expect(bystander.events('messageCreate').filter(([{ content }]) => content.startsWith('just'))).toEqual([]);
    await interaction.deleteReply();
    await expect(interaction.fetchReply()).rejects.toMatchObject({ code: 10_008 });
    await expect(interaction.reply('again')).rejects.toThrow();
  });
});
