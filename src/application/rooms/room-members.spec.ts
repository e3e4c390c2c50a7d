import { RoomsWorld } from '../../../test/fakes/rooms-world';
import { MEMBER_ROOMS_MAX } from '../../domain/rooms';
import { operator } from '../shared/actor';
import { BanVisitor } from './ban-visitor';
import { BecomeRoomMember } from './become-room-member';
import { EndRoomMembership } from './end-room-membership';
import { KickVisitor } from './kick-visitor';
import { ListOpenRooms } from './list-open-rooms';

const ann = { kind: 'account', userId: '77' } as const;

function setUp() {
  const world = new RoomsWorld();
  const { directory, members, memberships, uow, clock, reader, occupancy, access, sanctionWriter } = world;
  return {
    world,
    room: world.room(),
    become: new BecomeRoomMember(directory, members, uow, clock),
    end: new EndRoomMembership(memberships, uow),
    list: new ListOpenRooms(reader, occupancy, directory, memberships),
    ban: new BanVisitor(access, sanctionWriter),
    kick: new KickVisitor(access, sanctionWriter, occupancy, memberships, uow),
  };
}

describe('BecomeRoomMember and EndRoomMembership', () => {
  it('last until they are ended, and change nothing when they come twice', async () => {
    const { world, room, become, end } = setUp();
    expect(await world.memberships.isMember(room.id, ann.userId)).toBe(false);
    await become.execute(ann, room.id);
    await become.execute(ann, room.id);

    expect(await world.memberships.isMember(room.id, ann.userId)).toBe(true);
    expect(world.uow.invalidatedKeys).toEqual([`room-membership:${room.id}:77`]);
    await end.execute(ann, room.id);
    await end.execute(ann, room.id);
    expect(await world.memberships.isMember(room.id, ann.userId)).toBe(false);
    expect(world.uow.events).toEqual([
      { type: 'room.membership_began', channelId: room.id, userKey: '77' },
      { type: 'room.membership_ended', channelId: room.id, userKey: '77' },
    ]);
  });

  it.each([
    ['not_found', {}, '404'],
    ['room_closed', { closedAtMs: 1 }, '1000'],
  ])('refuse with %s', async (code, changes, roomId) => {
    const { world, become } = setUp();
    world.room(changes);

    await expect(become.execute(ann, roomId)).rejects.toMatchObject({ code });
  });

  it('have a maximum of rooms', async () => {
    const { world, become } = setUp();
    for (let index = 0; index <= MEMBER_ROOMS_MAX; index += 1) world.room({ id: String(2_000 + index) });
    for (let index = 0; index < MEMBER_ROOMS_MAX; index += 1) await become.execute(ann, String(2_000 + index));

    const oneMore = become.execute(ann, String(2_000 + MEMBER_ROOMS_MAX));
    await expect(oneMore).rejects.toMatchObject({ kind: 'conflict', code: 'member_rooms_max' });
  });

  it('end with a ban and with a kick, also of somebody who is not connected', async () => {
    const { world, room, become, ban, kick } = setUp();
    await become.execute(ann, room.id);
    await kick.execute(operator, { roomId: room.id, userKey: '77', bans: false });
    expect(await world.memberships.isMember(room.id, '77')).toBe(false);
    await become.execute(ann, room.id);
    await ban.execute(operator, { roomId: room.id, userKey: '77' });

    expect(await world.memberships.isMember(room.id, '77')).toBe(false);
    await expect(become.execute(ann, room.id)).rejects.toMatchObject({ code: 'banned' });
    const again = kick.execute(operator, { roomId: room.id, userKey: '77', bans: false });
    await expect(again).rejects.toMatchObject({ code: 'not_found' });
  });
});

describe('ListOpenRooms', () => {
  it('lists the open rooms that everybody may enter, with who is inside', async () => {
    const { world, room, list } = setUp();
    world.room({ id: '1001', access: 'ticket' });
    world.room({ id: '1002', closedAtMs: 1 });
    world.occupancy.put(room.id, 'guest');

    expect(await list.execute()).toEqual([{ room, currentUsers: 1 }]);
    expect(await list.inside(ann, room.id)).toMatchObject([{ userKey: 'guest' }]);
  });

  it('tells of a room for invited people only to those who are in it', async () => {
    const { world, list, become } = setUp();
    world.room({ id: '1001', access: 'ticket' });
    world.room({ id: '1002', closedAtMs: 1 });

    await expect(list.inside(ann, '1001')).rejects.toMatchObject({ code: 'not_found' });
    await become.execute(ann, '1001');
    expect(await list.inside(ann, '1001')).toEqual([]);
    await expect(list.inside(ann, '1002')).rejects.toMatchObject({ code: 'room_closed' });
    await expect(list.inside(ann, 'x')).rejects.toMatchObject({ code: 'not_found' });
  });
});
