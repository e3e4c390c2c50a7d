import { ThreadsWorld } from '../../../../test/builders/threads';
import { DEFAULT_PERMISSIONS, Permission } from '../../../domain/guilds';
import { ListThreads } from './list-threads';
import { ReadThread } from './read-thread';

function setUp(everyone = DEFAULT_PERMISSIONS) {
  const world = new ThreadsWorld(everyone);
  const { access, guilds, reader } = world;
  return { world, list: new ListThreads(access, guilds, reader), read: new ReadThread(access, guilds, reader) };
}

const idsOf = (threads: readonly { readonly id: string }[]): readonly string[] => threads.map(({ id }) => id);

describe('ListThreads', () => {
  it('lists the active threads that one may see, with the own memberships', async () => {
    const { world, list } = setUp();
    const deny = Permission.viewChannel;
    const overwrites = [{ targetId: world.guildId, kind: 'role' as const, allow: 0n, deny }];
    world.guilds.addChannel(world.guildId, { id: '7', overwrites });
    const [open, own, foreign, hidden] = [
      world.thread(),
      world.thread({ type: 'private' }, [world.bob]),
      world.thread({ type: 'private' }),
      world.thread({ parentId: '7' }),
    ];
    world.thread({ isArchived: true });
    world.thread({ parentId: '77' });
    const seenByBob = await list.active(world.bob, world.guildId);

    expect(idsOf(seenByBob.threads)).toEqual([open.id, own.id]);
    expect([...seenByBob.members.keys()]).toEqual([own.id]);
    const seenByOwner = await list.active(world.owner, world.guildId);
    expect(idsOf(seenByOwner.threads)).toEqual([open.id, own.id, foreign.id, hidden.id]);
    await expect(list.active(world.stranger, world.guildId)).rejects.toMatchObject({ code: 'unknown_guild' });
  });

  it('lists archived threads page by page', async () => {
    const { world, list } = setUp();
    const [early, late] = [1, 2].map((day) => world.thread({ isArchived: true, archiveChangedAtMs: day }));
    const page = { channelId: world.channelId, kind: 'public' as const };

    expect(await list.archived(world.bob, { ...page, limit: 1 })).toMatchObject({
      threads: [{ id: late.id }],
      hasMore: true,
    });
    const rest = await list.archived(world.bob, { ...page, limit: 1, beforeMs: 2 });
    expect([idsOf(rest.threads), rest.hasMore]).toEqual([[early.id], false]);
  });

  it('shows private archived threads to moderators, and one their own', async () => {
    const { world, list } = setUp();
    const own = world.thread({ type: 'private', isArchived: true }, [world.bob]);
    const foreign = world.thread({ type: 'private', isArchived: true });
    const listed = async (actor: typeof world.bob, kind: 'private' | 'joined_private', beforeId?: string) =>
      idsOf((await list.archived(actor, { channelId: world.channelId, kind, limit: 10, beforeId })).threads);

    expect(await listed(world.owner, 'private')).toEqual([foreign.id, own.id]);
    expect(await listed(world.bob, 'joined_private')).toEqual([own.id]);
    expect(await listed(world.bob, 'joined_private', own.id)).toEqual([]);
    await expect(listed(world.bob, 'private')).rejects.toMatchObject({ code: 'missing_permissions' });
  });

  it('needs the right to read history, and a channel with threads', async () => {
    const { world, list } = setUp(DEFAULT_PERMISSIONS & ~Permission.readMessageHistory);
    world.guilds.addChannel(world.guildId, { id: '8', type: 'voice' });
    const input = { kind: 'public' as const, limit: 10 };

    await expect(list.archived(world.bob, { ...input, channelId: world.channelId })).rejects.toMatchObject({
      code: 'missing_permissions',
    });
    for (const channelId of ['8', world.thread().id]) {
      await expect(list.archived(world.owner, { ...input, channelId })).rejects.toMatchObject({
        code: 'wrong_channel_type',
      });
    }
  });
});

describe('ReadThread', () => {
  it('reads a thread as it is now, with the own membership', async () => {
    const { world, read } = setUp();
    const { id } = world.thread();
    await read.one(world.ann, id);
    world.threads.put({ ...world.thread(), id, messageCount: 7 });

    expect(await read.one(world.ann, id)).toMatchObject({ thread: { messageCount: 7 }, member: { threadId: id } });
    expect(await read.one(world.bob, id)).not.toHaveProperty('member');
    for (const threadId of [world.channelId, '77', 'x']) {
      await expect(read.one(world.ann, threadId)).rejects.toMatchObject({ code: 'unknown_channel' });
    }
    await expect(read.one(world.stranger, id)).rejects.toMatchObject({ code: 'unknown_channel' });
  });

  it('reads its members, with what they are in the guild when asked', async () => {
    const { world, read } = setUp();
    const { id: threadId } = world.thread({}, [world.ann, world.bob, world.stranger]);
    const page = await read.members(world.bob, { threadId, limit: 10, withGuildMembers: true });
    const next = { threadId, limit: 1, after: world.ann.userId, withGuildMembers: false };

    expect(page.members).toHaveLength(3);
    expect([...page.guildMembers.keys()]).toEqual([world.ann.userId, world.bob.userId]);
    expect(await read.members(world.bob, next)).toMatchObject({ members: [{ userId: world.bob.userId }] });
    const one = { threadId, userId: world.ann.userId, withGuildMembers: true };
    expect((await read.member(world.bob, one)).guildMembers.get(world.ann.userId)).toBeDefined();
    await expect(read.member(world.bob, { ...one, userId: '77' })).rejects.toMatchObject({ code: 'unknown_member' });
  });
});
