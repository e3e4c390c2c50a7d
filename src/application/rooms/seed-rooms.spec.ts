import { RoomsWorld } from '../../../test/fakes/rooms-world';
import { SeedRooms } from './seed-rooms';

function setUp(...defaultRooms: string[]) {
  const world = new RoomsWorld();
  const { rooms, setups, uow, ids, clock } = world;
  const seed = (names = defaultRooms): Promise<void> =>
    new SeedRooms(rooms, setups, { trustUserId: false, defaultRooms: names }, uow, ids, clock).execute();
  return { world, seed, names: () => [...rooms.rooms.values()].map(({ name }) => name) };
}

describe('SeedRooms', () => {
  it('opens the rooms of a new server once, and tells nobody outside', async () => {
    const { world, seed, names } = setUp('general', 'tech');
    await seed();
    const [first] = world.rooms.rooms.values();
    expect(first).toMatchObject({ name: 'general', access: 'open', adminUserIds: [], isDefault: true });
    world.rooms.rooms.clear();
    await seed();

    expect(names()).toEqual([]);
    expect(world.syncQueue.queued).toEqual([]);
  });

  it('opens none when none are wanted, and those wanted later', async () => {
    const { seed, names } = setUp();
    await seed();
    await seed(['random']);

    expect(names()).toEqual(['random']);
  });

  it('refuses names that no room may have', async () => {
    const { seed, names } = setUp('good', 'x'.repeat(101));

    await expect(seed()).rejects.toMatchObject({ kind: 'invalid' });
    expect(names()).toEqual([]);
  });
});
