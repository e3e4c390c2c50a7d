import { ThreadsWorld } from '../../../../test/builders/threads';
import { DeleteThread } from './delete-thread';

function setUp() {
  const world = new ThreadsWorld();
  const { access, repository, changes, audit, uow, clock } = world;
  return { world, deleteThread: new DeleteThread(access, repository, changes, audit, uow, clock) };
}

describe('DeleteThread', () => {
  it('ends a thread for everybody and says so', async () => {
    const { world, deleteThread } = setUp();
    const thread = world.stored(world.thread().id);
    const threadId = thread?.id ?? '';
    expect(await deleteThread.execute(world.owner, { threadId, reason: 'spam' })).toEqual(thread);

    expect(world.stored(threadId)).toBeUndefined();
    expect(world.uow.events).toEqual([{ type: 'thread.deleted', guildId: world.guildId, thread }]);
    expect(world.audit.records).toMatchObject([{ actionType: 112, targetId: threadId, reason: 'spam' }]);
    await expect(world.access.requireChannel(world.ann, threadId)).rejects.toMatchObject({ code: 'unknown_channel' });
    await expect(deleteThread.execute(world.owner, { threadId })).rejects.toMatchObject({ code: 'unknown_channel' });
  });

  it('is for moderators, and for threads', async () => {
    const { world, deleteThread } = setUp();
    const { id: threadId } = world.thread();

    await expect(deleteThread.execute(world.ann, { threadId })).rejects.toMatchObject({ code: 'missing_permissions' });
    await expect(deleteThread.execute(world.owner, { threadId: world.channelId })).rejects.toMatchObject({
      code: 'unknown_channel',
    });
    expect(world.stored(threadId)).toBeDefined();
  });
});
