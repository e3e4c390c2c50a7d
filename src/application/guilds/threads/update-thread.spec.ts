import { ThreadsWorld } from '../../../../test/builders/threads';
import { ACTIVE_THREADS_MAX, DEFAULT_PERMISSIONS, Permission, type Thread } from '../../../domain/guilds';
import { type ThreadSettings, UpdateThread } from './update-thread';

function setUp(thread: Partial<Thread> = {}, everyone = DEFAULT_PERMISSIONS) {
  const world = new ThreadsWorld(everyone);
  const { access, changes, audit, uow, clock } = world;
  const updateThread = new UpdateThread(access, changes, audit, uow, clock);
  const { id } = world.thread({ autoArchiveMinutes: 1_440, ...thread });
  const update = (actor: typeof world.ann, input: ThreadSettings) =>
    updateThread.execute(actor, { threadId: id, ...input });
  return { world, update, id, updateThread };
}

const everything: ThreadSettings = {
  ...{ name: 'new', isArchived: true, isLocked: true, isInvitable: false },
  ...{ autoArchiveMinutes: 60, slowModeSeconds: 9 },
};

describe('UpdateThread', () => {
  it('changes everything for moderators, tells it and logs it', async () => {
    const { world, update, id } = setUp({ type: 'private', isInvitable: true });
    world.clock.advance(5_000);
    const thread = await update(world.owner, everything);

    expect(thread).toMatchObject({ ...everything, archiveChangedAtMs: world.clock.nowMs() });
    expect(world.stored(id)).toEqual(thread);
    expect(world.uow.events).toEqual([{ type: 'thread.updated', guildId: world.guildId, thread }]);
    expect(world.uow.invalidatedKeys).toEqual([`thread:${id}`]);
    expect(world.audit.records[0]).toMatchObject({ actionType: 111, userId: world.owner.userId, targetId: id });
    expect(world.audit.records[0]?.changes).toContainEqual({ key: 'archived', oldValue: false, newValue: true });
  });

  it('changes nothing and tells nothing when nothing is new', async () => {
    const { world, update } = setUp({ name: 'same' });
    await update(world.bob, { name: 'same', isArchived: false, isInvitable: true });

    expect(world.uow.events).toEqual([]);
    expect(world.audit.records).toEqual([]);
  });

  it.each<[string, 'ann' | 'bob', Partial<Thread>, ThreadSettings, string | undefined]>([
    ['owners rename', 'ann', {}, { name: 'new' }, undefined],
    ['owners archive', 'ann', {}, { isArchived: true, autoArchiveMinutes: 60 }, undefined],
    ['owners open and rename at once', 'ann', { isArchived: true }, { isArchived: false, name: 'new' }, undefined],
    ['owners do not lock', 'ann', {}, { isLocked: true }, 'missing_permissions'],
    ['owners do not slow down', 'ann', {}, { slowModeSeconds: 5 }, 'missing_permissions'],
    [
      'owners do not open a locked one',
      'ann',
      { isArchived: true, isLocked: true },
      { isArchived: false },
      'missing_permissions',
    ],
    ['owners do not change a locked one', 'ann', { isLocked: true }, { name: 'new' }, 'missing_permissions'],
    ['others open', 'bob', { isArchived: true }, { isArchived: false }, undefined],
    [
      'others open and do no more',
      'bob',
      { isArchived: true },
      { isArchived: false, name: 'x' },
      'missing_permissions',
    ],
    [
      'others do not open a locked one',
      'bob',
      { isArchived: true, isLocked: true },
      { isArchived: false },
      'missing_permissions',
    ],
    ['others do not archive', 'bob', {}, { isArchived: true }, 'missing_permissions'],
    ['others do not rename', 'bob', {}, { name: 'x' }, 'missing_permissions'],
    ['nobody changes an archived one', 'ann', { isArchived: true }, { name: 'x' }, 'thread_archived'],
  ])('lets or does not let: %s', async (_name, who, thread, input, refusal) => {
    const { world, update } = setUp(thread);
    const updated = update(world[who], input);

    if (refusal === undefined) expect(await updated).toMatchObject(input);
    else await expect(updated).rejects.toMatchObject({ code: refusal });
  });

  it('lets moderators lock an archived thread without opening it', async () => {
    const { world, update } = setUp({ isArchived: true });

    expect(await update(world.owner, { isLocked: true })).toMatchObject({ isArchived: true, isLocked: true });
    await expect(update(world.owner, { name: 'x' })).rejects.toMatchObject({ code: 'thread_archived' });
  });

  it('does not let those open it who may not write in threads', async () => {
    const { world, update } = setUp({ isArchived: true }, DEFAULT_PERMISSIONS & ~Permission.sendMessagesInThreads);

    await expect(update(world.bob, { isArchived: false })).rejects.toMatchObject({ code: 'missing_permissions' });
  });

  it('opens none beyond the most that a guild may have, and leaves open ones alone', async () => {
    const { world, update, updateThread } = setUp({ isArchived: true });
    const active = Array.from({ length: ACTIVE_THREADS_MAX }, () => world.thread({}, []));

    await expect(update(world.ann, { isArchived: false })).rejects.toMatchObject({ code: 'active_threads_max' });
    const input = { threadId: active[0].id, isArchived: false, name: 'still open' };
    expect(await updateThread.execute(world.ann, input)).toMatchObject({ name: 'still open' });
  });

  it('refuses channels, strangers and what was deleted meanwhile', async () => {
    const { world, update, updateThread, id } = setUp();
    const input = { threadId: world.channelId, name: 'x' };

    await expect(updateThread.execute(world.owner, input)).rejects.toMatchObject({ code: 'unknown_channel' });
    await expect(update(world.stranger, { name: 'x' })).rejects.toMatchObject({ code: 'unknown_channel' });
    await world.access.requireChannel(world.ann, id);
    world.threads.delete(id);
    await expect(update(world.ann, { name: 'x' })).rejects.toMatchObject({ code: 'unknown_channel' });
  });
});
