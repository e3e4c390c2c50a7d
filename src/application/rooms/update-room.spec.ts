import { RoomsWorld } from '../../../test/fakes/rooms-world';
import { UpdateRoom } from './update-room';

function setUp(): { world: RoomsWorld; updateRoom: UpdateRoom } {
  const world = new RoomsWorld();
  return { world, updateRoom: new UpdateRoom(world.access, world.rooms, world.uow) };
}

describe('UpdateRoom', () => {
  it('changes what is given, keeps the rest and drops the room from caches', async () => {
    const { world, updateRoom } = setUp();
    const room = world.room({ maxMembers: 10, metadata: { a: 1 } });
    const changed = await updateRoom.execute(room.id, { name: 'hall', adminUserIds: ['x', 'x'] });

    expect(changed).toEqual({ ...room, name: 'hall', adminUserIds: ['x'] });
    expect(await world.rooms.find(room.id)).toEqual(changed);
    expect(world.uow.invalidatedKeys).toEqual([`room:${room.id}`]);
  });

  it('lifts the limit of members with null', async () => {
    const { world, updateRoom } = setUp();
    const { maxMembers, ...unlimited } = world.room({ maxMembers: 10 });

    expect(maxMembers).toBe(10);
    expect(await updateRoom.execute(unlimited.id, { maxMembers: null })).toEqual(unlimited);
  });

  it('refuses what a room must not be', async () => {
    const { world, updateRoom } = setUp();
    const room = world.room();

    await expect(updateRoom.execute(room.id, { name: '' })).rejects.toMatchObject({ details: { field: 'room_name' } });
    expect(await world.rooms.find(room.id)).toEqual(room);
    expect(world.uow.invalidatedKeys).toEqual([]);
  });

  it('knows closed rooms and rooms that are none', async () => {
    const { world, updateRoom } = setUp();
    const room = world.room({ closedAtMs: 1 });

    await expect(updateRoom.execute(room.id, {})).rejects.toMatchObject({ code: 'room_closed' });
    await expect(updateRoom.execute('7', {})).rejects.toThrow('Room 7 not found');
  });
});
