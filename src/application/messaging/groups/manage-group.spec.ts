import { GroupsWorld } from '../../../../test/fakes/groups-world';
import { GROUP_INVITATIONS_MAX, type Group, type GroupJoinMode } from '../../../domain/messaging';
import type { AccountActor } from '../../shared/actor';

const MINUTE_MS = 60_000;

async function setUp(changes: Partial<Group> = {}) {
  const world = new GroupsWorld();
  const scene = await world.group(changes);
  const on = (user: AccountActor) => ({ channelId: scene.id, userId: user.userId });
  return { world, on, ...scene, input: { channelId: scene.id } };
}

/** The code of the refusal; undefined when it is allowed. */
const codeOf = (work: Promise<unknown>): Promise<string | undefined> =>
  work.then(
    () => undefined,
    (error: { code: string }) => error.code,
  );

describe('InviteToGroup', () => {
  it('lets somebody in whatever the join mode is, and tells them once', async () => {
    const { world, on, id, group, admin, stranger, input } = await setUp({ joinMode: 'invite' });
    await world.invite.execute(admin, on(stranger));
    await world.invite.execute(admin, on(stranger));

    expect(world.events).toEqual([
      { type: 'group.invited', channelId: id, group, userId: stranger.userId, inviterId: admin.userId },
    ]);
    expect(world.told(id)).toEqual([`${stranger.userId} group_invite ${admin.userId}`]);
    expect(await world.join.execute(stranger, input)).toMatchObject({ state: 'joined' });
    expect(world.told(id)).toEqual([]);
    expect(await codeOf(world.invite.execute(admin, on(stranger)))).toBe('already_member');
  });

  it.each<[GroupJoinMode, string | undefined]>([
    ['open', undefined],
    ['approval', 'missing_permissions'],
    ['invite', 'missing_permissions'],
  ])('is for members where everybody may come in, else for admins: %s', async (joinMode, code) => {
    const { world, on, member, stranger } = await setUp({ joinMode });

    expect(await codeOf(world.invite.execute(member, on(stranger)))).toBe(code);
  });

  it('invites nobody who is not there or is kept out, and not without end', async () => {
    const { world, on, id, admin, member, stranger } = await setUp();
    world.users.add('9', { isDeleted: true });

    for (const userId of ['77', '9', 'x']) {
      expect(await codeOf(world.invite.execute(admin, { channelId: id, userId }))).toBe('unknown_user');
    }
    expect(await codeOf(world.invite.execute(stranger, on(stranger)))).toBe('unknown_group');
    await world.kick.execute(admin, { ...on(member), durationMs: MINUTE_MS });
    expect(await codeOf(world.invite.execute(admin, on(member)))).toBe('group_banned');
    for (let index = 1; index <= GROUP_INVITATIONS_MAX; index += 1) {
      await world.invitations.add({ channelId: id, userId: `${index}`, inviterId: admin.userId, createdAtMs: 0 });
    }
    expect(await codeOf(world.invite.execute(admin, on(stranger)))).toBe('group_invitations_max');
  });
});

describe('AddGroupMember', () => {
  it('brings somebody in at once, also who waits or is kept out', async () => {
    const { world, on, id, admin, member, stranger, input } = await setUp({ joinMode: 'approval' });
    await world.join.execute(stranger, input);
    world.store.heads.set(id, 6);

    expect(await world.add.execute(admin, on(stranger))).toMatchObject({ role: 'member', joinedSeq: 6 });
    expect(await world.requests.count(id)).toBe(0);
    await world.kick.execute(admin, { ...on(member), durationMs: MINUTE_MS });
    await world.add.execute(admin, on(member));
    expect(await world.memberships.memberIds(id)).toContain(member.userId);
    expect(await codeOf(world.add.execute(admin, on(member)))).toBe('already_member');
    expect(await codeOf(world.add.execute(admin, { channelId: id, userId: '77' }))).toBe('unknown_user');
    expect(await codeOf(world.add.execute(member, on(stranger)))).toBe('missing_permissions');
    await world.uow.run(() => world.blocks.add(stranger.userId, admin.userId, 0));
    await world.leave.execute(stranger, input);
    expect(await codeOf(world.add.execute(admin, on(stranger)))).toBe('blocked_by_user');
  });
});

describe('DecideJoinRequest and ListJoinRequests', () => {
  it('shows who waits to those who decide', async () => {
    const { world, on, id, admin, member, stranger, input } = await setUp({ joinMode: 'approval' });
    await world.join.execute(stranger, input);
    const request = { ...on(stranger), createdAtMs: world.clock.nowMs() };

    expect(await world.listRequests.execute(admin, { ...input, limit: 100 })).toEqual([request]);
    expect(await codeOf(world.listRequests.execute(member, { ...input, limit: 100 }))).toBe('missing_permissions');
    expect(await codeOf(world.listRequests.execute(stranger, { ...input, limit: 100 }))).toBe('unknown_group');
    for (const limit of [0, 101, Number.NaN]) {
      expect(await codeOf(world.listRequests.execute(admin, { ...input, limit }))).toBe('invalid');
    }
    expect(id).toBe(request.channelId);
  });

  it('lets in or sends away', async () => {
    const { world, on, id, owner, admin, member, stranger, input } = await setUp({ joinMode: 'approval' });
    const decide = (actor: AccountActor, isApproved: boolean) =>
      world.decide.execute(actor, { ...on(stranger), isApproved });
    await world.join.execute(stranger, input);

    const told = [owner, admin].map(({ userId }) => `${userId} group_join_request ${stranger.userId}`);
    expect(world.told(id)).toEqual(told);
    expect(await codeOf(decide(member, true))).toBe('missing_permissions');
    expect(await decide(admin, false)).toBeUndefined();
    expect(world.told(id)).toEqual([]);
    expect(await codeOf(decide(admin, true))).toBe('unknown_join_request');
    await world.join.execute(stranger, input);
    expect(world.told(id)).toEqual(told);
    expect(await decide(admin, true)).toMatchObject({ userId: stranger.userId, role: 'member' });
    expect(world.eventTypes()).toEqual(['group.join_requested', 'group.join_requested', 'group.member_added']);
    expect(world.told(id)).toEqual([]);
  });
});

describe('KickGroupMember', () => {
  it('sends somebody out, who may come back at once or after a time', async () => {
    const { world, on, id, group, admin, member, input } = await setUp();
    await world.kick.execute(admin, on(member));

    expect(world.uow.events).toEqual([
      {
        ...{ type: 'group.member_removed', channelId: id, userId: member.userId, reason: 'kicked' },
        group: { ...group, memberCount: 2 },
      },
    ]);
    expect(await codeOf(world.policy.requireHistory(member, id))).toBe('unknown_channel');
    await world.join.execute(member, input);
    await world.kick.execute(admin, { ...on(member), durationMs: MINUTE_MS });
    expect(await codeOf(world.join.execute(member, input))).toBe('group_banned');
    world.clock.advance(MINUTE_MS);
    expect(await codeOf(world.join.execute(member, input))).toBeUndefined();
  });

  it('is done to those below only', async () => {
    const { world, on, owner, admin, member, stranger } = await setUp();
    const kick = (actor: AccountActor, target: AccountActor) => codeOf(world.kick.execute(actor, on(target)));

    expect([await kick(admin, owner), await kick(member, admin)]).toEqual([
      'missing_permissions',
      'missing_permissions',
    ]);
    expect([await kick(admin, admin), await kick(admin, stranger)]).toEqual(['invalid', 'unknown_member']);
    expect(await codeOf(world.kick.execute(admin, { ...on(member), durationMs: 0 }))).toBe('invalid');
    expect(await kick(owner, admin)).toBeUndefined();
    expect(await kick(stranger, member)).toBe('unknown_group');
  });
});

describe('MuteGroupMember and UnmuteGroupMember', () => {
  it('silences for a time', async () => {
    const { world, on, id, owner, admin, member } = await setUp();
    const muted = await world.mute.execute(admin, { ...on(member), durationMs: MINUTE_MS });

    expect(muted.mutedUntilMs).toBe(world.clock.nowMs() + MINUTE_MS);
    expect(await codeOf(world.policy.requireSend(member, id))).toBe('muted_in_group');
    await world.unmute.execute(admin, on(member));
    expect(await codeOf(world.policy.requireSend(member, id))).toBeUndefined();
    await world.unmute.execute(admin, on(member));
    expect(world.eventTypes()).toEqual(['group.member_updated', 'group.member_updated']);
    expect((await world.mute.execute(admin, on(member))).mutedUntilMs).toBeGreaterThan(world.clock.nowMs());
    for (const durationMs of [0, Number.NaN, 366 * 86_400_000]) {
      expect(await codeOf(world.mute.execute(admin, { ...on(member), durationMs }))).toBe('invalid');
    }
    expect(await codeOf(world.mute.execute(admin, on(owner)))).toBe('missing_permissions');
    expect(await codeOf(world.unmute.execute(member, on(member)))).toBe('missing_permissions');
  });
});

describe('ChangeGroupRole and TransferGroup', () => {
  it('are the owner’s', async () => {
    const { world, on, id, owner, admin, member } = await setUp();
    const change = (actor: AccountActor, target: AccountActor, role: 'admin' | 'member') =>
      world.changeRole.execute(actor, { ...on(target), role });

    expect(await change(owner, member, 'admin')).toMatchObject({ role: 'admin' });
    expect(await change(owner, member, 'admin')).toMatchObject({ role: 'admin' });
    expect(world.eventTypes()).toEqual(['group.member_updated']);
    expect(await codeOf(change(admin, member, 'member'))).toBe('missing_permissions');
    expect(await codeOf(change(owner, owner, 'member'))).toBe('invalid');
    expect(await codeOf(change(owner, member, 'owner' as 'admin'))).toBe('invalid');
    expect(await codeOf(world.transfer.execute(admin, on(member)))).toBe('missing_permissions');

    world.clock.advance(1_000);
    const handedOver = await world.transfer.execute(owner, on(member));
    expect(handedOver).toMatchObject({ ownerId: member.userId, updatedAtMs: world.clock.nowMs() });
    expect(world.store.membersOf(id).map(({ role }) => role)).toEqual(['admin', 'admin', 'owner']);
    expect(await codeOf(world.leave.execute(owner, { channelId: id }))).toBeUndefined();
  });
});

describe('UpdateGroup', () => {
  it('changes what is given', async () => {
    const { world, id, group, admin, member, input } = await setUp({ avatar: '/a.png' });
    world.clock.advance(1_000);
    const changed = await world.update.execute(admin, { ...input, name: 'Hikers', joinMode: 'invite' });

    expect(changed).toEqual({ ...group, name: 'Hikers', joinMode: 'invite', updatedAtMs: world.clock.nowMs() });
    expect(await world.memberships.find(id)).toEqual(changed);
    expect(await world.update.execute(admin, { ...input, avatar: null })).not.toHaveProperty('avatar');
    expect(await world.update.execute(admin, input)).toMatchObject({ name: 'Hikers' });
    expect(world.eventTypes()).toEqual(['group.updated', 'group.updated']);
    expect(await codeOf(world.update.execute(member, { ...input, name: 'x' }))).toBe('missing_permissions');
    expect(await codeOf(world.update.execute(admin, { ...input, name: '' }))).toBe('invalid');
  });
});

describe('AnnounceToGroup', () => {
  it('puts something up and says it', async () => {
    const { world, on, id, owner, admin, member, input } = await setUp();
    const content = 'Tomorrow at nine';
    const group = await world.announce.execute(admin, { ...input, content });

    expect(group.announcement).toEqual({ content, atMs: world.clock.nowMs() });
    expect(world.writer.appended).toMatchObject([
      { channelId: id, kind: 'announcement', content, author: { userId: admin.userId } },
    ]);
    expect(await world.announce.execute(admin, { ...input, content: '' })).not.toHaveProperty('announcement');
    expect(world.writer.appended).toHaveLength(1);
    expect(await codeOf(world.announce.execute(member, { ...input, content }))).toBe('missing_permissions');
    expect(await codeOf(world.announce.execute(admin, { ...input, content: 'x'.repeat(2_001) }))).toBe('invalid');
    await world.mute.execute(owner, on(admin));
    expect(await codeOf(world.announce.execute(admin, { ...input, content }))).toBe('muted_in_group');
  });
});

describe('DissolveGroup', () => {
  it('ends a group for everybody', async () => {
    const { world, id, owner, admin, member, input } = await setUp();
    expect(await codeOf(world.dissolve.execute(admin, input))).toBe('missing_permissions');
    await world.dissolve.execute(owner, input);

    expect(world.uow.events).toMatchObject([
      { type: 'group.dissolved', memberIds: [owner.userId, admin.userId, member.userId] },
    ]);
    for (const actor of [owner, admin, member]) {
      expect(await codeOf(world.policy.requireSend(actor, id))).toBe('unknown_channel');
      expect(await codeOf(world.read.one(actor, id))).toBe('unknown_group');
    }
  });
});

describe('GroupTies', () => {
  it('ends the memberships of an account that is deleted, and keeps who owns a group with others in it', async () => {
    const { world, id, owner, member } = await setUp();
    const own = await world.create.execute(member, { name: 'alone' });
    const release = (actor: AccountActor) => world.uow.run(() => world.ties.release(actor.userId));

    expect(await codeOf(release(owner))).toBe('owner_must_transfer');
    await release(member);
    expect(await world.read.own(member)).toEqual([]);
    expect(world.store.find(own.id)).toBeUndefined();
    expect(world.store.find(id)).toMatchObject({ memberCount: 2 });
  });
});
