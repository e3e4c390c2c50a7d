import { ThreadsWorld } from '../../../../test/builders/threads';
import { DEFAULT_PERMISSIONS, Permission, type Thread, THREAD_MEMBERS_MAX } from '../../../domain/guilds';
import { AddThreadMember } from './add-thread-member';
import { RemoveThreadMember } from './remove-thread-member';
import { ThreadMemberships } from './thread-memberships';

function setUp(thread: Partial<Thread> = {}, everyone = DEFAULT_PERMISSIONS) {
  const world = new ThreadsWorld(everyone);
  const { access, directory, changes, uow } = world;
  const { id: threadId } = world.thread(thread);
  const [adding, removing] = [
    new AddThreadMember(access, directory, changes, uow),
    new RemoveThreadMember(access, changes, uow),
  ];
  type Actor = typeof world.ann;
  return {
    ...{ world, threadId, memberships: new ThreadMemberships(world.reader, world.invalidations) },
    add: (actor: Actor, { userId }: Actor, id = threadId) => adding.execute(actor, { threadId: id, userId }),
    remove: (actor: Actor, { userId }: Actor, id = threadId) => removing.execute(actor, { threadId: id, userId }),
    members: () => world.threads.membersOf(threadId).map((member) => member.userId),
  };
}

describe('AddThreadMember', () => {
  it('lets people in once, tells it, and caches hear of it', async () => {
    const { world, threadId, memberships, add } = setUp();
    const { bob } = world;
    expect(await memberships.has(threadId, bob.userId)).toBe(false);
    await add(bob, bob);
    await add(bob, bob);

    const thread = world.stored(threadId);
    const added = [{ threadId, userId: bob.userId, joinedAtMs: world.clock.nowMs() }];
    expect(thread?.memberCount).toBe(2);
    expect(world.uow.events).toEqual([
      { type: 'thread.members_changed', guildId: world.guildId, thread, added, removedUserIds: [] },
    ]);
    expect(world.uow.invalidatedKeys).toEqual([`thread:${threadId}`, `thread_member:${threadId}:${bob.userId}`]);
    expect(await memberships.has(threadId, bob.userId)).toBe(true);
  });

  it('makes a private thread visible', async () => {
    const { world, threadId, add } = setUp({ type: 'private' });
    await expect(add(world.bob, world.bob)).rejects.toMatchObject({ code: 'missing_access' });
    await add(world.ann, world.bob);

    expect(await world.access.requireChannel(world.bob, threadId)).toMatchObject({ thread: { id: threadId } });
  });

  it.each<[string, 'owner' | 'ann' | 'bob', Partial<Thread>, string | undefined]>([
    ['the owner of one that is not open to invitations', 'ann', { isInvitable: false }, undefined],
    ['a moderator', 'owner', { isInvitable: false }, undefined],
    ['a member of one that is open to invitations', 'bob', {}, undefined],
    ['no other member', 'bob', { isInvitable: false }, 'missing_permissions'],
  ])('lets bring somebody in: %s', async (_name, who, thread, refusal) => {
    const { world, threadId, add } = setUp({ type: 'private', ...thread });
    const { userId } = world.guilds.addMember(world.guildId, '7');
    world.threads.join({ threadId, userId: world.bob.userId, joinedAtMs: 0 });
    const added = add(world[who], { kind: 'account', userId });

    if (refusal === undefined) await expect(added).resolves.toBeUndefined();
    else await expect(added).rejects.toMatchObject({ code: refusal });
  });

  it('refuses whoever is not in the guild, does not see the channel, or may not write', async () => {
    const { world, add } = setUp();
    world.guilds.addMember(world.guildId, '8');
    const hidden = { targetId: '8', kind: 'member' as const, allow: 0n, deny: Permission.viewChannel };
    world.guilds.addChannel(world.guildId, { id: world.channelId, overwrites: [hidden] });

    await expect(add(world.ann, world.stranger)).rejects.toMatchObject({ code: 'unknown_member' });
    await expect(add(world.ann, { kind: 'account', userId: '8' })).rejects.toMatchObject({ code: 'missing_access' });
    const silent = setUp({}, DEFAULT_PERMISSIONS & ~Permission.sendMessagesInThreads);
    await expect(silent.add(silent.world.ann, silent.world.bob)).rejects.toMatchObject({ code: 'missing_permissions' });
    await expect(silent.add(silent.world.bob, silent.world.bob)).resolves.toBeUndefined();
  });

  it('refuses archived threads, channels, and more members than there may be', async () => {
    const archived = setUp({ isArchived: true });
    await expect(archived.add(archived.world.bob, archived.world.bob)).rejects.toMatchObject({
      code: 'thread_archived',
    });

    const { world, add, threadId } = setUp();
    await expect(add(world.bob, world.bob, world.channelId)).rejects.toMatchObject({ code: 'unknown_channel' });
    for (let count = 1; count < THREAD_MEMBERS_MAX; count += 1) {
      world.threads.join({ threadId, userId: String(1_000 + count), joinedAtMs: 0 });
    }
    await expect(add(world.bob, world.bob)).rejects.toMatchObject({ code: 'thread_members_max' });
    expect(world.uow.events).toEqual([]);
  });
});

describe('RemoveThreadMember', () => {
  it('lets people leave once and tells it', async () => {
    const { world, threadId, remove, members } = setUp();
    await remove(world.ann, world.ann);
    await remove(world.ann, world.ann);

    expect(members()).toEqual([]);
    expect(world.uow.events).toMatchObject([
      { type: 'thread.members_changed', added: [], removedUserIds: [world.ann.userId], thread: { memberCount: 0 } },
    ]);
    expect(world.stored(threadId)?.memberCount).toBe(0);
  });

  it.each<[string, 'owner' | 'ann' | 'bob', Thread['type'], string | undefined]>([
    ['moderators', 'owner', 'public', undefined],
    ['owners of private threads', 'ann', 'private', undefined],
    ['owners of public threads not', 'ann', 'public', 'missing_permissions'],
    ['members not', 'bob', 'private', 'missing_permissions'],
  ])('takes somebody out: %s', async (_name, who, type, refusal) => {
    const { world, threadId, remove, members } = setUp({ type });
    for (const userId of [world.bob.userId, '7']) world.threads.join({ threadId, userId, joinedAtMs: 0 });
    const removed = remove(world[who], { kind: 'account', userId: '7' });

    if (refusal === undefined) await removed;
    else await expect(removed).rejects.toMatchObject({ code: refusal });
    expect(members().includes('7')).toBe(refusal !== undefined);
  });

  it('hides a private thread from whoever is out', async () => {
    const { world, threadId, remove } = setUp({ type: 'private' });
    await world.access.requireChannel(world.ann, threadId);
    await remove(world.ann, world.ann);

    await expect(world.access.requireChannel(world.ann, threadId)).rejects.toMatchObject({ code: 'missing_access' });
  });

  it('refuses archived threads and channels', async () => {
    const { world, remove } = setUp({ isArchived: true });

    await expect(remove(world.ann, world.ann)).rejects.toMatchObject({ code: 'thread_archived' });
    await expect(remove(world.ann, world.ann, world.channelId)).rejects.toMatchObject({ code: 'unknown_channel' });
  });
});
