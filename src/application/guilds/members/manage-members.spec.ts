import { MembersWorld } from '../../../../test/fakes/members-world';
import { AuditAction, Permission, ROLES_MAX, TIMEOUT_MS_MAX } from '../../../domain/guilds';
import { AddBot } from './add-bot';
import { AssignRole } from './assign-role';
import { KickMember } from './kick-member';
import { MEMBERS_PAGE_MAX } from './member.reader';
import { ReadMembers } from './read-members';
import { UpdateMember } from './update-member';

function setUp() {
  const world = new MembersWorld();
  const { guilds, access, memberChanges, membership, audit, clock, uow, ids, guildId } = world;
  const addBot = new AddBot(
    ...([guilds, world.users, world.applications, world.bans, world.roles, membership] as const),
    ...([world.notice, audit, uow, ids, clock] as const),
  );
  return {
    world,
    guildId,
    addBot,
    readMembers: new ReadMembers(access, world.directory, world.memberReader),
    updateMember: new UpdateMember(guilds, access, memberChanges, clock),
    assignRole: new AssignRole(guilds, memberChanges),
    kickMember: new KickMember(guilds, membership, audit),
  };
}

const refused = (code: string): unknown => expect.objectContaining({ code });

describe('ReadMembers', () => {
  it('tells members who else is there', async () => {
    const { world, guildId, readMembers } = setUp();
    const ids = [world.owner.userId, world.member.userId];

    expect((await readMembers.list(world.member, guildId, { limit: 10 })).map(({ userId }) => userId)).toEqual(ids);
    expect(await readMembers.list(world.member, guildId, { limit: 1, after: ids[0] })).toHaveLength(1);
    expect(await readMembers.search(world.member, guildId, { prefix: `USER${ids[1] ?? ''}`, limit: 5 })).toHaveLength(
      1,
    );
    expect(await readMembers.search(world.member, guildId, { prefix: '', limit: 5 })).toEqual([]);
    expect(await readMembers.one(world.member, guildId, world.owner.userId)).toMatchObject({ userId: ids[0] });
    await expect(readMembers.one(world.member, guildId, '77')).rejects.toEqual(refused('unknown_member'));
    await expect(readMembers.list(world.person(), guildId, { limit: 1 })).rejects.toEqual(refused('unknown_guild'));
    for (const limit of [0, 0.5, MEMBERS_PAGE_MAX + 1]) {
      await expect(readMembers.list(world.member, guildId, { limit })).rejects.toEqual(refused('invalid'));
    }
  });
});

describe('UpdateMember', () => {
  it('sets nick, roles and timeout in one event and says what changed', async () => {
    const { world, guildId, updateMember } = setUp();
    const role = world.role({ name: 'knight' });
    const { userId } = world.member;
    const timeoutUntilMs = world.clock.nowMs() + 1_000;
    const input = { guildId, userId, nick: 'Sir', roleIds: [role.id, role.id, guildId], timeoutUntilMs, reason: 'why' };
    const member = await updateMember.execute(world.owner, input);

    expect(member).toMatchObject({ nick: 'Sir', roleIds: [role.id], timeoutUntilMs });
    expect(world.stored(userId)).toEqual(member);
    expect(world.uow.events).toEqual([{ type: 'member.updated', guildId, member }]);
    expect(world.uow.invalidatedKeys).toEqual([`member:${guildId}:${userId}`]);
    expect(world.audit.records.map(({ actionType }) => actionType)).toEqual([
      AuditAction.memberUpdate,
      AuditAction.memberRoleUpdate,
    ]);
    expect(world.audit.records[1]?.changes).toEqual([{ key: '$add', newValue: [{ id: role.id, name: 'knight' }] }]);

    const cleared = await updateMember.execute(world.owner, {
      guildId,
      userId,
      nick: null,
      timeoutUntilMs: null,
      roleIds: [],
    });
    expect(cleared).toEqual({ guildId, userId, roleIds: [], joinedAtMs: 0, flags: 0 });
    await updateMember.execute(world.owner, { guildId, userId, nick: '' });
    expect(world.uow.events).toHaveLength(2);
  });

  it('needs the permission of each change', async () => {
    const { world, guildId, updateMember } = setUp();
    const { userId } = world.member;
    const only = world.moderator(Permission.manageNicknames);

    await expect(updateMember.execute(only, { guildId, userId, nick: 'x' })).resolves.toBeDefined();
    await expect(updateMember.execute(only, { guildId, userId, roleIds: [] })).rejects.toEqual(
      refused('missing_permissions'),
    );
    const timeoutUntilMs = world.clock.nowMs() + 1;
    await expect(updateMember.execute(only, { guildId, userId, timeoutUntilMs })).rejects.toEqual(
      refused('missing_permissions'),
    );
  });

  it('lets people rename themselves, the highest too, when that is permitted', async () => {
    const { world, guildId, updateMember } = setUp();
    const rename = (actor = world.member) => updateMember.execute(actor, { guildId, userId: actor.userId, nick: 'me' });

    await expect(rename()).resolves.toMatchObject({ nick: 'me' });
    await expect(rename(world.owner)).resolves.toMatchObject({ nick: 'me' });
    world.reader.addRole(guildId, { id: guildId, permissions: 0n, position: 0 });
    await expect(rename()).rejects.toEqual(refused('missing_permissions'));
  });

  it('moderates only whom one stands above, and no administrator', async () => {
    const { world, guildId, updateMember } = setUp();
    const moderator = world.moderator(Permission.moderateMembers | Permission.manageNicknames | Permission.manageRoles);
    const equal = world.newMember({ roleIds: world.stored(moderator.userId)?.roleIds });
    const admin = world.moderator(Permission.administrator, 2);
    const timeoutUntilMs = world.clock.nowMs() + 1_000;
    const change = (userId: string, changes: object) =>
      updateMember.execute(moderator, { guildId, userId, ...changes });

    for (const userId of [world.owner.userId, equal.userId]) {
      await expect(change(userId, { nick: 'x' })).rejects.toEqual(refused('missing_permissions'));
      await expect(change(userId, { timeoutUntilMs })).rejects.toEqual(refused('missing_permissions'));
    }
    await expect(change(admin.userId, { timeoutUntilMs })).rejects.toEqual(refused('missing_permissions'));
    await expect(change(moderator.userId, { timeoutUntilMs })).rejects.toEqual(refused('missing_permissions'));
    await expect(change(world.member.userId, { timeoutUntilMs })).resolves.toMatchObject({ timeoutUntilMs });
    await expect(change('77', { nick: 'x' })).rejects.toEqual(refused('unknown_member'));
    const low = world.role();
    await expect(change(world.owner.userId, { roleIds: [low.id] })).resolves.toMatchObject({ roleIds: [low.id] });
  });

  it("hands out no role that stands too high, is a bot's or does not exist", async () => {
    const { world, guildId, updateMember } = setUp();
    const moderator = world.moderator(Permission.manageRoles);
    const [high, managed] = [world.role({ position: 9 }), world.role({ managed: true })];
    const holder = world.newMember({ roleIds: [high.id] });
    const give = (userId: string, ...roleIds: string[]) =>
      updateMember.execute(moderator, { guildId, userId, roleIds });

    await expect(give(world.member.userId, high.id)).rejects.toEqual(refused('missing_permissions'));
    await expect(give(world.member.userId, managed.id)).rejects.toEqual(refused('missing_permissions'));
    await expect(give(world.member.userId, '77')).rejects.toEqual(refused('unknown_role'));
    await expect(give(holder.userId)).rejects.toEqual(refused('missing_permissions'));
    const low = world.role();
    await expect(give(holder.userId, high.id, low.id)).resolves.toMatchObject({ roleIds: [high.id, low.id] });
  });

  it.each([
    ['nick', { nick: 'x'.repeat(33) }],
    ['nick', { nick: '\ud800' }],
    ['communication_disabled_until', { timeoutUntilMs: Date.UTC(2026, 0, 1) + TIMEOUT_MS_MAX + 1 }],
  ])('refuses a wrong %s', async (field, changes) => {
    const { world, guildId, updateMember } = setUp();
    const input = { guildId, userId: world.member.userId, ...changes };

    await expect(updateMember.execute(world.owner, input)).rejects.toMatchObject({ details: { field } });
  });
});

describe('AssignRole', () => {
  it('gives and takes a role, once', async () => {
    const { world, guildId, assignRole } = setUp();
    const role = world.role();
    const assign = (isAssigned: boolean) =>
      assignRole.execute(world.owner, { guildId, userId: world.member.userId, roleId: role.id, isAssigned });

    await assign(true);
    await assign(true);
    expect(world.stored(world.member.userId)?.roleIds).toEqual([role.id]);
    await assign(false);
    expect(world.stored(world.member.userId)?.roleIds).toEqual([]);
    expect(world.eventTypes).toEqual(['member.updated', 'member.updated']);
  });

  it('needs role, member and right', async () => {
    const { world, guildId, assignRole } = setUp();
    const role = world.role();
    const { userId } = world.member;
    const assign = (changes: object, actor = world.owner) =>
      assignRole.execute(actor, { guildId, userId, roleId: role.id, isAssigned: true, ...changes });

    await expect(assign({ roleId: '77' })).rejects.toEqual(refused('unknown_role'));
    await expect(assign({ userId: '77' })).rejects.toEqual(refused('unknown_member'));
    await expect(assign({}, world.member)).rejects.toEqual(refused('missing_permissions'));
  });
});

describe('KickMember', () => {
  it('ends the membership with seats in threads', async () => {
    const { world, guildId, kickMember } = setUp();
    const { userId } = world.member;
    const threadId = world.ids.next();
    world.threads.put({
      ...{ id: threadId, guildId, parentId: world.channelId, ownerId: userId, type: 'private', name: 'x' },
      ...{ isArchived: false, isLocked: false, autoArchiveMinutes: 60, archiveChangedAtMs: 0, slowModeSeconds: 0 },
      ...{ memberCount: 0, messageCount: 0, memberIds: [] },
    });
    world.threads.join({ threadId, userId, joinedAtMs: 0 });
    await kickMember.execute(world.owner, { guildId, userId, reason: 'rude' });

    expect(world.stored(userId)).toBeUndefined();
    expect(world.threads.membersOf(threadId)).toEqual([]);
    expect(world.eventTypes).toEqual(['thread.members_changed', 'member.left']);
    expect(world.uow.invalidatedKeys).toEqual([
      `thread:${threadId}`,
      `thread_member:${threadId}:${userId}`,
      `guild:${guildId}`,
      `member:${guildId}:${userId}`,
    ]);
    expect(world.audit.records).toEqual([
      { guildId, userId: world.owner.userId, targetId: userId, actionType: AuditAction.memberKick, reason: 'rude' },
    ]);
    await expect(kickMember.execute(world.owner, { guildId, userId })).rejects.toEqual(refused('unknown_member'));
  });

  it('spares the owner, equals and oneself', async () => {
    const { world, guildId, kickMember } = setUp();
    const moderator = world.moderator(Permission.kickMembers);
    const equal = world.newMember({ roleIds: world.stored(moderator.userId)?.roleIds });

    for (const { userId } of [world.owner, equal, moderator]) {
      await expect(kickMember.execute(moderator, { guildId, userId })).rejects.toEqual(refused('missing_permissions'));
    }
  });
});

describe('AddBot', () => {
  async function aBot(world: MembersWorld, isBotPublic = true, ownerId = world.owner.userId): Promise<string> {
    const [id, userId] = [world.ids.next(), world.ids.next()];
    await world.applications.insert({ id, ownerId, name: 'helper', description: '', flags: 0, isBotPublic });
    const bot = { userId, username: `helper${id}`, createdAtMs: 0 };
    await world.applications.addBot(id, bot, new Uint8Array([1]));
    world.users.add(userId, { kind: 'bot', username: bot.username });
    return userId;
  }

  it('joins with a role of its own, which leaves with it', async () => {
    const { world, guildId, addBot, kickMember } = setUp();
    const botUserId = await aBot(world);
    const added = await addBot.execute(world.owner, { guildId, botUserId, permissions: Permission.kickMembers });

    const [roleId = ''] = added.member.roleIds;
    expect(added).toMatchObject({ isNew: true, member: { userId: botUserId, joinedAtMs: world.clock.nowMs() } });
    expect(world.rolesOf().get(roleId)).toMatchObject({ managed: true, botId: botUserId, permissions: 2n });
    expect(world.eventTypes).toEqual(['role.created', 'member.joined']);
    expect(await addBot.execute(world.owner, { guildId, botUserId })).toEqual({ member: added.member, isNew: false });
    await kickMember.execute(world.owner, { guildId, userId: botUserId });
    expect(world.rolesOf().has(roleId)).toBe(false);
  });

  it('is added by who may manage the guild, with permissions they have', async () => {
    const { world, guildId, addBot } = setUp();
    const botUserId = await aBot(world);
    const manager = world.moderator(Permission.manageGuild);
    const add = (actor = manager, permissions = 0n) => addBot.execute(actor, { guildId, botUserId, permissions });

    await expect(add(world.member)).rejects.toEqual(refused('missing_permissions'));
    await expect(add(manager, Permission.administrator)).rejects.toEqual(refused('missing_permissions'));
    await expect(add()).resolves.toMatchObject({ isNew: true });
  });

  it("refuses people, strangers' private bots, banned ones and unknown ones", async () => {
    const { world, guildId, addBot } = setUp();
    const add = (botUserId: string) => addBot.execute(world.owner, { guildId, botUserId });

    await expect(add(await aBot(world, false, world.person().userId))).rejects.toEqual(refused('missing_access'));
    await expect(add(world.person().userId)).rejects.toEqual(refused('invalid'));
    await expect(add('77')).rejects.toEqual(refused('unknown_user'));
    const banned = await aBot(world);
    await world.bans.insert({ guildId, userId: banned, moderatorId: world.owner.userId, createdAtMs: 0 });
    await expect(add(banned)).rejects.toEqual(refused('user_banned'));
    const last = await aBot(world);
    while (world.rolesOf().size < ROLES_MAX) world.role();
    await expect(add(last)).rejects.toEqual(refused('roles_max'));
  });
});
