import { MembersWorld } from '../../../../test/fakes/members-world';
import { AuditAction, GUILDS_MAX, INVITE_AGE_SECONDS_MAX, INVITES_MAX, Permission } from '../../../domain/guilds';
import { unavailable } from '../../../shared/errors';
import { AcceptInvite } from './accept-invite';
import { CreateInvite, type CreateInviteInput } from './create-invite';
import { DeleteInvite } from './delete-invite';
import { ReadInvites } from './read-invites';

function setUp() {
  const world = new MembersWorld();
  const { access, guilds, directory, invites, codes, audit, uow, clock, channelId, guildId } = world;
  const createInvite = new CreateInvite(access, guilds, invites, codes, audit, uow, clock);
  const locks = { lock: () => Promise.resolve(true) };
  const { reader, bans, membership, notice } = world;
  return {
    world,
    guildId,
    create: (input: Partial<CreateInviteInput> = {}, actor = world.owner) =>
      createInvite.execute(actor, { channelId, ...input }),
    acceptInvite: new AcceptInvite(guilds, reader, invites, bans, membership, notice, uow, clock),
    deleteInvite: new DeleteInvite(access, directory, invites, locks, audit, uow),
    readInvites: new ReadInvites(access, directory, invites, clock),
  };
}

const refused = (code: string): unknown => expect.objectContaining({ code });

describe('CreateInvite', () => {
  it('makes a code for a day, and gives it out again for the same terms', async () => {
    const { world, guildId, create } = setUp();
    const invite = await create({ reason: 'come' });

    expect(invite).toEqual({
      ...{ code: 'code1', guildId, channelId: world.channelId, inviterId: world.owner.userId, uses: 0, maxUses: 0 },
      ...{ maxAgeSeconds: 86_400, temporary: false, createdAtMs: world.clock.nowMs() },
      expiresAtMs: world.clock.nowMs() + 86_400_000,
    });
    expect(await create()).toEqual(invite);
    expect(world.uow.events).toEqual([{ type: 'invite.created', guildId, invite }]);
    expect(world.audit.records).toEqual([
      expect.objectContaining({ actionType: AuditAction.inviteCreate, reason: 'come' }),
    ]);
    expect((await create({ isUnique: true })).code).not.toBe(invite.code);
    expect((await create({ maxUses: 1 })).code).not.toBe(invite.code);
    expect((await create({}, world.member)).code).not.toBe(invite.code);
    expect(await create({ maxAgeSeconds: 0 })).not.toHaveProperty('expiresAtMs');
    world.clock.advance(86_400_000);
    expect((await create()).code).not.toBe(invite.code);
    expect(await world.invites.find(invite.code)).toBeUndefined();
  });

  it('needs the right in the channel, which is no category', async () => {
    const { world, guildId, create } = setUp();
    const categoryId = world.ids.next();
    world.reader.addChannel(guildId, { id: categoryId, type: 'category' });
    const deny = { targetId: guildId, kind: 'role', allow: 0n, deny: Permission.createInvite } as const;
    const closedId = world.ids.next();
    world.reader.addChannel(guildId, { id: closedId, overwrites: [deny] });

    await expect(create({ channelId: categoryId })).rejects.toEqual(refused('wrong_channel_type'));
    await expect(create({ channelId: closedId }, world.member)).rejects.toEqual(refused('missing_permissions'));
    await expect(create({}, world.person())).rejects.toEqual(refused('unknown_channel'));
  });

  it.each([
    ['max_age', { maxAgeSeconds: INVITE_AGE_SECONDS_MAX + 1 }],
    ['max_age', { maxAgeSeconds: -1 }],
    ['max_uses', { maxUses: 101 }],
    ['max_uses', { maxUses: 0.5 }],
  ])('refuses a wrong %s', async (field, input) => {
    const { create } = setUp();

    await expect(create(input)).rejects.toMatchObject({ code: 'invalid', details: { field } });
  });

  it('stops at the named maximum', async () => {
    const { create } = setUp();
    for (let number = 0; number < INVITES_MAX; number += 1) await create({ isUnique: true });

    await expect(create({ isUnique: true })).rejects.toEqual(refused('invites_max'));
  });
});

describe('AcceptInvite', () => {
  it('lets a person in, once, and counts', async () => {
    const { world, guildId, create, acceptInvite } = setUp();
    const { code } = await create();
    const guest = world.person();
    const accepted = await acceptInvite.execute(guest, code);

    expect(accepted).toMatchObject({ isNewMember: true, invite: { code, uses: 1 } });
    const member = world.stored(guest.userId);
    expect(member).toEqual({ guildId, userId: guest.userId, joinedAtMs: world.clock.nowMs(), roleIds: [], flags: 0 });
    expect(world.uow.events.at(-1)).toEqual({ type: 'member.joined', guildId, member });
    expect(world.uow.invalidatedKeys).toEqual([`guild:${guildId}`, `member:${guildId}:${guest.userId}`]);
    expect(await acceptInvite.execute(guest, code)).toMatchObject({ isNewMember: false, invite: { uses: 1 } });
    expect(world.writer.appended).toEqual([]);
  });

  it('greets in the system channel, and lets in also when that fails', async () => {
    const { world, create, acceptInvite } = setUp();
    const { code } = await create();
    world.announceIn(world.channelId);
    const guest = world.person();
    await acceptInvite.execute(guest, code);
    expect(world.writer.appended).toEqual([
      {
        channelId: world.channelId,
        kind: 'join_notice',
        author: { userId: guest.userId },
        byAdmin: false,
        content: '',
      },
    ]);

    world.writer.failure = unavailable('down');
    await expect(acceptInvite.execute(world.person(), code)).resolves.toMatchObject({ isNewMember: true });
  });

  it('forgets an invite with its last use', async () => {
    const { world, guildId, create, acceptInvite } = setUp();
    const { code, channelId } = await create({ maxUses: 1 });
    await acceptInvite.execute(world.person(), code);

    expect(world.uow.events.at(-1)).toEqual({ type: 'invite.deleted', guildId, channelId, code });
    await expect(acceptInvite.execute(world.person(), code)).rejects.toEqual(refused('unknown_invite'));
  });

  it('refuses banned people, bots, expired and unknown codes, and those in too many guilds', async () => {
    const { world, guildId, create, acceptInvite } = setUp();
    const { code } = await create({ maxAgeSeconds: 60 });
    const banned = world.person();
    await world.bans.insert({ ...{ guildId, moderatorId: '1', createdAtMs: 0 }, userId: banned.userId });

    await expect(acceptInvite.execute(banned, code)).rejects.toEqual(refused('user_banned'));
    const bot = { ...world.person(), applicationId: '1' };
    await expect(acceptInvite.execute(bot, code)).rejects.toEqual(refused('bots_cannot'));
    const busy = world.person();
    for (let number = 1; number <= GUILDS_MAX; number += 1) world.reader.addGuild(String(number), busy.userId);
    await expect(acceptInvite.execute(busy, code)).rejects.toEqual(refused('guilds_max'));
    const guest = world.person();
    await expect(acceptInvite.execute(guest, 'nonsense')).rejects.toEqual(refused('unknown_invite'));
    world.clock.advance(60_000);
    await expect(acceptInvite.execute(guest, code)).rejects.toEqual(refused('unknown_invite'));
  });

  it('leads nowhere when the channel is gone', async () => {
    const { world, guildId, create, acceptInvite } = setUp();
    const { code } = await create();
    world.reader.guilds.get(guildId)?.channels.delete(world.channelId);

    await expect(acceptInvite.execute(world.person(), code)).rejects.toEqual(refused('unknown_invite'));
  });
});

describe('DeleteInvite and ReadInvites', () => {
  it('withdraw for who may manage the guild or the channel', async () => {
    const { world, guildId, create, deleteInvite } = setUp();
    const [first, second] = [await create(), await create({ isUnique: true })];
    const [manager, keeper] = [world.moderator(Permission.manageGuild), world.moderator(Permission.manageChannels)];
    const remove = (code: string, actor = manager) => deleteInvite.execute(actor, { code, reason: 'full' });

    await expect(remove(first.code, world.member)).rejects.toEqual(refused('missing_permissions'));
    await expect(remove(first.code, world.person())).rejects.toEqual(refused('missing_permissions'));
    await remove(first.code);
    await remove(second.code, keeper);
    const { channelId, code } = first;
    expect(world.uow.events).toContainEqual({ type: 'invite.deleted', guildId, channelId, code });
    expect(world.audit.records.at(-1)).toMatchObject({ actionType: AuditAction.inviteDelete, reason: 'full' });
    await expect(remove(first.code)).rejects.toEqual(refused('unknown_invite'));
  });

  it('show where a code leads to everybody, and lists to those who manage', async () => {
    const { world, guildId, create, readInvites } = setUp();
    const invite = await create({ maxAgeSeconds: 60 });

    expect(await readInvites.one(invite.code)).toMatchObject({ invite, channel: { id: world.channelId } });
    expect(await readInvites.ofGuild(world.owner, guildId)).toHaveLength(1);
    expect(await readInvites.ofChannel(world.owner, world.channelId)).toHaveLength(1);
    await expect(readInvites.ofGuild(world.member, guildId)).rejects.toEqual(refused('missing_permissions'));
    await expect(readInvites.ofChannel(world.member, world.channelId)).rejects.toEqual(refused('missing_permissions'));
    world.clock.advance(60_000);
    await expect(readInvites.one(invite.code)).rejects.toEqual(refused('unknown_invite'));
    expect(await readInvites.ofGuild(world.owner, guildId)).toEqual([]);
  });
});
