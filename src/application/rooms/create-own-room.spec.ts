import { RoomsWorld } from '../../../test/fakes/rooms-world';
import { OWN_ROOMS_MAX } from '../../domain/rooms';
import { CreateOwnRoom } from './create-own-room';

const ann = { kind: 'account', userId: '77' } as const;

function setUp() {
  const world = new RoomsWorld();
  const { rooms, syncQueue, uow, ids, clock } = world;
  return { world, create: new CreateOwnRoom(rooms, syncQueue, uow, ids, clock) };
}

describe('CreateOwnRoom', () => {
  it('opens a room for everybody, with the account as its admin, and queues its sync', async () => {
    const { world, create } = setUp();
    const room = await create.execute(ann, { name: 'Tea', description: 'and talk', maxMembers: 5 });

    expect(room).toMatchObject({
      ...{ name: 'Tea', access: 'open', maxMembers: 5, creatorId: '77', adminUserIds: ['77'] },
      metadata: { description: 'and talk' },
    });
    expect(await world.rooms.find(room.id)).toEqual(room);
    expect(world.syncQueue.queued).toEqual([{ roomId: room.id, event: 'room.created' }]);
    expect((await create.execute(ann, { name: 'x' })).metadata).toEqual({});
  });

  it.each([
    ['room_name', { name: ' ' }],
    ['description', { name: 'x', description: 'x'.repeat(501) }],
    ['description', { name: 'x', description: '\u0000' }],
    ['max_members', { name: 'x', maxMembers: 0 }],
  ])('refuses a wrong %s', async (field, input) => {
    const { world, create } = setUp();

    await expect(create.execute(ann, input)).rejects.toMatchObject({ kind: 'invalid', details: { field } });
    expect(world.rooms.rooms.size).toBe(0);
  });

  it('has a maximum of open rooms for each account', async () => {
    const { world, create } = setUp();
    for (let index = 0; index < OWN_ROOMS_MAX; index += 1) await create.execute(ann, { name: 'x' });
    const refused = create.execute(ann, { name: 'x' });
    await expect(refused).rejects.toMatchObject({ kind: 'conflict', code: 'own_rooms_max' });

    const [first] = world.rooms.rooms.values();
    if (first) world.rooms.rooms.set(first.id, { ...first, closedAtMs: 1 });
    await expect(create.execute(ann, { name: 'x' })).resolves.toBeDefined();
    await expect(create.execute({ kind: 'account', userId: '78' }, { name: 'x' })).resolves.toBeDefined();
  });
});
