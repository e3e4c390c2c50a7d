import {
  ActionRowBuilder,
  AttachmentBuilder,
  ButtonBuilder,
  type ButtonInteraction,
  ButtonStyle,
  ChannelType,
  type Client,
  EmbedBuilder,
  Events,
  type Guild,
  type Message,
  MessageType,
  PermissionFlagsBits,
  PermissionsBitField,
  type TextChannel,
  WebhookClient,
} from 'discord.js';
import { aPng } from '../../builders/pictures';
import { type Bot, type DiscordServer, expectStatus, startDiscordServer } from '../../support/discord';
import { Hall } from '../../support/discord-hall';
import { allowEveryIntent, DiscordJsBot } from '../../support/discordjs';
import { until } from '../../support/until';

const CUT_MESSAGES = 20;

describe('discord.js', () => {
  let server: DiscordServer;
  let hall: Hall;
  /** Administrates the guild. */
  let boss: DiscordJsBot & { readonly client: Client<true> };
  /** Sees what the other one does. */
  let witness: DiscordJsBot & { readonly client: Client<true> };
  let bots: Bot[];
  let guild: Guild;
  let channel: TextChannel;

  beforeAll(async () => {
    server = await startDiscordServer();
    const owner = await server.person('owner');
    hall = await Hall.open(server, owner);
    bots = [await server.bot(owner, 'Boss'), await server.bot(owner, 'Witness')];
    for (const bot of bots) {
      await allowEveryIntent(bot);
      expectStatus(await owner.api.put(`${hall.path}/members/${bot.id}`, {}), 201);
    }
    const admin = await hall.role({ permissions: PermissionFlagsBits.Administrator.toString(), name: 'admin' });
    await owner.api.patch(`${hall.path}/roles`, [{ id: admin.id, position: 10 }]);
    expectStatus(await owner.api.put(`${hall.path}/members/${bots[0].id}/roles/${admin.id}`), 204);
    [boss, witness] = await Promise.all(bots.map(({ token }) => DiscordJsBot.start(server, token)));
    guild = boss.client.guilds.cache.get(hall.id) as Guild;
    channel = boss.client.channels.cache.get(hall.channelId) as TextChannel;
  }, 60_000);
  afterAll(async () => {
    await Promise.all([boss?.stop(), witness?.stop()]);
    await server?.stop();
  });

  /** The channel as the witness has it. */
  const witnessed = (): TextChannel => witness.client.channels.cache.get(hall.channelId) as TextChannel;
  const sees = async (message: Message): Promise<Message> => {
    const [seen] = await witness.event('messageCreate', ({ id }) => id === message.id);
    return seen;
  };

  it('logs in and has the guild whole', () => {
    expect(boss.client.user.bot).toBe(true);
    expect(boss.client.application.id).toBe(bots[0].applicationId);
    expect(guild.available).toBe(true);
    expect(guild.members.me?.permissions.has(PermissionFlagsBits.Administrator)).toBe(true);
    expect(guild.roles.everyone.id).toBe(hall.id);
    expect(channel.type).toBe(ChannelType.GuildText);
    expect(guild.memberCount).toBe(3);
  });

  it('is told that a token is wrong', async () => {
    await expect(DiscordJsBot.start(server, 'MTIz.wrong.token')).rejects.toMatchObject({ code: 'TokenInvalid' });
  });

  it('sees messages come, change and go', async () => {
    const sent = await channel.send('first');
    expect((await sees(sent)).content).toBe('first');
    expect((await sees(sent)).member?.id).toBe(boss.client.user.id);
    await sent.edit('second');
    const [before, after] = await witness.event('messageUpdate', (_old, { id }) => id === sent.id);
    expect([before.content, after.content]).toEqual(['first', 'second']);
    expect(after.editedTimestamp).not.toBeNull();
    await sent.delete();
    const [gone] = await witness.event('messageDelete', ({ id }) => id === sent.id);

    expect(gone.content).toBe('second');
  });

  it('answers messages', async () => {
    const question = await channel.send('question');
    const answer = await (await sees(question)).reply({ content: 'answer', allowedMentions: { repliedUser: true } });
    const [seen] = await boss.event('messageCreate', ({ id }) => id === answer.id);

    expect(seen.type).toBe(MessageType.Reply);
    expect(seen.mentions.repliedUser?.id).toBe(boss.client.user.id);
    expect((await seen.fetchReference()).content).toBe('question');
  });

  it('reacts, with Unicode and custom emojis', async () => {
    const sent = await channel.send('react');
    const seen = await sees(sent);
    const emoji = await guild.emojis.create({ attachment: aPng(), name: 'custom' });
    await witness.event('emojiCreate', ({ id }) => id === emoji.id);
    expect((await fetch(emoji.imageURL())).status).toBe(200);
    await seen.react('👍');
    await seen.react(emoji.identifier);
    const [thumb, user] = await boss.event('messageReactionAdd', (one) => one.emoji.name === '👍');
    expect([thumb.message.id, user.id, thumb.count]).toEqual([sent.id, witness.client.user.id, 1]);
    await boss.event('messageReactionAdd', (one) => one.emoji.id === emoji.id);
    expect((await thumb.users.fetch()).map(({ id }) => id)).toEqual([witness.client.user.id]);
    await seen.reactions.cache.get('👍')?.users.remove();
    await boss.event('messageReactionRemove', (one) => one.emoji.name === '👍');
    await sent.reactions.removeAll();
    await witness.event('messageReactionRemoveAll', ({ id }) => id === sent.id);

    expect((await sent.fetch(true)).reactions.cache.size).toBe(0);
  });

  it('pins', async () => {
    const sent = await channel.send('pin me');
    await sent.pin('worth it');
    await witness.event('channelPinsUpdate');
    const notice = await witness.event('messageCreate', ({ type }) => type === MessageType.ChannelPinnedMessage);
    expect(notice[0].reference?.messageId).toBe(sent.id);
    expect((await witnessed().messages.fetchPins()).items.map(({ message }) => message.id)).toEqual([sent.id]);
    await sent.unpin();

    expect((await channel.messages.fetchPins()).items).toEqual([]);
  });

  it('sends files and embeds', async () => {
    const file = new AttachmentBuilder(aPng(2), { name: 'a picture.png', description: 'a face' });
    const embed = new EmbedBuilder().setTitle('Title').setColor(0xff0000).addFields({ name: 'n', value: 'v' });
    const sent = await channel.send({ files: [file], embeds: [embed] });
    const seen = await sees(sent);
    const attachment = seen.attachments.first();
    expect(attachment).toMatchObject({
      name: 'a_picture.png',
      description: 'a face',
      width: 128,
      contentType: 'image/png',
    });
    const downloaded = await fetch(attachment?.url ?? '');
    expect(Buffer.from(await downloaded.arrayBuffer()).equals(aPng(2))).toBe(true);
    expect(seen.embeds[0]).toMatchObject({ title: 'Title', color: 0xff0000, fields: [{ name: 'n', value: 'v' }] });
    await sent.edit({ attachments: [], files: [Buffer.from('text')] });
    const [, edited] = await witness.event('messageUpdate', (_old, { id }) => id === sent.id);

    expect([...edited.attachments.values()].map(({ size }) => size)).toEqual([4]);
  });

  it('reads history', async () => {
    const place = await guild.channels.create({ name: 'history' });
    const sent: Message[] = [];
    for (let count = 0; count < 5; count += 1) sent.push(await place.send(`message ${count}`));
    const ids = sent.map(({ id }) => id).reverse();
    const read = async (options: object): Promise<string[]> => [...(await place.messages.fetch(options)).keys()];

    expect(await read({ limit: 100 })).toEqual(ids);
    expect(await read({ before: ids[2], limit: 1 })).toEqual([ids[3]]);
    expect(await read({ after: ids[2], limit: 1 })).toEqual([ids[1]]);
    expect(await read({ around: ids[2], limit: 3 })).toEqual(ids.slice(1, 4));
    await place.bulkDelete(ids.slice(0, 2));
    const [deleted] = await witness.event('messageDeleteBulk', (_messages, { id }) => id === place.id);
    expect([...deleted.keys()].sort()).toEqual(ids.slice(0, 2).sort());
    expect(await read({ limit: 100 })).toEqual(ids.slice(2));
  });

  it('changes permissions, and is bound by them at once', async () => {
    const place = await guild.channels.create({ name: 'rules', topic: 'what may be' });
    const [created] = await witness.event('channelCreate', ({ id }) => id === place.id);
    const seen = created as TextChannel;
    await seen.send('allowed');
    await place.permissionOverwrites.edit(witness.client.user.id, { SendMessages: false });
    await until(() => seen.permissionsFor(witness.client.user)?.has('SendMessages') === false);
    await expect(seen.send('not allowed')).rejects.toMatchObject({ code: 50_013, status: 403 });
    await place.permissionOverwrites.edit(witness.client.user.id, { ViewChannel: false });
    const hidden = await place.send('hidden');
    const shown = await channel.send('shown');
    await sees(shown);
    expect(witness.events('messageCreate').filter(([{ id }]) => id === hidden.id)).toEqual([]);
    await expect(seen.messages.fetch(hidden.id)).rejects.toMatchObject({ code: 50_001 });
    await place.permissionOverwrites.delete(witness.client.user.id);
    const again = await place.send('again');
    await sees(again);
    await place.setName('renamed');
    await witness.event('channelUpdate', (_old, channelNow) => 'name' in channelNow && channelNow.name === 'renamed');
    await place.delete();
    await witness.event('channelDelete', ({ id }) => id === place.id);
  });

  it('manages roles', async () => {
    const role = await guild.roles.create({
      ...{ name: 'painters', permissions: [PermissionFlagsBits.ManageMessages], mentionable: true },
      colors: { primaryColor: 0x00ff00 },
    });
    const [made] = await witness.event('roleCreate', ({ id }) => id === role.id);
    expect(made).toMatchObject({ name: 'painters', mentionable: true });
    expect(made.colors.primaryColor).toBe(0x00ff00);
    const member = await guild.members.fetch(witness.client.user.id);
    await member.roles.add(role);
    const [, updated] = await witness.event('guildMemberUpdate', (_old, now) => now.roles.cache.has(role.id));
    expect(updated.permissions.has(PermissionsBitField.Flags.ManageMessages)).toBe(true);
    await role.edit({ name: 'sculptors' });
    await witness.event('roleUpdate', (_old, now) => now.name === 'sculptors');
    await expect(witnessed().guild.roles.create({ name: 'x' })).rejects.toMatchObject({ code: 50_013 });
    await role.delete('no more art');
    await witness.event('roleDelete', ({ id }) => id === role.id);
    const log = await guild.fetchAuditLogs({ limit: 5 });

    expect(log.entries.first()).toMatchObject({ reason: 'no more art', executorId: boss.client.user.id });
  });

  it('invites people, and sees them come and go', async () => {
    const invite = await channel.createInvite({ maxUses: 5, maxAge: 600 });
    expect((await boss.event('inviteCreate', ({ code }) => code === invite.code))[0].maxUses).toBe(5);
    const person = await server.person('guest');
    expectStatus(await person.api.post(`/invites/${invite.code}`), 200);
    const [joined] = await witness.event('guildMemberAdd', ({ id }) => id === person.id);
    expect(joined.user.username).toBe(person.username);
    expect((await channel.fetchInvites()).get(invite.code)?.uses).toBe(1);
    expect((await witness.client.fetchInvite(invite.code)).guild?.id).toBe(hall.id);

    await guild.members.kick(person.id, 'too loud');
    await witness.event('guildMemberRemove', ({ id }) => id === person.id);
    expectStatus(await person.api.post(`/invites/${invite.code}`), 200);
    await guild.bans.create(person.id, { reason: 'louder' });
    const [ban] = await boss.event('guildBanAdd', ({ user }) => user.id === person.id);
    expect((await ban.fetch()).reason).toBe('louder');
    expect((await person.api.post(`/invites/${invite.code}`)).status).toBe(403);
    await guild.bans.remove(person.id);
    await boss.event('guildBanRemove', ({ user }) => user.id === person.id);
    await invite.delete();
    await boss.event('inviteDelete', ({ code }) => code === invite.code);
  });

  it('times members out and names them', async () => {
    const person = await hall.member('loud');
    const member = await guild.members.fetch(person.id);
    await member.timeout(60_000, 'calm down');
    await witness.event('guildMemberUpdate', (_old, now) => now.id === person.id && now.isCommunicationDisabled());
    expect((await person.api.post(`/channels/${channel.id}/messages`, { content: 'x' })).status).toBe(403);
    await member.edit({ communicationDisabledUntil: null, nick: 'Quiet' });
    await witness.event('guildMemberUpdate', (_old, now) => now.id === person.id && now.nickname === 'Quiet');
    expectStatus(await person.api.post(`/channels/${channel.id}/messages`, { content: 'x' }), 200);

    expect((await guild.members.search({ query: 'Quiet' })).has(person.id)).toBe(true);
    expect((await guild.members.fetch()).has(person.id)).toBe(true);
  });

  it('talks to people directly', async () => {
    const person = await hall.member('friend');
    const user = await boss.client.users.fetch(person.id);
    const sent = await user.send('between us');
    expect(sent.channel.type).toBe(ChannelType.DM);
    const read = await person.api.get<{ content: string }[]>(`/channels/${sent.channelId}/messages`);
    expect(read.body.map(({ content }) => content)).toEqual(['between us']);
    const reply = await person.api.post<{ id: string }>(`/channels/${sent.channelId}/messages`, { content: 'indeed' });
    const [seen] = await boss.event('messageCreate', ({ id }) => id === reply.body.id);

    expect(seen).toMatchObject({ content: 'indeed', guildId: null, author: { id: person.id } });
    expect(witness.events('messageCreate').filter(([{ channelId }]) => channelId === sent.channelId)).toEqual([]);
  });

  it('makes webhooks and speaks through them', async () => {
    const webhook = await channel.createWebhook({ name: 'Hook', avatar: aPng(3), reason: 'news' });
    await witness.event(Events.WebhooksUpdate, ({ id }) => id === channel.id);
    expect((await fetch(webhook.avatarURL() ?? '')).status).toBe(200);
    const own = new WebhookClient(
      { id: webhook.id, token: webhook.token ?? '' },
      { rest: { api: `${server.url}/api`, cdn: server.url } },
    );
    const sent = await own.send({
      content: 'news',
      username: 'Reporter',
      files: [{ attachment: aPng(), name: 'a.png' }],
    });
    const [seen] = await witness.event('messageCreate', ({ id }) => id === sent.id);
    expect(seen).toMatchObject({ content: 'news', webhookId: webhook.id, author: { username: 'Reporter', bot: true } });
    expect(seen.attachments.size).toBe(1);
    await own.editMessage(sent.id, { content: 'old news' });
    await witness.event('messageUpdate', (_old, now) => now.id === sent.id && now.content === 'old news');
    expect((await own.fetchMessage(sent.id)).content).toBe('old news');
    await own.deleteMessage(sent.id);
    await witness.event('messageDelete', ({ id }) => id === sent.id);
    expect((await channel.fetchWebhooks()).has(webhook.id)).toBe(true);
    await own.delete();
    own.destroy();

    expect((await guild.fetchWebhooks()).has(webhook.id)).toBe(false);
  });

  it('opens threads', async () => {
    const starter = await channel.send('let us discuss');
    const thread = await starter.startThread({ name: 'discussion', autoArchiveDuration: 60 });
    expect(thread.id).toBe(starter.id);
    const [made] = await witness.event('threadCreate', ({ id }) => id === thread.id);
    expect(made).toMatchObject({ name: 'discussion', parentId: channel.id });
    await made.join();
    await boss.event('threadMembersUpdate', (added) => added.has(witness.client.user.id));
    const sent = await thread.send('in the thread');
    expect((await sees(sent)).channel.isThread()).toBe(true);
    const alone = await channel.threads.create({ name: 'alone', type: ChannelType.PrivateThread });
    expect([...(await channel.threads.fetchActive()).threads.keys()].sort()).toEqual([thread.id, alone.id].sort());
    expect(witness.events('threadCreate').filter(([{ id }]) => id === alone.id)).toEqual([]);
    await thread.setArchived(true);
    await witness.event('threadUpdate', (_old, now) => now.id === thread.id && now.archived === true);
    expect([...(await channel.threads.fetchArchived()).threads.keys()]).toEqual([thread.id]);
    await thread.delete();

    await witness.event('threadDelete', ({ id }) => id === thread.id);
  });

  it('answers clicks', async () => {
    const person = await hall.member('clicker');
    const buttons = new ActionRowBuilder<ButtonBuilder>().addComponents(
      ...['reply', 'update'].map((id) =>
        new ButtonBuilder().setCustomId(id).setLabel(id).setStyle(ButtonStyle.Primary),
      ),
    );
    const sent = await channel.send({ content: 'click me', components: [buttons] });
    const click = async (customId: string): Promise<ButtonInteraction> => {
      const used = await person.api.post('/interactions', {
        ...{ type: 3, application_id: bots[0].applicationId, guild_id: hall.id, channel_id: channel.id },
        ...{ message_id: sent.id, data: { component_type: 2, custom_id: customId } },
      });
      expectStatus(used, 204);
      const [interaction] = await boss.event(
        'interactionCreate',
        (one) => one.isButton() && one.customId === customId && !one.replied,
      );
      return interaction as ButtonInteraction;
    };
    const first = await click('reply');
    expect(first.user.id).toBe(person.id);
    expect(first.message.id).toBe(sent.id);
    await first.reply('clicked');
    await witness.event('messageCreate', ({ content }) => content === 'clicked');
    await first.editReply('clicked and edited');
    await witness.event('messageUpdate', (_old, { content }) => content === 'clicked and edited');
    const more = await first.followUp({ content: 'more', files: [{ attachment: aPng(), name: 'a.png' }] });
    expect((await sees(more)).attachments.size).toBe(1);
    await (await click('update')).update({ content: 'updated', components: [] });
    await witness.event('messageUpdate', (_old, now) => now.id === sent.id && now.content === 'updated');
  });

  it('shows typing and presence', async () => {
    await channel.sendTyping();
    const [typing] = await witness.event('typingStart', ({ user }) => user.id === boss.client.user.id);
    expect(Math.abs(typing.startedTimestamp - Date.now())).toBeLessThan(60_000);
    witness.client.user.setPresence({ status: 'idle', activities: [{ name: 'chess' }] });
    const isIdle = (): boolean => guild.members.cache.get(witness.client.user.id)?.presence?.status === 'idle';
    await until(isIdle, 'the presence');

    const presence = guild.members.cache.get(witness.client.user.id)?.presence;
    expect(presence?.activities.map(({ name }) => name)).toEqual(['chess']);
  });

  it('resumes a killed connection with nothing missed or doubled', async () => {
    const place = await guild.channels.create({ name: 'tunnel' });
    await witness.event('channelCreate', ({ id }) => id === place.id);
    const sent = [(await place.send('before')).id];
    await witness.event('messageCreate', ({ id }) => id === sent[0]);
    witness.cut();
    for (let count = 0; count < CUT_MESSAGES; count += 1) sent.push((await place.send(`during ${count}`)).id);
    await witness.event('shardResume');
    const last = await place.send('after');
    await sees(last);

    const seen = witness.events('messageCreate').filter(([{ channelId }]) => channelId === place.id);
    expect(seen.map(([{ id }]) => id)).toEqual([...sent, last.id]);
    expect(witness.events('shardReady')).toHaveLength(1);
  });

  it('runs in two shards', async () => {
    const other = await Hall.open(server, hall.owner);
    expectStatus(await hall.owner.api.put(`${other.path}/members/${bots[0].id}`, {}), 201);
    const sharded = await DiscordJsBot.start(server, bots[0].token, { shards: [0, 1], shardCount: 2 });
    const shardOf = (id: string): number => Number((BigInt(id) >> 22n) % 2n);
    const message = await other.owner.api.post<{ id: string }>(`/channels/${other.channelId}/messages`, {
      content: 'x',
    });
    await sharded.event('messageCreate', ({ id }) => id === message.body.id);

    expect(sharded.events('shardReady')).toHaveLength(2);
    for (const { id, shardId } of sharded.client.guilds.cache.values()) expect(shardId).toBe(shardOf(id));
    expect([...sharded.client.guilds.cache.keys()].sort()).toEqual([hall.id, other.id].sort());
    await sharded.stop();
  });
});
