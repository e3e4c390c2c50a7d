import { aVisitor } from '../../../test/builders/rooms-room';
import { RoomsWorld } from '../../../test/fakes/rooms-world';
import { type Room, ROOM_SANCTIONS_MAX } from '../../domain/rooms';
import { operator } from '../shared/actor';
import { BanVisitor } from './ban-visitor';
import { KickVisitor } from './kick-visitor';
import { MuteVisitor } from './mute-visitor';
import { UnbanVisitor } from './unban-visitor';
import { UnmuteVisitor } from './unmute-visitor';

const guest = { visitor: aVisitor('guest') };

function setUp() {
  const world = new RoomsWorld();
  const room: Room = world.room();
  const { access, sanctionWriter, occupancy, memberships, uow } = world;
  return {
    world,
    room,
    ban: new BanVisitor(access, sanctionWriter),
    unban: new UnbanVisitor(access, sanctionWriter),
    mute: new MuteVisitor(access, sanctionWriter),
    unmute: new UnmuteVisitor(access, sanctionWriter),
    kick: new KickVisitor(access, sanctionWriter, occupancy, memberships, uow),
  };
}

describe('BanVisitor', () => {
  it('bans a guest nobody has seen, for a time, and tells after the commit', async () => {
    const { world, room, ban } = setUp();
    const input = { roomId: room.id, userKey: 'troll', reason: 'spam', durationSeconds: 60 };
    const sanction = await ban.execute(operator, input);

    const createdAtMs = world.clock.nowMs();
    expect(sanction).toEqual({ userKey: 'troll', reason: 'spam', createdAtMs, expiresAtMs: createdAtMs + 60_000 });
    expect(await world.sanctions.of(room.id, 'troll')).toEqual({ ban: sanction });
    expect(world.guests.guests.has('troll')).toBe(true);
    expect(world.uow.invalidatedKeys).toEqual([`room:${room.id}:user:troll`]);
    expect(world.uow.events).toEqual([
      { type: 'room.user_removed', channelId: room.id, userKey: 'troll', how: 'banned', mayReturn: false },
    ]);
  });

  it('bans an account by its own id and stores no guest', async () => {
    const { world, room, ban } = setUp();
    world.guests.accounts.add('77');
    await ban.execute(operator, { roomId: room.id, userKey: '77' });

    expect(world.guests.guests.size).toBe(0);
    expect(await world.sanctions.of(room.id, '77')).toMatchObject({ ban: { userKey: '77' } });
  });

  it.each([
    ['user_id', { userKey: '' }],
    ['user_id', { userKey: 'a\u0007b' }],
    ['user_id', { userKey: 'x'.repeat(129) }],
    ['reason', { reason: 'x'.repeat(513) }],
    ['reason', { reason: '\u0000' }],
    ['duration_seconds', { durationSeconds: 0 }],
    ['duration_seconds', { durationSeconds: 1.5 }],
    ['duration_seconds', { durationSeconds: 400_000_000 }],
  ])('refuses a wrong %s and stores nothing', async (field, wrong) => {
    const { world, room, ban } = setUp();
    const input = { roomId: room.id, userKey: 'troll', ...wrong };

    await expect(ban.execute(operator, input)).rejects.toMatchObject({ kind: 'invalid', details: { field } });
    expect(world.uow.events).toEqual([]);
    expect(world.guests.guests.size).toBe(0);
  });

  it.each(['ban', 'mute'] as const)('sets so many at a time and no more (%s)', async (kind) => {
    const { world, room, ...useCases } = setUp();
    const count = jest.spyOn(world.sanctions, 'count').mockResolvedValue(ROOM_SANCTIONS_MAX);
    await useCases[kind].execute(operator, { roomId: room.id, userKey: 'one' });
    count.mockResolvedValue(ROOM_SANCTIONS_MAX + 1);

    await expect(useCases[kind].execute(operator, { roomId: room.id, userKey: 'two' })).rejects.toMatchObject({
      ...{ kind: 'conflict', code: 'room_sanctions_max' },
      message: `the room has ${ROOM_SANCTIONS_MAX} of these already: lift some, or let them end`,
    });
    expect(count.mock.calls).toEqual([
      [kind, room.id],
      [kind, room.id],
    ]);
  });

  it('is not for guests', async () => {
    const { world, room, ban } = setUp();

    await expect(ban.execute(guest, { roomId: room.id, userKey: 'x' })).rejects.toMatchObject({ kind: 'forbidden' });
    expect(await world.sanctions.of(room.id, 'x')).toEqual({});
  });
});

describe('UnbanVisitor', () => {
  it('lifts a ban once', async () => {
    const { world, room, ban, unban } = setUp();
    const input = { roomId: room.id, userKey: 'troll' };
    await ban.execute(operator, input);
    await unban.execute(operator, input);

    expect(await world.sanctions.of(room.id, 'troll')).toEqual({});
    expect(world.uow.invalidatedKeys).toHaveLength(2);
    await expect(unban.execute(operator, input)).rejects.toMatchObject({ kind: 'not_found' });
    await expect(unban.execute(guest, input)).rejects.toMatchObject({ kind: 'forbidden' });
  });
});

describe('MuteVisitor and UnmuteVisitor', () => {
  it('mute and unmute, each told', async () => {
    const { world, room, mute, unmute } = setUp();
    const input = { roomId: room.id, userKey: 'loud' };
    await mute.execute({ visitor: aVisitor('boss', { proven: true }) }, input);
    expect(await world.sanctions.of(room.id, 'loud')).toMatchObject({ mute: { userKey: 'loud' } });
    await unmute.execute(operator, input);

    expect(await world.sanctions.of(room.id, 'loud')).toEqual({});
    const muting = { type: 'room.user_muted', channelId: room.id, userKey: 'loud' };
    expect(world.uow.events).toEqual([
      { ...muting, muted: true },
      { ...muting, muted: false },
    ]);
    await expect(unmute.execute(operator, input)).rejects.toMatchObject({ kind: 'not_found' });
  });

  it('are not for guests', async () => {
    const { room, mute, unmute } = setUp();
    const input = { roomId: room.id, userKey: 'loud' };

    await expect(mute.execute(guest, input)).rejects.toMatchObject({ kind: 'forbidden' });
    await expect(unmute.execute(guest, input)).rejects.toMatchObject({ kind: 'forbidden' });
  });
});

describe('KickVisitor', () => {
  it('without a ban sends out who is inside', async () => {
    const { world, room, kick } = setUp();
    world.occupancy.put(room.id, 'troll');
    await kick.execute(operator, { roomId: room.id, userKey: 'troll', bans: false });

    expect(world.uow.events).toEqual([
      { type: 'room.user_removed', channelId: room.id, userKey: 'troll', how: 'kicked', mayReturn: true },
    ]);
    expect(await world.sanctions.of(room.id, 'troll')).toEqual({});
  });

  it('without a ban knows only who is inside', async () => {
    const { world, room, kick } = setUp();

    await expect(kick.execute(operator, { roomId: room.id, userKey: 'nobody', bans: false })).rejects.toMatchObject({
      kind: 'not_found',
      details: { field: 'user_id' },
    });
    expect(world.uow.events).toEqual([]);
  });

  it('with a ban keeps the user out until unbanned and tells everybody', async () => {
    const { world, room, kick } = setUp();
    const boss = { visitor: aVisitor('boss', { proven: true }) };
    await kick.execute(boss, { roomId: room.id, userKey: 'troll', bans: true });

    const { ban } = await world.sanctions.of(room.id, 'troll');
    expect(ban).toEqual({ userKey: 'troll', createdAtMs: world.clock.nowMs() });
    expect(world.uow.events.map(({ type }) => type)).toEqual(['room.user_removed', 'room.notice']);
    await expect(kick.execute(guest, { roomId: room.id, userKey: 'x', bans: true })).rejects.toMatchObject({
      kind: 'forbidden',
    });
  });
});
