import { RoomsWorld } from '../../../test/fakes/rooms-world';
import { CreateRoom } from './create-room';

function setUp(): { world: RoomsWorld; createRoom: CreateRoom } {
  const world = new RoomsWorld();
  return { world, createRoom: new CreateRoom(world.rooms, world.syncQueue, world.uow, world.ids, world.clock) };
}

describe('CreateRoom', () => {
  it('stores an open room with its defaults and queues its sync in one transaction', async () => {
    const { world, createRoom } = setUp();
    const room = await createRoom.execute({ name: '测试房间', adminUserIds: ['a', 'b', 'a'] });

    expect(room).toEqual({
      id: room.id,
      name: '测试房间',
      adminUserIds: ['a', 'b'],
      access: 'open',
      slowModeSeconds: 0,
      metadata: {},
      peakUsers: 0,
      totalJoins: 0,
      createdAtMs: world.clock.nowMs(),
    });
    expect(await world.rooms.find(room.id)).toEqual(room);
    expect(world.syncQueue.queued).toEqual([{ roomId: room.id, event: 'room.created' }]);
    expect(world.uow).toMatchObject({ runs: 1, invalidatedKeys: [`room:${room.id}`] });
  });

  it('keeps every setting', async () => {
    const { createRoom } = setUp();
    const settings = { access: 'ticket' as const, maxMembers: 2, slowModeSeconds: 30, metadata: { level: 7 } };

    expect(await createRoom.execute({ name: 'x', adminUserIds: [], ...settings })).toMatchObject(settings);
  });

  it.each([
    ['room_name', { name: ' ' }],
    ['room_name', { name: 'x'.repeat(101) }],
    ['admin_user_ids', { adminUserIds: ['\n'] }],
    ['max_members', { maxMembers: 0 }],
    ['slow_mode_seconds', { slowModeSeconds: 0.5 }],
    ['metadata', { metadata: { big: 'x'.repeat(8_192) } }],
    ['metadata', { metadata: { broken: '\ud800' } }],
  ])('refuses a wrong %s and stores nothing', async (field, wrong) => {
    const { world, createRoom } = setUp();
    const input = { name: 'x', adminUserIds: [], ...wrong };

    await expect(createRoom.execute(input)).rejects.toMatchObject({ kind: 'invalid', details: { field } });
    expect(world.rooms.rooms.size).toBe(0);
  });
});
