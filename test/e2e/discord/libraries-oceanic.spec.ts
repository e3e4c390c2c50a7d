import { AuditLogActionTypes, type Guild, type Invite, type Member, type Message, type Role } from 'oceanic.js';
import { aPng } from '../../builders/pictures';
import { type Bot, type DiscordServer, expectStatus, type Person, startDiscordServer } from '../../support/discord';
import { Hall } from '../../support/discord-hall';
import { allowEveryIntent } from '../../support/discordjs';
import { OceanicBot } from '../../support/oceanic';
import { until } from '../../support/until';

const ADMINISTRATOR = '8';
const CUT_MESSAGES = 10;

describe('oceanic.js', () => {
  let server: DiscordServer;
  let owner: Person;
  let hall: Hall;
  let bots: Bot[];
  /** Administrates the guild. */
  let boss: OceanicBot;
  /** Sees what the other one does; its connection is compressed. */
  let witness: OceanicBot;

  beforeAll(async () => {
    server = await startDiscordServer();
    owner = await server.person('owner');
    hall = await Hall.open(server, owner);
    bots = [await server.bot(owner, 'Boss'), await server.bot(owner, 'Witness')];
    for (const bot of bots) {
      await allowEveryIntent(bot);
      expectStatus(await owner.api.put(`${hall.path}/members/${bot.id}`, { permissions: ADMINISTRATOR }), 201);
    }
    const { body } = await owner.api.get<{ roles: string[] }>(`${hall.path}/members/${bots[0]?.id ?? ''}`);
    await owner.api.patch(`${hall.path}/roles`, [{ id: body.roles[0], position: 10 }]);
    boss = await OceanicBot.start(server, bots[0]?.token ?? '');
    witness = await OceanicBot.start(server, bots[1]?.token ?? '', {
      ...{ compress: 'zlib-stream', compressLibrary: 'native' },
    });
  }, 60_000);
  afterAll(async () => {
    boss?.stop();
    witness?.stop();
    await server?.stop();
  });

  const ofId =
    (id: string) =>
    (one: { readonly id: string }): boolean =>
      one.id === id;
  const say = (content: string): Promise<Message> =>
    boss.client.rest.channels.createMessage(hall.channelId, { content });

  it('logs in and knows its guild, with and without compression', () => {
    for (const { client, events } of [boss, witness]) {
      const guild = client.guilds.get(hall.id);
      expect(guild).toMatchObject({ name: 'hall', ownerID: owner.id, memberCount: 3 });
      expect(guild?.channels.get(hall.channelId)).toMatchObject({ type: 0 });
      expect(guild?.roles.get(hall.id)?.colors).toMatchObject({ primaryColor: 0 });
      expect(guild?.clientMember.id).toBe(client.user.id);
      expect(events.of('error')).toEqual([]);
    }
  });

  it('sends, replies, edits and deletes what another bot sees', async () => {
    const embeds = [{ title: 'title', fields: [{ name: 'a', value: 'b', inline: true }] }];
    const { channels } = boss.client.rest;
    const sent = await channels.createMessage(hall.channelId, { content: 'hello', embeds });
    const [seen] = await witness.events.next<[Message]>('messageCreate', ofId(sent.id));
    expect(seen).toMatchObject({ content: 'hello', author: { id: bots[0]?.id }, embeds });

    const reply = await witness.client.rest.channels.createMessage(hall.channelId, {
      content: 'hi',
      messageReference: { messageID: sent.id },
    });
    const [answered] = await boss.events.next<[Message]>('messageCreate', ofId(reply.id));
    expect(answered.messageReference?.messageID).toBe(sent.id);
    expect(answered.referencedMessage?.id).toBe(sent.id);

    await channels.editMessage(hall.channelId, sent.id, { content: 'changed' });
    const [edited] = await witness.events.next<[Message]>('messageUpdate', ofId(sent.id));
    expect([edited.content, edited.editedTimestamp instanceof Date]).toEqual(['changed', true]);
    await channels.deleteMessage(hall.channelId, sent.id, 'no longer');
    await witness.events.next('messageDelete', ofId(sent.id));
    const history = await witness.client.rest.channels.getMessages(hall.channelId, { limit: 10 });
    expect(history.map(({ id }) => id)).toContain(reply.id);
    await expect(channels.getMessage(hall.channelId, sent.id)).rejects.toMatchObject({ code: 10_008 });
  });

  it('uploads files, pins, types and deletes in bulk', async () => {
    const { channels } = boss.client.rest;
    const files = [{ name: 'dot.png', contents: aPng() }];
    const sent = await channels.createMessage(hall.channelId, { content: 'look', files });
    const [seen] = await witness.events.next<[Message]>('messageCreate', ofId(sent.id));
    expect(seen.attachments.first()).toMatchObject({ filename: 'dot.png', width: 128, height: 128 });
    await channels.pinMessage(hall.channelId, sent.id);
    await witness.events.next('channelPinsUpdate');
    const pins = await channels.getPins(hall.channelId);
    expect(pins.map(({ message }) => message.id)).toEqual([sent.id]);
    await channels.sendTyping(hall.channelId);
    await witness.events.next('typingStart');
    const more = await say('more');
    await channels.deleteMessages(hall.channelId, [sent.id, more.id]);
    const [gone] = await witness.events.next<[{ id: string }[]]>('messageDeleteBulk');
    expect(gone.map(({ id }) => id).sort()).toEqual([sent.id, more.id].sort());
  });

  it('reacts, also with an emoji of the guild', async () => {
    const { channels, guilds } = boss.client.rest;
    const sent = await say('react');
    const emoji = await guilds.createEmoji(hall.id, { name: 'dot', image: aPng(), reason: 'needed' });
    await witness.events.next('guildEmojisUpdate');

    for (const reaction of ['👍', `dot:${emoji.id}`]) {
      await channels.createReaction(hall.channelId, sent.id, reaction);
      const [name] = reaction.split(':');
      await witness.events.next<[Message, { id: string }, { emoji: { name: string } }]>(
        'messageReactionAdd',
        (message, reactor, added) => message.id === sent.id && reactor.id === bots[0]?.id && added.emoji.name === name,
      );
      const people = await channels.getReactions(hall.channelId, sent.id, reaction);
      expect(people.map(({ id }) => id)).toEqual([bots[0]?.id]);
      await channels.deleteReaction(hall.channelId, sent.id, reaction);
    }
    await until(() => witness.events.of('messageReactionRemove').length === 2, 'both reactions to go');
  });

  it('makes and hands out roles, renames members and reads the audit log', async () => {
    const { guilds } = boss.client.rest;
    const person = await hall.member('otto');
    await witness.events.next('guildMemberAdd', ofId(person.id));
    const colors = { primaryColor: 0xff0000, secondaryColor: 0x00ff00 };
    const role = await guilds.createRole(hall.id, { name: 'knights', colors, reason: 'for otto' });
    const [made] = await witness.events.next<[Role]>('guildRoleCreate', ofId(role.id));
    expect(made.colors).toMatchObject(colors);
    await guilds.addMemberRole(hall.id, person.id, role.id, 'well done');
    const isKnight = (member: Member): boolean => member.id === person.id && member.roles.includes(role.id);
    await witness.events.next<[Member]>('guildMemberUpdate', isKnight);
    const communicationDisabledUntil = new Date(Date.now() + 60_000).toISOString();
    await guilds.editMember(hall.id, person.id, { nick: 'Sir', communicationDisabledUntil });
    const [renamed] = await witness.events.next<[Member]>('guildMemberUpdate', ({ nick }) => nick === 'Sir');
    expect(renamed.communicationDisabledUntil?.toISOString()).toBe(communicationDisabledUntil);
    await guilds.editCurrentMember(hall.id, { nick: 'Chief' });
    await witness.events.next<[Member]>('guildMemberUpdate', ({ nick }) => nick === 'Chief');
    await guilds.editRole(hall.id, role.id, { mentionable: true });
    await witness.events.next<[Role]>('guildRoleUpdate', ({ mentionable }) => mentionable);
    const moved = await guilds.editRolePositions(hall.id, [{ id: role.id, position: 2 }]);
    expect(moved.find(({ id }) => id === role.id)?.position).toBe(2);
    await guilds.deleteRole(hall.id, role.id);
    await witness.events.next('guildRoleDelete', ofId(role.id));

    expect((await guilds.searchMembers(hall.id, { query: 'sir', limit: 5 })).map(({ id }) => id)).toEqual([person.id]);
    expect(await guilds.getMembers(hall.id, { limit: 100 })).toHaveLength(4);
    const log = await guilds.getAuditLog(hall.id, { actionType: AuditLogActionTypes.ROLE_CREATE });
    expect(log.entries[0]).toMatchObject({ targetID: role.id, reason: 'for otto', userID: bots[0]?.id });
    await witness.events.next('guildAuditLogEntryCreate');
  });

  it('invites, kicks, bans and lifts a ban', async () => {
    const { channels, guilds } = boss.client.rest;
    const person = await server.person('troll');
    const invite = await channels.createInvite(hall.channelId, { maxAge: 60, maxUses: 3 });
    await witness.events.next<[Invite]>('inviteCreate', ({ code }) => code === invite.code);
    const read = await channels.getInvite(invite.code, { withCounts: true });
    expect(read).toMatchObject({ code: invite.code, approximateMemberCount: 4 });
    const join = async (): Promise<void> => expectStatus(await person.api.post(`/invites/${invite.code}`), 200);
    await join();
    await witness.events.next('guildMemberAdd', ofId(person.id));
    await guilds.removeMember(hall.id, person.id, 'rude');
    await witness.events.next('guildMemberRemove', ofId(person.id));
    await join();
    const isPerson = (_guild: Guild, { id }: { id: string }): boolean => id === person.id;
    await guilds.createBan(hall.id, person.id, { deleteMessageSeconds: 60, reason: 'ruder' });
    await witness.events.next<[Guild, { id: string }]>('guildBanAdd', isPerson);
    expect(await guilds.getBan(hall.id, person.id)).toMatchObject({ reason: 'ruder', user: { id: person.id } });
    expect(await guilds.getBans(hall.id)).toHaveLength(1);
    await guilds.removeBan(hall.id, person.id);
    await witness.events.next<[Guild, { id: string }]>('guildBanRemove', isPerson);
    await channels.deleteInvite(invite.code);
    await witness.events.next<[Invite]>('inviteDelete', ({ code }) => code === invite.code);
  });

  it('resumes a cut connection with nothing missed or doubled', async () => {
    witness.cut();
    const sent: string[] = [];
    for (let number = 0; number < CUT_MESSAGES; number += 1) sent.push((await say(`while cut ${number}`)).id);
    await witness.events.next('shardResume');
    await witness.events.next('messageCreate', ofId(sent.at(-1) ?? ''));
    const seen = witness.events.of<[Message]>('messageCreate').map(([{ id }]) => id);
    expect(seen.filter((id) => sent.includes(id))).toEqual(sent);
  });

  it('is refused with the code of the refusal', async () => {
    const plain = await server.bot(owner, 'Plain');
    expectStatus(await owner.api.put(`${hall.path}/members/${plain.id}`), 201);
    const bot = await OceanicBot.start(server, plain.token, { intents: ['GUILDS'] });
    const { channels, guilds } = bot.client.rest;

    await expect(channels.edit(hall.channelId, { name: 'mine' })).rejects.toMatchObject({ code: 50_013 });
    await expect(guilds.createBan(hall.id, owner.id)).rejects.toMatchObject({ code: 50_013 });
    await expect(channels.createMessage(hall.channelId, { content: '' })).rejects.toMatchObject({ code: 50_006 });
    bot.stop();
  });

  it('saw no event that it could not read', () => {
    expect(boss.events.of('error')).toEqual([]);
    for (const { events } of [boss, witness]) expect(events.of('warn')).toEqual([]);
  });
});
