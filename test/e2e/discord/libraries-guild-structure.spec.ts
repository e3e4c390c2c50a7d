import {
  AuditLogEvent,
  ChannelType,
  type Client,
  Events,
  type Guild,
  GuildVerificationLevel,
  OverwriteType,
  PermissionFlagsBits,
} from 'discord.js';
import { aPng } from '../../builders/pictures';
import { type Bot, type DiscordServer, expectStatus, startDiscordServer } from '../../support/discord';
import { Hall } from '../../support/discord-hall';
import { allowEveryIntent, DiscordJsBot } from '../../support/discordjs';
import { until } from '../../support/until';

describe('discord.js and the structure of a guild', () => {
  let server: DiscordServer;
  let hall: Hall;
  let bot: Bot;
  let boss: DiscordJsBot & { readonly client: Client<true> };
  let guild: Guild;

  beforeAll(async () => {
    server = await startDiscordServer();
    hall = await Hall.open(server, await server.person('owner'));
    bot = await server.bot(hall.owner);
    await allowEveryIntent(bot);
    expectStatus(await hall.owner.api.put(`${hall.path}/members/${bot.id}`, {}), 201);
    const role = await hall.role({ permissions: PermissionFlagsBits.Administrator.toString(), name: 'admin' });
    expectStatus(await hall.owner.api.put(`${hall.path}/members/${bot.id}/roles/${role.id}`), 204);
    boss = await DiscordJsBot.start(server, bot.token);
    guild = boss.client.guilds.cache.get(hall.id) as Guild;
  }, 60_000);
  afterAll(async () => {
    await boss?.stop();
    await server?.stop();
  });

  it('makes channels of every kind, in categories, with overwrites', async () => {
    const denied = [{ id: guild.id, type: OverwriteType.Role, deny: [PermissionFlagsBits.SendMessages] }];
    const box = await guild.channels.create({
      name: 'Box',
      type: ChannelType.GuildCategory,
      permissionOverwrites: denied,
    });
    const text = await guild.channels.create({
      name: 'Some Room',
      parent: box,
      topic: 'topic',
      rateLimitPerUser: 5,
      nsfw: true,
    });
    const voice = await guild.channels.create({
      name: 'Talk',
      type: ChannelType.GuildVoice,
      bitrate: 64_000,
      userLimit: 3,
    });
    const news = await guild.channels.create({ name: 'news', type: ChannelType.GuildAnnouncement, position: 1 });

    expect(text).toMatchObject({
      name: 'some-room',
      parentId: box.id,
      topic: 'topic',
      rateLimitPerUser: 5,
      nsfw: true,
    });
    expect(text.permissionsLocked).toBe(true);
    expect(text.permissionsFor(guild.roles.everyone).has('SendMessages')).toBe(false);
    expect(voice).toMatchObject({ name: 'Talk', bitrate: 64_000, userLimit: 3 });
    expect(news).toMatchObject({ type: ChannelType.GuildAnnouncement, rawPosition: 1 });
    const [created] = await boss.event(Events.ChannelCreate, ({ id }) => id === text.id);
    expect(created.guild.id).toBe(guild.id);
    const listed = await guild.channels.fetch();
    expect([...listed.keys()]).toEqual(expect.arrayContaining([box.id, text.id, voice.id, news.id]));
  });

  it('changes, moves, locks, clones and deletes them', async () => {
    const box = await guild.channels.create({ name: 'A', type: ChannelType.GuildCategory });
    await box.permissionOverwrites.edit(guild.id, { SendMessages: false });
    const text = await guild.channels.create({ name: 'plain' });
    await text.edit({ name: 'edited', topic: 'new', rateLimitPerUser: 7 });
    await text.setParent(box);
    expect([text.parentId, text.topic, text.permissionsLocked]).toEqual([box.id, 'new', true]);
    await text.permissionOverwrites.set([]);
    expect(text.permissionsLocked).toBe(false);
    await text.lockPermissions();
    expect(text.permissionsLocked).toBe(true);
    const other = await box.children.create({ name: 'second', type: ChannelType.GuildText });
    await other.setPosition(0);
    expect([other.position, text.position]).toEqual([0, 1]);
    await guild.channels.setPositions([{ channel: text, position: 0, parent: null }]);
    await until(() => text.parentId === null, 'the channel to stand by itself');
    const clone = await text.clone({ name: 'clone' });
    expect(clone).toMatchObject({ name: 'clone', topic: 'new', rateLimitPerUser: 7 });
    await box.delete('enough');
    await until(() => other.parentId === null, 'the category to let go of its channel');
    await text.delete();
    await boss.event(Events.ChannelDelete, ({ id }) => id === text.id);

    expect(guild.channels.cache.has(text.id)).toBe(false);
    const log = await guild.fetchAuditLogs({ type: AuditLogEvent.ChannelDelete });
    expect(log.entries.map(({ reason, executorId }) => [reason, executorId])).toEqual([
      [null, bot.id],
      ['enough', bot.id],
    ]);
  });

  it('reads and changes the guild, and leaves it', async () => {
    const fetched = await boss.client.guilds.fetch();
    expect(fetched.map(({ name, owner }) => [name, owner])).toEqual([['hall', false]]);
    const counted = await guild.fetch();
    expect([counted.approximateMemberCount, counted.approximatePresenceCount]).toEqual([2, 1]);
    const changed = await guild.edit({
      name: 'Great Hall',
      verificationLevel: GuildVerificationLevel.Medium,
      icon: aPng(2),
      description: 'about',
      systemChannel: null,
    });
    expect(changed).toMatchObject({
      name: 'Great Hall',
      verificationLevel: 2,
      description: 'about',
      systemChannelId: null,
    });
    expect(changed.icon).toMatch(/^[0-9a-f]{32}$/);
    expect((await fetch(changed.iconURL({ extension: 'png' }) ?? '')).status).toBe(200);
    await guild.leave();
    await boss.event(Events.GuildDelete, ({ id }) => id === hall.id);

    expect(await hall.memberCount()).toBe(1);
  });
});
