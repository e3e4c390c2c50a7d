import { LiveWorld } from '../../../test/fakes/sessions-world';
import { settled } from '../../../test/fakes/timers';
import { roomMemberKey } from './cache-keys';

describe('RoomDirectory', () => {
  it('reads a room once and again after it was changed or forgotten', async () => {
    const { directory, rooms, ...world } = new LiveWorld();
    const room = new LiveWorld().room();
    rooms.rooms.set(room.id, room);

    expect([await directory.require(room.id), await directory.require(room.id)]).toEqual([room, room]);
    expect(rooms.finds).toBe(1);
    rooms.rooms.set(room.id, { ...room, name: 'hall' });
    world.invalidations.publish(`room:${room.id}`);
    expect((await directory.require(room.id)).name).toBe('hall');
    directory.forget(room.id);
    await directory.require(room.id);
    expect(rooms.finds).toBe(3);
  });

  it.each(['404', 'lobby', '', '0', '01', `1'; DROP TABLE rooms`, '9223372036854775808', 'x'.repeat(5_000)])(
    'knows no room %p',
    async (roomId) => {
      const world = new LiveWorld();

      const refusal = world.directory.require(roomId);

      await expect(refusal).rejects.toMatchObject({ kind: 'not_found', code: 'not_found' });
      await expect(refusal).rejects.toThrow(/^Room .{0,64} not found$/);
      expect(world.rooms.finds).toBe(roomId === '404' ? 1 : 0);
    },
  );

  it('tells the bans and mutes that count at the moment, also from memory', async () => {
    const world = new LiveWorld();
    const room = world.room();
    const nowMs = world.clock.nowMs();
    await world.sanction('ban', 'anna', { expiresAtMs: nowMs + 1_000 });
    await world.sanction('mute', 'anna', { reason: 'noise' });
    const sanctionsOf = () => world.directory.sanctionsOf(room.id, 'anna');
    expect(await sanctionsOf()).toMatchObject({ ban: { userKey: 'anna' }, mute: { reason: 'noise' } });

    world.clock.advance(1_000);
    expect(await sanctionsOf()).toEqual({ mute: { userKey: 'anna', reason: 'noise', createdAtMs: nowMs } });
    await world.sanctions.remove('mute', room.id, 'anna');
    world.invalidations.publish(roomMemberKey(room.id, 'anna'));
    expect(await sanctionsOf()).toEqual({});
  });

  it.each(['a:b', 'room:1000:user:x', ':', 'line\nbreak', 'äöü 😀'])('finds the sanctions of %p', async (userKey) => {
    const world = new LiveWorld();
    const room = world.room();
    expect(await world.directory.sanctionsOf(room.id, userKey)).toEqual({});

    await world.sanction('ban', userKey);

    expect((await world.directory.sanctionsOf(room.id, userKey)).ban).toMatchObject({ userKey });
  });

  it('guesses nothing while the database does not answer', async () => {
    const world = new LiveWorld();
    const room = world.room();
    const failing = () => Promise.reject(new Error('the database is away'));
    world.rooms.before = failing;
    world.sanctions.before = failing;

    await expect(world.directory.require(room.id)).rejects.toThrow('away');
    await expect(world.directory.sanctionsOf(room.id, 'anna')).rejects.toThrow('away');
    await settled();
    world.rooms.before = () => undefined;
    expect(await world.directory.require(room.id)).toEqual(room);
  });
});
