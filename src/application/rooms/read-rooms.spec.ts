import { FixedDeliveryCounts, PlainTicketSigner } from '../../../test/fakes/rooms-live';
import { RoomsWorld } from '../../../test/fakes/rooms-world';
import { IssueTicket, TICKET_SECONDS_MAX } from './issue-ticket';
import { ListRooms } from './list-rooms';
import { ListSanctions } from './list-sanctions';
import { ReadRoom } from './read-room';
import { ReadRoomStats } from './read-room-stats';
import { ReadServerStats } from './read-server-stats';
import type { RoomFigures } from './room.reader';

const figures: RoomFigures = {
  peakUsers: 4,
  totalJoins: 9,
  uniqueUsers: 5,
  messages: 12,
  messagesPerMinute: 0.4,
  banned: 1,
  muted: 2,
};

describe('ReadRoom', () => {
  it('says who is inside', async () => {
    const world = new RoomsWorld();
    const room = world.room({ closedAtMs: 5 });
    world.occupancy.put(room.id, 'ann');
    const readRoom = new ReadRoom(world.access, world.occupancy);

    expect(await readRoom.execute(room.id)).toEqual({ room, currentUsers: 1 });
    expect(await readRoom.users(room.id)).toMatchObject([{ userKey: 'ann' }]);
    await expect(readRoom.users('9')).rejects.toMatchObject({ kind: 'not_found' });
  });
});

describe('ListRooms', () => {
  const world = new RoomsWorld();
  for (const id of ['10', '9', '100', '2']) world.room({ id, ...(id === '9' && { closedAtMs: 1 }) });
  world.occupancy.put('10', 'ann');
  const listRooms = new ListRooms(world.reader, world.occupancy);
  const idsOf = async (query: Parameters<ListRooms['execute']>[0]): Promise<[string[], string | undefined]> => {
    const page = await listRooms.execute(query);
    return [page.items.map(({ room }) => room.id), page.next];
  };

  it('goes through all pages and ends with a page that names no other', async () => {
    expect(await idsOf({ closed: false, limit: 2 })).toEqual([['2', '10'], '10']);
    expect(await idsOf({ closed: false, limit: 2, after: '10' })).toEqual([['100'], undefined]);
    expect(await idsOf({ closed: true, limit: 4 })).toEqual([['2', '9', '10', '100'], undefined]);
  });

  it('counts who is inside', async () => {
    const page = await listRooms.execute({ closed: false, limit: 10 });

    expect(page.items.map(({ currentUsers }) => currentUsers)).toEqual([0, 1, 0]);
  });

  it.each([0, -1, 1.5, 1_001, NaN])('refuses a page of %p', async (limit) => {
    await expect(listRooms.execute({ closed: false, limit })).rejects.toMatchObject({ details: { field: 'limit' } });
  });
});

describe('ReadRoomStats', () => {
  it('counts the time a room was open', async () => {
    const world = new RoomsWorld();
    const open = world.room({ createdAtMs: world.clock.nowMs() - 90_500 });
    const closed = world.room({ id: '1001', createdAtMs: 1_000, closedAtMs: 61_000 });
    for (const room of [open, closed]) world.reader.figuresOfRooms.set(room.id, figures);
    world.occupancy.put(open.id, 'ann');
    const readRoomStats = new ReadRoomStats(world.access, world.reader, world.occupancy, world.clock);

    expect(await readRoomStats.execute(open.id)).toEqual({ ...figures, currentUsers: 1, uptimeSeconds: 90 });
    expect(await readRoomStats.execute(closed.id)).toMatchObject({ currentUsers: 0, uptimeSeconds: 60 });
    await expect(readRoomStats.execute('x')).rejects.toMatchObject({ kind: 'not_found' });
  });
});

describe('ReadServerStats', () => {
  it('adds up', async () => {
    const world = new RoomsWorld();
    world.room();
    world.room({ id: '1001', closedAtMs: 1 });
    world.occupancy.put('1000', 'ann', { connections: 3 });
    const counts = { pending: 2, dead: 1, lagSeconds: 7 };
    const deliveries = new FixedDeliveryCounts('room-sync', counts);
    const readServerStats = new ReadServerStats(world.reader, world.occupancy, deliveries, world.syncSettings);

    expect(await readServerStats.execute()).toEqual({
      openRooms: 1,
      closedRooms: 1,
      messages: 0,
      connections: 3,
      sync: { ...counts, pushes: false },
    });
  });
});

describe('ListSanctions', () => {
  it('lists what counts now, of one room and of all', async () => {
    const world = new RoomsWorld();
    const [one, two] = [world.room(), world.room({ id: '1001' })];
    await world.sanctionWriter.put('ban', one, { userKey: 'short', durationSeconds: 10 });
    await world.sanctionWriter.put('ban', one, { userKey: 'long' });
    await world.sanctionWriter.put('mute', two, { userKey: 'loud' });
    world.clock.advance(10_000);
    await world.sanctionWriter.put('ban', two, { userKey: 'last' });
    const listSanctions = new ListSanctions(world.access, world.sanctions);

    expect(await listSanctions.execute('ban', one.id)).toMatchObject({ items: [{ userKey: 'long' }] });
    expect(await listSanctions.execute('mute', two.id)).toMatchObject({ items: [{ userKey: 'loud' }] });
    expect(await listSanctions.execute('ban', one.id, 'long')).toEqual({ items: [] });
    expect(await listSanctions.serverWide('ban', 10)).toMatchObject([
      { userKey: 'last', roomId: two.id },
      { userKey: 'long', roomId: one.id },
    ]);
    await expect(listSanctions.serverWide('ban', 0)).rejects.toMatchObject({ details: { field: 'limit' } });
    await expect(listSanctions.execute('ban', one.id, '\u0000')).rejects.toMatchObject({ details: { field: 'after' } });
    await expect(listSanctions.execute('ban', '5')).rejects.toMatchObject({ kind: 'not_found' });
  });
});

describe('IssueTicket', () => {
  const world = new RoomsWorld();
  const room = world.room();
  const closed = world.room({ id: '1001', closedAtMs: 1 });
  const signer = new PlainTicketSigner();
  const issueTicket = new IssueTicket(world.access, signer, world.clock);
  const ask = { roomId: room.id, userKey: 'ann' };

  it('signs whole seconds, never fewer than asked for', async () => {
    world.clock.advance(1);
    const { ticket, expiresAtMs } = await issueTicket.execute({ ...ask, expiresInSeconds: 60, role: 'admin' });

    expect(expiresAtMs % 1_000).toBe(0);
    expect(expiresAtMs - world.clock.nowMs()).toBeGreaterThanOrEqual(60_000);
    expect(signer.verify(ticket)).toEqual({ roomId: room.id, userKey: 'ann', role: 'admin', expiresAtMs });
  });

  it('makes members, with their name', async () => {
    const { ticket } = await issueTicket.execute({ ...ask, nickname: 'Ann' });

    expect(signer.verify(ticket)).toMatchObject({ role: 'member', nickname: 'Ann' });
  });

  it.each([
    ['user_id', { userKey: '' }],
    ['nickname', { nickname: 'x'.repeat(65) }],
    ['nickname', { nickname: '' }],
    ['expires_in_seconds', { expiresInSeconds: 0 }],
    ['expires_in_seconds', { expiresInSeconds: TICKET_SECONDS_MAX + 1 }],
    ['expires_in_seconds', { expiresInSeconds: 0.5 }],
  ])('refuses a wrong %s', async (field, wrong) => {
    await expect(issueTicket.execute({ ...ask, ...wrong })).rejects.toMatchObject({ details: { field } });
  });

  it('gives none for rooms that nobody enters', async () => {
    await expect(issueTicket.execute({ ...ask, roomId: closed.id })).rejects.toMatchObject({ code: 'room_closed' });
    await expect(issueTicket.execute({ ...ask, roomId: '3' })).rejects.toMatchObject({ kind: 'not_found' });
  });
});
