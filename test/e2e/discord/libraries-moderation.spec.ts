import { AuditLogEvent, type Client, type Guild, PermissionFlagsBits, type Role, type TextChannel } from 'discord.js';
import { aPng } from '../../builders/pictures';
import { type Bot, type DiscordServer, expectStatus, startDiscordServer } from '../../support/discord';
import { Hall } from '../../support/discord-hall';
import { allowEveryIntent, DiscordJsBot } from '../../support/discordjs';

describe('a moderating bot of discord.js', () => {
  let server: DiscordServer;
  let hall: Hall;
  let bot: Bot;
  let boss: DiscordJsBot & { readonly client: Client<true> };
  let guild: Guild;

  beforeAll(async () => {
    server = await startDiscordServer();
    const owner = await server.person('owner');
    hall = await Hall.open(server, owner);
    bot = await server.bot(owner, 'Boss');
    await allowEveryIntent(bot);
    const permissions = PermissionFlagsBits.Administrator.toString();
    expectStatus(await owner.api.put(`${hall.path}/members/${bot.id}`, { permissions }), 201);
    const { body } = await owner.api.get<{ roles: string[] }>(`${hall.path}/members/${bot.id}`);
    await owner.api.patch(`${hall.path}/roles`, [{ id: body.roles[0], position: 10 }]);
    boss = await DiscordJsBot.start(server, bot.token);
    guild = boss.client.guilds.cache.get(hall.id) as Guild;
  }, 60_000);
  afterAll(async () => {
    await boss?.stop();
    await server?.stop();
  });

  it('makes, moves and pictures roles', async () => {
    const colors = { primaryColor: 'Red', secondaryColor: 'Blue' } as const;
    const low = await guild.roles.create({ name: 'low', colors, reason: 'first' });
    const high = await guild.roles.create({
      name: 'high',
      icon: aPng(),
      permissions: [PermissionFlagsBits.KickMembers],
    });
    expect([low.colors.secondaryColor, high.permissions.has('KickMembers')]).toEqual([0x34_98_db, true]);
    await high.setPosition(2);
    await boss.event('roleUpdate', (_old, role) => role.id === high.id && role.rawPosition === 2);
    expect(high.comparePositionTo(low)).toBeGreaterThan(0);
    const own = guild.members.me?.roles.highest as Role;
    expect(own.comparePositionTo(high)).toBeGreaterThan(0);
    await expect(own.setPosition(1)).rejects.toMatchObject({ code: 50_013 });
    const picture = await fetch(high.iconURL() ?? '');
    expect([picture.status, picture.headers.get('content-type')]).toEqual([200, 'image/png']);
    await low.delete();
    await boss.event('roleDelete', ({ id }) => id === low.id);
    expect((await guild.roles.fetch()).has(low.id)).toBe(false);
  });

  it('finds, renames and silences members', async () => {
    const person = await hall.member('Paul');
    const [member] = await boss.event('guildMemberAdd', ({ id }) => id === person.id);
    await member.setNickname('Paulus', 'latin');
    await member.timeout(60_000, 'loud');
    await boss.event('guildMemberUpdate', (_old, { id, nickname, ...rest }) => {
      return id === person.id && nickname === 'Paulus' && Number(rest.communicationDisabledUntilTimestamp) > 0;
    });
    expect((await guild.members.search({ query: 'paulu' })).map(({ id }) => id)).toEqual([person.id]);
    expect((await guild.members.list({ limit: 2 })).size).toBe(2);
    expect((await guild.members.fetch({ user: person.id, force: true })).isCommunicationDisabled()).toBe(true);
    expect((await guild.members.fetchMe({ force: true })).id).toBe(bot.id);
    expect((await guild.members.editMe({ nick: 'Boss of all' })).nickname).toBe('Boss of all');
  });

  it('invites, bans many at once and lists who is banned', async () => {
    const people = [await hall.member('spam'), await hall.member('spam')];
    const ids = people.map(({ id }) => id);
    const channel = boss.client.channels.cache.get(hall.channelId) as TextChannel;
    const invite = await channel.createInvite({ maxAge: 0, unique: true, reason: 'open' });
    expect((await guild.invites.fetch()).get(invite.code)).toMatchObject({ maxAge: 0, inviterId: bot.id });
    expect(await boss.client.fetchInvite(invite.code)).toMatchObject({ memberCount: 5, guild: { id: hall.id } });
    const { bannedUsers, failedUsers } = await guild.bans.bulkCreate([...ids, guild.ownerId], { reason: 'spam' });
    expect([bannedUsers, failedUsers]).toEqual([ids, [guild.ownerId]]);
    await boss.event('guildBanAdd', ({ user }) => user.id === ids[1]);
    expect([...(await guild.bans.fetch({ limit: 1, after: ids[0], cache: false })).keys()]).toEqual([ids[1]]);
    expect((await guild.bans.fetch(ids[0] ?? '')).reason).toBe('spam');
    await guild.members.unban(ids[0] ?? '', 'sorry');
    await boss.event('guildBanRemove', ({ user }) => user.id === ids[0]);
    await invite.delete();
    await expect(boss.client.fetchInvite(invite.code)).rejects.toMatchObject({ code: 10_006 });
  });

  it('reads in the audit log what it did, with every kind of entry', async () => {
    const emoji = await guild.emojis.create({ attachment: aPng(), name: 'mark' });
    expect((await emoji.fetchAuthor()).id).toBe(bot.id);
    await emoji.delete();
    const log = await guild.fetchAuditLogs({ limit: 100 });
    const kinds = new Set(log.entries.map(({ action }) => action));
    for (const kind of ['RoleCreate', 'RoleUpdate', 'RoleDelete', 'MemberUpdate', 'MemberBanAdd'] as const) {
      expect(kinds).toContain(AuditLogEvent[kind]);
    }
    for (const kind of ['MemberBanRemove', 'InviteCreate', 'InviteDelete', 'EmojiCreate', 'EmojiDelete'] as const) {
      expect(kinds).toContain(AuditLogEvent[kind]);
    }
    const silenced = log.entries.find(({ reason }) => reason === 'loud');
    expect(silenced?.changes.map(({ key }) => key)).toEqual(['communication_disabled_until']);
    expect(silenced?.executorId).toBe(bot.id);
  });
});
