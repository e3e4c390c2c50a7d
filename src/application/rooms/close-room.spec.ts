import { RoomsWorld } from '../../../test/fakes/rooms-world';
import { CloseRoom } from './close-room';

function setUp(): { world: RoomsWorld; closeRoom: CloseRoom } {
  const world = new RoomsWorld();
  return {
    world,
    closeRoom: new CloseRoom(world.access, world.rooms, world.syncQueue, world.uow, world.clock, world.syncSettings),
  };
}

describe('CloseRoom', () => {
  it('closes the room, queues its sync, drops it from caches and tells', async () => {
    const { world, closeRoom } = setUp();
    const room = world.room();
    await closeRoom.execute(room.id);

    expect(await world.rooms.find(room.id)).toEqual({ ...room, closedAtMs: world.clock.nowMs() });
    expect(world.syncQueue.queued).toEqual([{ roomId: room.id, event: 'room.closed' }]);
    expect(world.uow.invalidatedKeys).toEqual([`room:${room.id}`]);
    expect(world.uow.events).toEqual([{ type: 'room.closed', channelId: room.id }]);
  });

  it('changes nothing the second time', async () => {
    const { world, closeRoom } = setUp();
    const room = world.room();
    await closeRoom.execute(room.id);
    const closed = await world.rooms.find(room.id);
    world.clock.advance(1_000);
    await closeRoom.execute(room.id);

    expect(await world.rooms.find(room.id)).toEqual(closed);
    expect(world.syncQueue.queued).toHaveLength(1);
    expect(world.uow.events).toHaveLength(1);
  });

  it('does not know other rooms', async () => {
    await expect(setUp().closeRoom.execute('12')).rejects.toMatchObject({ kind: 'not_found' });
  });
});
