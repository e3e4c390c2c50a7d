import { aVisitor } from '../../../test/builders/rooms-room';
import { RoomsWorld } from '../../../test/fakes/rooms-world';
import { operator } from '../shared/actor';

const boss = { visitor: aVisitor('boss', { proven: true }) };
const liar = { visitor: aVisitor('boss') };
const guest = { visitor: aVisitor('guest', { proven: true }) };
const ticketAdmin = { visitor: aVisitor('helper', { proven: true, adminByTicket: true }) };

describe('ModerationAccess', () => {
  const world = new RoomsWorld();
  const room = world.room({ adminUserIds: ['boss', 'second boss'] });
  const closed = world.room({ id: '1001', closedAtMs: 1, adminUserIds: ['boss'] });

  it.each([
    ['the operator', operator],
    ['an admin of the list', boss],
    ['an admin by ticket', ticketAdmin],
  ])('lets %s moderate', async (_who, actor) => {
    expect(await world.access.require(actor, room.id)).toEqual(room);
    expect(await world.access.requireAgainst(actor, room.id, 'guest')).toEqual(room);
  });

  it.each([
    ['a guest', guest],
    ['one who claims an admin id without proof', liar],
  ])('refuses %s', async (_who, actor) => {
    await expect(world.access.require(actor, room.id)).rejects.toMatchObject({ kind: 'forbidden' });
    await expect(world.access.requireAgainst(actor, room.id, 'other')).rejects.toMatchObject({ kind: 'forbidden' });
  });

  it('keeps admins from themselves and from each other, not the operator', async () => {
    await expect(world.access.requireAgainst(boss, room.id, 'boss')).rejects.toMatchObject({ code: 'forbidden' });
    await expect(world.access.requireAgainst(boss, room.id, 'second boss')).rejects.toMatchObject({
      code: 'forbidden',
    });
    await expect(world.access.requireAgainst(ticketAdmin, room.id, 'helper')).rejects.toMatchObject({
      code: 'forbidden',
    });
    expect(await world.access.requireAgainst(operator, room.id, 'boss')).toEqual(room);
  });

  it('closes a closed room to its admins, not to the operator', async () => {
    await expect(world.access.require(boss, closed.id)).rejects.toMatchObject({ code: 'room_closed' });
    expect(await world.access.require(operator, closed.id)).toEqual(closed);
  });

  it.each(['', 'abc', '0', '-1', '1e3', '99999999999999999999', '1000 ', '404'])('knows no room %p', async (id) => {
    await expect(world.access.requireRoom(id)).rejects.toMatchObject({ kind: 'not_found' });
  });

  it('repeats little of a long nonsense id', async () => {
    await expect(world.access.requireRoom('x'.repeat(10_000))).rejects.toThrow(`Room ${'x'.repeat(64)} not found`);
    await expect(world.access.requireRoom(`${'x'.repeat(63)}😀`)).rejects.toThrow(
      `Room ${'x'.repeat(63)}\ufffd not found`,
    );
  });
});
