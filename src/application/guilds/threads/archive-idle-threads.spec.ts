import { ThreadsWorld } from '../../../../test/builders/threads';
import { ARCHIVED_AT_ONCE_MAX, ArchiveIdleThreads } from './archive-idle-threads';

const MS_PER_HOUR = 3_600_000;

function setUp() {
  const world = new ThreadsWorld();
  const { reader, repository, changes, uow, clock } = world;
  return { world, archiveIdle: new ArchiveIdleThreads(reader, repository, changes, uow, clock) };
}

describe('ArchiveIdleThreads', () => {
  it('archives what nobody wrote in for as long as it allows, and tells it', async () => {
    const { world, archiveIdle } = setUp();
    const [short, long] = [world.thread({ autoArchiveMinutes: 60 }), world.thread({ autoArchiveMinutes: 1_440 })];
    world.clock.advance(MS_PER_HOUR - 1);
    expect(await archiveIdle.execute()).toBe(0);
    world.clock.advance(1);

    expect(await archiveIdle.execute()).toBe(1);
    expect(world.stored(short.id)).toMatchObject({ isArchived: true, archiveChangedAtMs: world.clock.nowMs() });
    expect(world.stored(long.id)).toMatchObject({ isArchived: false });
    expect(world.eventTypes()).toEqual(['thread.updated']);
    expect(await archiveIdle.execute()).toBe(0);
  });

  it('passes over what was archived or deleted meanwhile', async () => {
    const { world, archiveIdle } = setUp();
    const [archived, deleted] = [world.thread(), world.thread()];
    world.clock.advance(24 * MS_PER_HOUR);
    world.reader.idle = async () => [archived, deleted];
    world.threads.put({ ...archived, isArchived: true });
    world.threads.delete(deleted.id);
    await archiveIdle.execute();

    expect(world.uow.events).toEqual([]);
  });

  it(`archives at most ${ARCHIVED_AT_ONCE_MAX} at one go`, async () => {
    const { world, archiveIdle } = setUp();
    for (let count = 0; count <= ARCHIVED_AT_ONCE_MAX; count += 1) world.thread({}, []);
    world.clock.advance(24 * MS_PER_HOUR);

    expect([await archiveIdle.execute(), await archiveIdle.execute()]).toEqual([ARCHIVED_AT_ONCE_MAX, 1]);
  });
});
