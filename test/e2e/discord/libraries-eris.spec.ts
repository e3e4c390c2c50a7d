import { Constants, type Member, type Message, type TextChannel } from 'eris';
import { aPng } from '../../builders/pictures';
import { type Bot, type DiscordServer, expectStatus, type Person, startDiscordServer } from '../../support/discord';
import { Hall } from '../../support/discord-hall';
import { allowEveryIntent } from '../../support/discordjs';
import { ErisBot } from '../../support/eris';
import { until } from '../../support/until';

const ADMINISTRATOR = '8';

describe('eris', () => {
  let server: DiscordServer;
  let owner: Person;
  let hall: Hall;
  let bots: Bot[];
  /** Administrates the guild. */
  let boss: ErisBot;
  /** Sees what the other one does. */
  let witness: ErisBot;

  beforeAll(async () => {
    server = await startDiscordServer();
    owner = await server.person('owner');
    hall = await Hall.open(server, owner);
    bots = [await server.bot(owner, 'Boss'), await server.bot(owner, 'Witness')];
    for (const bot of bots) {
      await allowEveryIntent(bot);
      expectStatus(await owner.api.put(`${hall.path}/members/${bot.id}`, { permissions: ADMINISTRATOR }), 201);
    }
    const [bossRole] = await rolesOf(bots[0]?.id ?? '');
    await owner.api.patch(`${hall.path}/roles`, [{ id: bossRole, position: 10 }]);
    boss = await ErisBot.start(server, bots[0]?.token ?? '');
    witness = await ErisBot.start(server, bots[1]?.token ?? '');
  }, 60_000);
  afterAll(async () => {
    boss?.stop();
    witness?.stop();
    await server?.stop();
  });

  const rolesOf = async (userId: string): Promise<string[]> =>
    (await owner.api.get<{ roles: string[] }>(`${hall.path}/members/${userId}`)).body.roles;
  const ofId =
    (id: string) =>
    (one: { readonly id: string }): boolean =>
      one.id === id;

  it('logs in and knows its guild', () => {
    for (const bot of [boss, witness]) {
      const guild = bot.client.guilds.get(hall.id);
      expect(guild).toMatchObject({ name: 'hall', ownerID: owner.id, memberCount: 3 });
      expect(guild?.channels.get(hall.channelId)).toMatchObject({ type: 0 });
      expect([...(guild?.members.keys() ?? [])]).toEqual(expect.arrayContaining(bots.map(({ id }) => id)));
      expect(guild?.roles.get(hall.id)).toMatchObject({ name: '@everyone', position: 0 });
      expect(bot.events.of('error')).toEqual([]);
    }
  });

  it('sends, replies, edits and deletes what another bot sees', async () => {
    const embed = { title: 'title', fields: [{ name: 'a', value: 'b', inline: true }] };
    const sent = await boss.client.createMessage(hall.channelId, { content: 'hello', embeds: [embed] });
    const [seen] = await witness.events.next<[Message]>('messageCreate', ofId(sent.id));
    expect(seen).toMatchObject({ content: 'hello', author: { id: bots[0]?.id }, guildID: hall.id });
    expect(seen.embeds[0]).toMatchObject(embed);

    const reply = await witness.client.createMessage(hall.channelId, {
      content: 'hi',
      allowedMentions: { repliedUser: true },
      messageReference: { messageID: sent.id, failIfNotExists: true },
    });
    const [answered] = await boss.events.next<[Message]>('messageCreate', ofId(reply.id));
    expect(answered.messageReference?.messageID).toBe(sent.id);
    expect(answered.mentions.map(({ id }) => id)).toEqual([bots[0]?.id]);

    await boss.client.editMessage(hall.channelId, sent.id, 'changed');
    const [edited] = await witness.events.next<[Message]>('messageUpdate', ofId(sent.id));
    expect([edited.content, typeof edited.editedTimestamp]).toEqual(['changed', 'number']);
    await boss.client.deleteMessage(hall.channelId, sent.id, 'no longer');
    await witness.events.next('messageDelete', ofId(sent.id));
    const history = await witness.client.getMessages(hall.channelId, { limit: 10 });
    expect(history.map(({ id }) => id)).toContain(reply.id);
    expect(history.map(({ id }) => id)).not.toContain(sent.id);
    await expect(boss.client.getMessage(hall.channelId, sent.id)).rejects.toMatchObject({ code: 10_008 });
  });

  it('uploads files, pins, types and deletes in bulk', async () => {
    const file = { file: aPng(), name: 'dot.png' };
    const sent = await boss.client.createMessage(hall.channelId, { content: 'look' }, file);
    const [seen] = await witness.events.next<[Message]>('messageCreate', ofId(sent.id));
    expect(seen.attachments[0]).toMatchObject({ filename: 'dot.png', width: 128, height: 128 });
    await boss.client.pinMessage(hall.channelId, sent.id);
    await witness.events.next('channelPinUpdate');
    expect((await witness.client.getPins(hall.channelId)).map(({ id }) => id)).toEqual([sent.id]);
    await boss.client.sendChannelTyping(hall.channelId);
    await witness.events.next('typingStart');
    const more = await boss.client.createMessage(hall.channelId, 'more');
    await boss.client.deleteMessages(hall.channelId, [sent.id, more.id]);
    const [gone] = await witness.events.next<[Message[]]>('messageDeleteBulk');
    expect(gone.map(({ id }) => id).sort()).toEqual([sent.id, more.id].sort());
  });

  it('reacts, also with an emoji of the guild', async () => {
    const sent = await boss.client.createMessage(hall.channelId, 'react');
    await witness.events.next('messageCreate', ofId(sent.id));
    const image = `data:image/png;base64,${aPng().toString('base64')}`;
    const emoji = await boss.client.createGuildEmoji(hall.id, { name: 'dot', image });
    await witness.events.next('guildEmojisUpdate');

    for (const reaction of ['👍', `dot:${emoji.id}`]) {
      await boss.client.addMessageReaction(hall.channelId, sent.id, reaction);
      const name = reaction.split(':')[0];
      await witness.events.next<[Message, { name: string }, Member]>(
        'messageReactionAdd',
        (message, added, reactor) => message.id === sent.id && added.name === name && reactor.id === bots[0]?.id,
      );
      const people = await witness.client.getMessageReaction(hall.channelId, sent.id, reaction);
      expect(people.map(({ id }) => id)).toEqual([bots[0]?.id]);
      await boss.client.removeMessageReaction(hall.channelId, sent.id, reaction);
    }
    await until(() => witness.events.of('messageReactionRemove').length === 2, 'both reactions to go');
  });

  it('makes and hands out roles, renames members and reads the audit log', async () => {
    const person = await hall.member('erin');
    const [joined] = await witness.events.next<[unknown, Member]>(
      'guildMemberAdd',
      (_guild, { id }) => id === person.id,
    );
    expect(joined).toMatchObject({ id: hall.id });
    const role = await boss.client.createRole(hall.id, { name: 'knights', color: 0xff00ff, hoist: true }, 'for erin');
    await witness.events.next('guildRoleCreate', (_guild, { id }: { id: string }) => id === role.id);
    await boss.client.addGuildMemberRole(hall.id, person.id, role.id, 'well done');
    const [, knighted] = await witness.events.next<[unknown, Member]>(
      'guildMemberUpdate',
      (_guild, member) => member.id === person.id && member.roles.includes(role.id),
    );
    expect(knighted.roles).toEqual([role.id]);
    await boss.client.editGuildMember(hall.id, person.id, {
      nick: 'Sir',
      communicationDisabledUntil: new Date(Date.now() + 60_000),
    });
    const [, renamed] = await witness.events.next<[unknown, Member]>(
      'guildMemberUpdate',
      (_guild, { nick }) => nick === 'Sir',
    );
    expect(renamed.communicationDisabledUntil).toBeGreaterThan(0);
    await boss.client.editRole(hall.id, role.id, { mentionable: true });
    await witness.events.next('guildRoleUpdate', (_guild, changed: { mentionable: boolean }) => changed.mentionable);
    await boss.client.deleteRole(hall.id, role.id);
    await witness.events.next('guildRoleDelete', (_guild, { id }: { id: string }) => id === role.id);

    expect((await boss.client.searchGuildMembers(hall.id, 'Sir', 5)).map(({ id }) => id)).toEqual([person.id]);
    expect(await boss.client.getRESTGuildMembers(hall.id, { limit: 100 })).toHaveLength(4);
    const { entries } = await boss.client.getGuildAuditLog(hall.id, {
      actionType: Constants.AuditLogActions.ROLE_CREATE,
    });
    expect(entries[0]).toMatchObject({ targetID: role.id, reason: 'for erin', user: { id: bots[0]?.id } });
  });

  it('invites, kicks, bans and lifts a ban', async () => {
    const person = await server.person('troll');
    const invite = await boss.client.createChannelInvite(hall.channelId, { maxAge: 60, maxUses: 3 });
    await witness.events.next('inviteCreate', (_guild, { code }: { code: string }) => code === invite.code);
    expect(await witness.client.getInvite(invite.code, true)).toMatchObject({
      code: invite.code,
      guild: { id: hall.id },
    });
    const join = async (): Promise<void> => expectStatus(await person.api.post(`/invites/${invite.code}`), 200);
    await join();
    const isPerson = (_guild: unknown, { id }: { id: string }): boolean => id === person.id;
    await witness.events.next('guildMemberAdd', isPerson);
    await boss.client.kickGuildMember(hall.id, person.id, 'rude');
    await witness.events.next('guildMemberRemove', isPerson);
    await join();
    await boss.client.banGuildMember(hall.id, person.id, { deleteMessageSeconds: 60, reason: 'ruder' });
    await witness.events.next('guildBanAdd', isPerson);
    expect(await boss.client.getGuildBan(hall.id, person.id)).toMatchObject({
      reason: 'ruder',
      user: { id: person.id },
    });
    await boss.client.unbanGuildMember(hall.id, person.id);
    await witness.events.next('guildBanRemove', isPerson);
    await boss.client.deleteInvite(invite.code);
    await witness.events.next('inviteDelete', (_guild, { code }: { code: string }) => code === invite.code);
  });

  it('is refused with the code of the refusal', async () => {
    const [plain] = [await server.bot(owner, 'Plain')];
    expectStatus(await owner.api.put(`${hall.path}/members/${plain.id}`), 201);
    const bot = await ErisBot.start(server, plain.token, { intents: ['guilds'] });
    const channel = bot.client.getChannel(hall.channelId) as TextChannel;

    await expect(channel.edit({ name: 'mine' })).rejects.toMatchObject({ code: 50_013 });
    await expect(bot.client.banGuildMember(hall.id, owner.id)).rejects.toMatchObject({ code: 50_013 });
    await expect(bot.client.createMessage(hall.channelId, '')).rejects.toMatchObject({ code: 50_006 });
    bot.stop();
  });

  it('saw no event that it could not read', () => {
    for (const { events } of [boss, witness]) {
      expect(events.of('error')).toEqual([]);
      expect(events.of('warn')).toEqual([]);
    }
  });
});
