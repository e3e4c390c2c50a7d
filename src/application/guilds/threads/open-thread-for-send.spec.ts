import { ThreadsWorld } from '../../../../test/builders/threads';
import { ACTIVE_THREADS_MAX, DEFAULT_PERMISSIONS, Permission, type Thread } from '../../../domain/guilds';
import { OpenThreadForSend } from './open-thread-for-send';
import { ThreadMemberships } from './thread-memberships';

function setUp(changes: Partial<Thread> = {}) {
  const world = new ThreadsWorld();
  const { reader, invalidations, uow, clock } = world;
  const memberships = new ThreadMemberships(reader, invalidations);
  const openThread = new OpenThreadForSend(memberships, world.changes, uow, clock);
  const { id } = world.thread(changes);
  const send = (userId?: string, permissions = DEFAULT_PERMISSIONS) =>
    openThread.execute(world.stored(id) as Thread, { permissions, ...(userId !== undefined && { userId }) });
  return { world, id, send };
}

describe('OpenThreadForSend', () => {
  it('does nothing for a member of an open thread, without a transaction', async () => {
    const { world, send } = setUp();
    await send(world.ann.userId);

    expect(world.uow.runs).toBe(0);
  });

  it('makes whoever writes a member, once', async () => {
    const { world, id, send } = setUp();
    await send(world.bob.userId);
    await send(world.bob.userId);

    expect(world.threads.membersOf(id)).toHaveLength(2);
    expect(world.eventTypes()).toEqual(['thread.members_changed']);
    expect(world.uow.runs).toBe(1);
  });

  it('opens an archived thread', async () => {
    const { world, id, send } = setUp({ isArchived: true });
    world.clock.advance(1_000);
    await send(world.bob.userId);

    expect(world.stored(id)).toMatchObject({ isArchived: false, archiveChangedAtMs: world.clock.nowMs() });
    expect(world.eventTypes()).toEqual(['thread.updated', 'thread.members_changed']);
  });

  it('makes no member of a webhook', async () => {
    const { world, id, send } = setUp({ isArchived: true });
    await send();

    expect(world.stored(id)).toMatchObject({ isArchived: false, memberCount: 1 });
    await send();
    expect(world.uow.runs).toBe(1);
  });

  it('keeps a locked thread shut but for moderators', async () => {
    const { world, id, send } = setUp({ isArchived: true, isLocked: true });

    await expect(send(world.ann.userId)).rejects.toMatchObject({ code: 'thread_locked' });
    await send(world.owner.userId, DEFAULT_PERMISSIONS | Permission.manageThreads);
    expect(world.stored(id)).toMatchObject({ isArchived: false, isLocked: true });
  });

  it('opens none beyond the most that a guild may have', async () => {
    const { world, send } = setUp({ isArchived: true });
    for (let count = 0; count < ACTIVE_THREADS_MAX; count += 1) world.thread({}, []);

    await expect(send(world.ann.userId)).rejects.toMatchObject({ code: 'active_threads_max' });
  });
});
