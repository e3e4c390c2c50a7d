import { GroupsWorld } from '../../../../test/fakes/groups-world';
import { GROUP_MEMBERS_MAX, GROUPS_MAX, type GroupJoinMode, JOIN_REQUESTS_MAX } from '../../../domain/messaging';

async function setUp(joinMode: GroupJoinMode = 'open') {
  const world = new GroupsWorld();
  const scene = await world.group({ joinMode });
  const join = (actor = scene.stranger, channelId = scene.id) => world.join.execute(actor, { channelId });
  return { world, join, ...scene };
}

describe('CreateGroup', () => {
  it('makes a group of its owner and the others, each once', async () => {
    const world = new GroupsWorld();
    const [ann, bob] = [world.person(), world.person()];
    const group = await world.create.execute(ann, { name: 'g', memberIds: [bob.userId, bob.userId, ann.userId] });

    expect(group).toMatchObject({ name: 'g', ownerId: ann.userId, joinMode: 'open', memberCount: 2 });
    expect(world.store.membersOf(group.id).map(({ role }) => role)).toEqual(['owner', 'member']);
    expect(world.uow.events).toEqual([
      { type: 'group.created', channelId: group.id, group, memberIds: [ann.userId, bob.userId] },
    ]);
  });

  it('is found also when somebody asked for its id before', async () => {
    const world = new GroupsWorld();
    const ann = world.person();
    const nextId = (BigInt(ann.userId) + 1n).toString();
    expect(await world.memberships.find(nextId)).toBeUndefined();
    expect(await world.memberships.memberIds(nextId)).toEqual([]);
    const { id } = await world.create.execute(ann, { name: 'g' });

    expect(id).toBe(nextId);
    expect(await world.read.one(ann, id)).toMatchObject({ name: 'g' });
    expect(await world.memberships.memberIds(id)).toEqual([ann.userId]);
  });

  it('takes nobody in who is not there, and no more than fit', async () => {
    const world = new GroupsWorld();
    const ann = world.person();
    const gone = world.person();
    world.users.add(gone.userId, { isDeleted: true });

    for (const userId of ['77', 'x', gone.userId]) {
      const making = world.create.execute(ann, { name: 'g', memberIds: [userId] });
      await expect(making).rejects.toMatchObject({ code: 'unknown_user', details: { field: 'member_ids' } });
    }
    const memberIds = Array.from({ length: GROUP_MEMBERS_MAX }, (_, index) => `${index + 1}`);
    await expect(world.create.execute(ann, { name: 'g', memberIds })).rejects.toMatchObject({
      code: 'group_members_max',
    });
    await expect(world.create.execute(ann, { name: '' })).rejects.toMatchObject({ details: { field: 'name' } });
  });

  it('brings in nobody who has blocked the one who makes it', async () => {
    const world = new GroupsWorld();
    const [ann, bob] = [world.person(), world.person()];
    await world.uow.run(() => world.blocks.add(bob.userId, ann.userId, 0));

    const making = world.create.execute(ann, { name: 'g', memberIds: [bob.userId] });
    await expect(making).rejects.toMatchObject({ code: 'blocked_by_user' });
    await expect(world.create.execute(bob, { name: 'g', memberIds: [ann.userId] })).resolves.toBeDefined();
  });

  it('makes none for whoever is in as many as one may be', async () => {
    const world = new GroupsWorld();
    const [ann, bob] = [world.person(), world.person()];
    for (let index = 1; index <= GROUPS_MAX; index += 1) world.seat(`${index}`, bob.userId);

    const making = world.create.execute(ann, { name: 'g', memberIds: [bob.userId] });
    await expect(making).rejects.toMatchObject({ code: 'groups_max' });
  });
});

describe('JoinGroup', () => {
  it('lets everybody into an open group, from now on', async () => {
    const { world, join, id, group, stranger } = await setUp();
    await expect(world.memberships.require(stranger, id)).rejects.toMatchObject({ code: 'unknown_group' });
    world.store.heads.set(id, 12);
    const { userId } = stranger;
    const member = { channelId: id, userId, role: 'member', joinedAtMs: world.clock.nowMs(), joinedSeq: 12 };

    expect(await join()).toEqual({ state: 'joined', group: { ...group, memberCount: 4 }, member });
    expect(await world.memberships.memberOf(id, userId)).toEqual(member);
    expect(await world.memberships.memberIds(id)).toContain(userId);
    expect(world.uow.events).toEqual([
      { type: 'group.member_added', channelId: id, member, group: { ...group, memberCount: 4 } },
    ]);
    await expect(join()).rejects.toMatchObject({ code: 'already_member' });
  });

  it('gives a new join point to whoever comes back', async () => {
    const { world, join, id, stranger } = await setUp();
    world.store.heads.set(id, 3);
    await join();
    await world.leave.execute(stranger, { channelId: id });
    world.store.heads.set(id, 8);
    await join();

    expect(await world.policy.requireHistory(stranger, id)).toEqual({ fromSeq: 8 });
  });

  it('asks where admins let people in, once', async () => {
    const { world, join, id, group, stranger } = await setUp('approval');

    expect(await join()).toEqual({ state: 'requested', group });
    expect(await join()).toEqual({ state: 'requested', group });
    expect(world.events).toEqual([{ type: 'group.join_requested', channelId: id, group, userId: stranger.userId }]);
    expect(await world.memberships.memberOf(id, stranger.userId)).toBeUndefined();
  });

  it.each<GroupJoinMode>(['approval', 'invite'])('takes in whoever is invited: %s', async (joinMode) => {
    const { world, join, id, admin, stranger } = await setUp(joinMode);
    const invitation = { channelId: id, userId: stranger.userId, inviterId: admin.userId, createdAtMs: 0 };
    if (joinMode === 'invite') await expect(join()).rejects.toMatchObject({ code: 'group_invite_only' });
    await world.invitations.add(invitation);

    expect(await join()).toMatchObject({ state: 'joined' });
    expect(await world.invitations.has(id, stranger.userId)).toBe(false);
  });

  it('keeps out whoever was kicked for a while, invited or not', async () => {
    const { world, join, id, admin, stranger } = await setUp();
    const { userId } = stranger;
    const expiresAtMs = world.clock.nowMs() + 1_000;
    await world.bans.put({ channelId: id, userId, moderatorId: admin.userId, createdAtMs: 0, expiresAtMs });
    await world.invitations.add({ channelId: id, userId, inviterId: admin.userId, createdAtMs: 0 });

    await expect(join()).rejects.toMatchObject({ code: 'group_banned' });
    world.clock.advance(1_000);
    expect(await join()).toMatchObject({ state: 'joined' });
  });

  it('knows its bounds', async () => {
    const { world, join, id, group, stranger } = await setUp();
    for (const nowhere of ['77', 'x']) {
      await expect(join(stranger, nowhere)).rejects.toMatchObject({ code: 'unknown_group' });
    }
    for (let index = 4; index <= GROUP_MEMBERS_MAX; index += 1) world.seat(id, `${index}`);
    await expect(join()).rejects.toMatchObject({ code: 'group_members_max' });

    const waiting = await setUp('approval');
    for (let index = 1; index <= JOIN_REQUESTS_MAX; index += 1) {
      await waiting.world.requests.add({ channelId: waiting.id, userId: `${index}`, createdAtMs: 0 });
    }
    await expect(waiting.join()).rejects.toMatchObject({ code: 'join_requests_max' });
    expect(group.joinMode).toBe('open');
  });
});

describe('LeaveGroup', () => {
  it('lets members go, who see nothing of it any more', async () => {
    const { world, id, group, member } = await setUp();
    await world.leave.execute(member, { channelId: id });

    expect(world.uow.events).toEqual([
      {
        ...{ type: 'group.member_removed', channelId: id, userId: member.userId, reason: 'left' },
        group: { ...group, memberCount: 2 },
      },
    ]);
    await expect(world.read.one(member, id)).rejects.toMatchObject({ code: 'unknown_group' });
    await expect(world.leave.execute(member, { channelId: id })).rejects.toMatchObject({ code: 'unknown_group' });
  });

  it('keeps the owner until it is handed over, and ends with the last one', async () => {
    const { world, id, owner, admin, member } = await setUp();
    await expect(world.leave.execute(owner, { channelId: id })).rejects.toMatchObject({ code: 'owner_must_transfer' });
    for (const actor of [admin, member]) await world.leave.execute(actor, { channelId: id });
    await world.leave.execute(owner, { channelId: id });

    expect(world.uow.events.at(-1)).toMatchObject({ type: 'group.dissolved', memberIds: [owner.userId] });
    await expect(world.join.execute(owner, { channelId: id })).rejects.toMatchObject({ code: 'unknown_group' });
    expect(await world.memberships.memberIds(id)).toEqual([]);
  });
});

describe('ReadGroups', () => {
  it('shows members their groups and who is in them, and others what they could join', async () => {
    const { world, id, owner, admin, member, stranger } = await setUp();

    expect((await world.read.own(member)).map((group) => group.id)).toEqual([id]);
    expect(await world.read.one(member, id)).toMatchObject({ id, memberCount: 3 });
    const members = await world.read.members(member, id, { limit: 1_000 });
    expect(members.map(({ userId }) => userId)).toEqual([owner.userId, admin.userId, member.userId]);
    expect(await world.read.own(stranger)).toEqual([]);
    expect((await world.read.available(stranger, { limit: 10 })).map((group) => group.id)).toEqual([id]);
    expect(await world.read.available(member, { limit: 10 })).toEqual([]);
    await expect(world.read.members(stranger, id, { limit: 10 })).rejects.toMatchObject({ code: 'unknown_group' });
    for (const limit of [0, 1_001, 1.5]) {
      await expect(world.read.members(member, id, { limit })).rejects.toMatchObject({ details: { field: 'limit' } });
    }
    await expect(world.read.available(member, { limit: 101 })).rejects.toMatchObject({ kind: 'invalid' });
  });
});
