import * as fc from 'fast-check';
import { aVisitor } from '../../../test/builders/rooms-room';
import { RecordingSession } from '../../../test/fakes/realtime';
import { FakeRoomSession } from '../../../test/fakes/sessions';
import { LiveWorld } from '../../../test/fakes/sessions-world';
import { settled } from '../../../test/fakes/timers';
import type { Room, RoomClosed, RoomNotice, RoomUserMuted, RoomUserRemoved } from '../../domain/rooms';
import type { Reservation } from './live-rooms';

function setUp(changes: Partial<Room> = {}) {
  const world = new LiveWorld();
  const room = world.room(changes);
  const join = (userKey: string, more = {}) => {
    const session = new FakeRoomSession();
    return { session, ...world.live.join(room, aVisitor(userKey, more), session) };
  };
  /** Somebody who only watches what the room is told. */
  const watch = async (): Promise<RecordingSession> => {
    await world.hub.open(room.id);
    const watcher = new RecordingSession();
    world.hub.subscribe(room.id, watcher).release({});
    return watcher;
  };
  return { world, room, live: world.live, join, watch };
}

describe('LiveRooms, joining and leaving', () => {
  it('ends the earlier connection of a guest as replaced and keeps one occupant', () => {
    const { live, room, join } = setUp();

    const first = join('anna');
    const second = join('anna', { nickname: 'Anna' });

    expect([first.isNew, second.isNew]).toEqual([true, false]);
    expect([first.session.ends, second.session.ends]).toEqual([['replaced'], []]);
    expect(second.occupant).toBe(first.occupant);
    expect(live.users(room.id)).toMatchObject([{ userKey: 'anna', nickname: 'Anna', connections: 1 }]);
    expect(live.leave(room.id, 'anna', first.session)).toBeUndefined();
    expect(live.leave(room.id, 'anna', second.session)).toBe(first.occupant);
    expect(live.count(room.id)).toBe(0);
  });

  it('lets an account have many connections; its stay ends with the last', () => {
    const { live, room, join } = setUp();
    const sessions = [1, 2, 3].map(() => join('77', { isAccount: true }).session);
    expect(sessions.flatMap((session) => session.ends)).toEqual([]);
    expect(live.users(room.id)).toMatchObject([{ userKey: '77', connections: 3 }]);
    expect(live.connections).toBe(3);

    const left = sessions.map((session) => live.leave(room.id, '77', session) !== undefined);

    expect(left).toEqual([false, false, true]);
    expect(live.connections).toBe(0);
  });

  it('counts the peak and every joining, from what the room had before', () => {
    const { live, room, join } = setUp({ peakUsers: 2, totalJoins: 10 });
    const sessions = ['a', 'b', 'c'].map((userKey) => join(userKey).session);
    join('a');
    live.leave(room.id, 'b', sessions[1] ?? new FakeRoomSession());

    expect(live.view(room)).toEqual({ room: { ...room, peakUsers: 3, totalJoins: 13 }, currentUsers: 2 });
  });

  it('shows a room that nobody is in as it is stored', () => {
    const { live, room } = setUp({ peakUsers: 5 });

    expect(live.view(room)).toEqual({ room, currentUsers: 0 });
    expect(live.users(room.id)).toEqual([]);
    expect(live.occupant(room.id, 'anna')).toBeUndefined();
    expect(live.leave(room.id, 'anna', new FakeRoomSession())).toBeUndefined();
  });

  it('lists users in the order of joining, with what members see of them', () => {
    const { live, room, join, world } = setUp({ adminUserIds: ['boss'] });
    join('anna');
    world.clock.advance(5);
    join('boss', { proven: true });
    join('claims', { adminByTicket: true });

    const nowMs = world.clock.nowMs();
    expect(live.users(room.id)).toEqual([
      { userKey: 'anna', isAdmin: false, joinedAtMs: nowMs - 5, connections: 1 },
      { userKey: 'boss', isAdmin: true, joinedAtMs: nowMs, connections: 1 },
      { userKey: 'claims', isAdmin: true, joinedAtMs: nowMs, connections: 1 },
    ]);
  });

  it('reads the counters anew once nobody is inside', async () => {
    const { live, room, join, world } = setUp();
    const { session } = join('anna');
    await settled();
    world.rooms.rooms.set(room.id, { ...room, totalJoins: 99 });
    expect((await world.directory.require(room.id)).totalJoins).toBe(0);

    live.leave(room.id, 'anna', session);

    expect((await world.directory.require(room.id)).totalJoins).toBe(99);
  });
});

describe('LiveRooms, places', () => {
  it('counts reserved places and occupants together, a user once', () => {
    const { live, room, join } = setUp({ maxMembers: 2 });
    join('anna');
    const bob = live.reserve(room, 'bob');
    const reserve = (userKey: string) => () => live.reserve(room, userKey);

    expect(reserve('carl')).toThrow(expect.objectContaining({ code: 'room_full' }));
    expect(reserve('anna')).not.toThrow();
    expect(reserve('bob')).not.toThrow();
    bob.release();
    bob.release();
    expect(reserve('carl')).toThrow('Room is full');
  });

  it('frees a reserved place exactly once', () => {
    const { live, room } = setUp({ maxMembers: 2 });
    const [anna, bob] = [live.reserve(room, 'anna'), live.reserve(room, 'bob')];
    anna.release();
    anna.release();

    live.reserve(room, 'carl');
    expect(() => live.reserve(room, 'dora')).toThrow('Room is full');
    bob.release();
    expect(() => live.reserve(room, 'dora')).not.toThrow();
  });

  it('admits exactly as many as there are places when all come at once', async () => {
    const { world } = setUp({ maxMembers: 3 });

    const admissions = await Promise.allSettled(Array.from({ length: 10 }, (_, index) => world.admit(`user-${index}`)));

    expect(admissions.filter(({ status }) => status === 'fulfilled')).toHaveLength(3);
    for (const admission of admissions) {
      if (admission.status === 'rejected') expect(admission.reason).toMatchObject({ code: 'room_full' });
    }
  });

  it('never holds more than its places, whatever comes and goes, and forgets the room in the end', () => {
    const users = ['a', 'b', 'c', 'd', 'e'];
    const step = fc.tuple(fc.constantFrom('reserve', 'enter', 'give up', 'leave'), fc.constantFrom(...users));

    fc.assert(
      fc.property(fc.array(step, { maxLength: 60 }), (script) => {
        const { live, room, join } = setUp({ maxMembers: 2 });
        const reserved = new Map<string, Reservation[]>();
        const inside = new Map<string, FakeRoomSession>();
        const takeReservation = (userKey: string): Reservation | undefined => reserved.get(userKey)?.pop();
        const act: Record<string, (userKey: string) => void> = {
          reserve: (userKey) => {
            const places = new Set([...inside.keys(), ...users.filter((key) => reserved.get(key)?.length)]);
            const hasPlace = places.has(userKey) || places.size < 2;
            if (!hasPlace) return expect(() => live.reserve(room, userKey)).toThrow('Room is full');
            reserved.set(userKey, [...(reserved.get(userKey) ?? []), live.reserve(room, userKey)]);
          },
          enter: (userKey) => {
            const reservation = takeReservation(userKey);
            if (!reservation) return;
            inside.set(userKey, join(userKey).session);
            reservation.release();
          },
          'give up': (userKey) => takeReservation(userKey)?.release(),
          leave: (userKey) => {
            const session = inside.get(userKey);
            if (session) live.leave(room.id, userKey, session);
            inside.delete(userKey);
          },
        };
        for (const [action, userKey] of script) {
          act[action]?.(userKey);
          expect(live.count(room.id)).toBe(inside.size);
          expect(inside.size).toBeLessThanOrEqual(2);
        }
        for (const [userKey, session] of inside) live.leave(room.id, userKey, session);
        for (const reservation of [...reserved.values()].flat()) reservation.release();
        expect(live.view({ ...room, totalJoins: -1 })).toEqual({ room: { ...room, totalJoins: -1 }, currentUsers: 0 });
      }),
    );
  });
});

describe('LiveRooms, figures', () => {
  it('tells them at most once a second, the last ones always right', async () => {
    const { world, live, room, join, watch } = setUp();
    const watcher = await watch();
    const { session } = join('anna');
    join('bob');
    world.timers.pass(999);
    world.flush();
    expect(watcher.texts).toEqual([]);

    live.leave(room.id, 'anna', session);
    world.timers.pass(1);
    world.flush();
    expect(watcher.texts).toEqual(['room.stats 1/2']);
    world.timers.pass(10_000);
    world.flush();
    expect(watcher.texts).toHaveLength(1);

    join('carl');
    join('bob');
    world.timers.pass(1_000);
    world.flush();
    expect(watcher.texts).toEqual(['room.stats 1/2', 'room.stats 2/2']);
  });

  it('tells nothing of a room that is empty again', async () => {
    const { world, live, room, join, watch } = setUp();
    const watcher = await watch();
    live.leave(room.id, 'anna', join('anna').session);

    world.timers.pass(2_000);
    world.flush();

    expect(watcher.texts).toEqual([]);
    expect(world.timers.running).toBe(0);
  });
});

describe('LiveRooms, when rules change', () => {
  it.each([
    ['kicked, may return', { how: 'kicked', mayReturn: true }, 'kicked'],
    ['kicked for good', { how: 'kicked', mayReturn: false }, 'expelled'],
    ['banned', { how: 'banned', mayReturn: false }, 'banned'],
  ] as const)('puts out every connection of a user who was %s, then tells the others', async (_name, event, reason) => {
    const { world, room, join, watch } = setUp();
    const watcher = await watch();
    const sessions = [1, 2].map(() => join('77', { isAccount: true }).session);
    const other = join('anna').session;

    const removed: RoomUserRemoved = { type: 'room.user_removed', channelId: room.id, userKey: '77', ...event };
    world.bus.publish(removed);
    world.flush();

    expect(sessions.map(({ ends }) => ends)).toEqual([[reason], [reason]]);
    expect(other.ends).toEqual([]);
    expect(watcher.texts).toEqual(['room.user_removed 77']);
  });

  it('puts out one whom another process banned', async () => {
    const { world, join } = setUp();
    const [anna, bob] = [join('anna').session, join('bob').session];

    await world.sanction('ban', 'anna');
    await settled();

    expect([anna.ends, bob.ends]).toEqual([['banned'], []]);
  });

  it('leaves those inside who were only muted by another process', async () => {
    const { world, join } = setUp();
    const anna = join('anna').session;

    await world.sanction('mute', 'anna');
    await settled();

    expect(anna.ends).toEqual([]);
  });

  it('tells a muted user in private and the others in public; an unmuting only in public', async () => {
    const { world, room, join, watch } = setUp();
    const watcher = await watch();
    const [anna, bob] = [join('anna').session, join('bob').session];
    const muted: RoomUserMuted = { type: 'room.user_muted', channelId: room.id, userKey: 'anna', muted: true };
    const unmuted: RoomUserMuted = { ...muted, muted: false };

    world.bus.publish(muted);
    world.bus.publish(unmuted);
    world.flush();

    expect([anna.mutings, bob.mutings]).toEqual([1, 0]);
    expect(watcher.texts).toEqual(['room.user_muted anna', 'room.user_muted anna']);
  });

  it('passes notices on', async () => {
    const { world, room, watch } = setUp();
    const watcher = await watch();

    const notice: RoomNotice = { type: 'room.notice', channelId: room.id, text: 'hello' };
    world.bus.publish(notice);
    world.flush();

    expect(watcher.texts).toEqual(['room.notice']);
  });

  it('writes what waits before it ends everybody in a closed room', async () => {
    const { world, room, join, watch } = setUp();
    const watcher = await watch();
    const order: string[] = [];
    const { session } = join('anna');
    session.end = (reason) => order.push(`${reason} after ${watcher.texts.join()}`);
    world.hub.publish({ type: 'last word', channelId: room.id });

    const closed: RoomClosed = { type: 'room.closed', channelId: room.id };
    world.bus.publish(closed);

    expect(order).toEqual(['closed after last word']);
  });

  it('ends everybody when a room turns out to be closed by another process', async () => {
    const { world, room, join } = setUp();
    const { session } = join('anna');

    world.change(room.id, { closedAtMs: world.clock.nowMs() });
    await settled();

    expect(session.ends).toEqual(['closed']);
  });

  it('ends everybody in every room when the server stops', () => {
    const { world, join } = setUp();
    const hall = world.room({ id: '2000' });
    const there = new FakeRoomSession();
    world.live.join(hall, aVisitor('anna'), there);
    const here = join('anna').session;

    world.live.endAll('stopping');

    expect([here.ends, there.ends]).toEqual([['stopping'], ['stopping']]);
  });
});

describe("LiveRooms, a room's settings", () => {
  const boss = aVisitor('boss', { proven: true });

  it('are the new ones as soon as they are read, the former until then', async () => {
    const { world, live, room, join } = setUp({ adminUserIds: [] });
    join('boss', { proven: true });
    await settled();

    world.change(room.id, { adminUserIds: ['boss'] });
    expect(live.isAdmin(room.id, boss)).toBe(false);
    await settled();
    expect(live.isAdmin(room.id, boss)).toBe(true);
  });

  it('stay as they are when they cannot be read', async () => {
    const { world, live, room, join } = setUp({ adminUserIds: ['boss'] });
    join('boss', { proven: true });
    await settled();
    world.rooms.before = () => Promise.reject(new Error('the database is away'));

    world.change(room.id, { adminUserIds: [] });
    await settled();

    expect(live.isAdmin(room.id, boss)).toBe(true);
    expect(world.logger.problems).toHaveLength(1);
  });

  it('are those of the reading begun last, whichever ends last', async () => {
    const { world, live, room, join } = setUp({ adminUserIds: [] });
    join('boss', { proven: true });
    await settled();
    const ends: (() => void)[] = [];
    world.rooms.before = () => new Promise((resolve) => ends.push(resolve));
    world.change(room.id, { adminUserIds: [] });
    await settled();
    world.change(room.id, { adminUserIds: ['boss'] });
    await settled();

    ends[1]?.();
    await settled();
    ends[0]?.();
    await settled();

    expect(live.isAdmin(room.id, boss)).toBe(true);
  });

  it('are read again when they changed between the admission and the room becoming live', async () => {
    const { world, live, room } = setUp({ adminUserIds: ['boss'] });
    const before = await world.directory.require(room.id);
    world.change(room.id, { adminUserIds: [] });

    live.join(before, boss, new FakeRoomSession());
    await settled();

    expect(live.isAdmin(room.id, boss)).toBe(false);
  });
});
