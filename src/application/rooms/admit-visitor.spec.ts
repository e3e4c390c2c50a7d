import { LiveWorld } from '../../../test/fakes/sessions-world';
import type { Room } from '../../domain/rooms';
import type { AdmitVisitorInput } from './admit-visitor';
import type { TicketClaims } from './ticket-signer';

function setUp(changes: Partial<Room> = {}) {
  const world = new LiveWorld();
  const room = world.room(changes);
  const ticket = (claims: Partial<TicketClaims> = {}): string =>
    world.tickets.sign({
      roomId: room.id,
      userKey: 'anna',
      role: 'member',
      expiresAtMs: world.clock.nowMs() + 60_000,
      ...claims,
    });
  const admit = (input: Partial<AdmitVisitorInput> = {}) => world.admit('anna', input);
  return { world, room, ticket, admit };
}

const unauthenticated = { kind: 'unauthenticated', code: 'unauthenticated' };

describe('AdmitVisitor, whom it lets in', () => {
  it('lets anybody into an open room, as one who has proven nothing', async () => {
    const { room, admit, world } = setUp();

    const { reservation, ...admission } = await admit({ nickname: 'Anna' });

    expect(admission).toEqual({
      room,
      visitor: { userKey: 'anna', nickname: 'Anna', proven: false, adminByTicket: false, isAccount: false },
    });
    expect(world.guests.guests.size).toBe(0);
    reservation.release();
  });

  it.each<Partial<Room>>([{ access: 'open' }, { access: 'ticket' }])(
    'takes a ticket as proof in a room of %p, with its nickname before the claimed one',
    async (changes) => {
      const { admit, ticket } = setUp(changes);

      const named = await admit({ ticket: ticket({ nickname: 'Dr. Anna' }), nickname: 'Anna' });
      const unnamed = await admit({ ticket: ticket(), nickname: 'Anna' });

      expect(named.visitor).toMatchObject({ proven: true, adminByTicket: false, nickname: 'Dr. Anna' });
      expect(unnamed.visitor).toMatchObject({ proven: true, nickname: 'Anna' });
    },
  );

  it('makes an admin by a ticket with that role, and lets a listed admin in with any ticket', async () => {
    const { admit, ticket, world, room } = setUp({ adminUserIds: ['boss'] });

    expect((await admit({ ticket: ticket({ role: 'admin' }) })).visitor.adminByTicket).toBe(true);
    const boss = await world.admit('boss', { ticket: ticket({ userKey: 'boss' }) });
    expect(boss.visitor).toMatchObject({ proven: true, adminByTicket: false });
    expect(world.live.isAdmin(room.id, boss.visitor)).toBe(true);
  });

  it.each<[string, Partial<Room>, string]>([
    ['an admin id of an open room', { adminUserIds: ['anna'] }, 'anna'],
    ['any id in a ticket room', { access: 'ticket' }, 'anna'],
  ])('asks no proof of %s on a trusted network', async (_name, changes, userKey) => {
    const { world } = setUp(changes);
    world.settings.trustUserId = true;

    expect((await world.admit(userKey)).visitor.proven).toBe(true);
  });

  it('takes a ticket again until it expires', async () => {
    const { world, admit, ticket } = setUp({ access: 'ticket' });
    const valid = ticket({ expiresAtMs: world.clock.nowMs() + 1 });

    await expect(admit({ ticket: valid })).resolves.toBeDefined();
    await expect(admit({ ticket: valid })).resolves.toBeDefined();
    world.clock.advance(1);
    await expect(admit({ ticket: valid })).rejects.toMatchObject(unauthenticated);
  });

  it.each<Partial<Room>>([{ access: 'open' }, { access: 'ticket' }])(
    'takes an account as itself into a room of %p, under its own name where it gives none',
    async (changes) => {
      const { world } = setUp({ ...changes, adminUserIds: ['77'] });
      world.guests.accounts.add('77');
      world.users.add('77', { displayName: 'Anna'.padEnd(70, '!') });
      const account = { kind: 'account', userId: '77' } as const;

      const unnamed = await world.admit('77', { account });
      const named = await world.admit('77', { account, nickname: 'Ann' });

      expect(unnamed.visitor).toEqual({
        userKey: '77',
        nickname: 'Anna'.padEnd(64, '!'),
        username: 'user77',
        proven: true,
        adminByTicket: false,
        isAccount: true,
      });
      expect(named.visitor.nickname).toBe('Ann');
    },
  );

  it('lets one in again whose ban has ended', async () => {
    const { world, admit } = setUp();
    await world.sanction('ban', 'anna', { expiresAtMs: world.clock.nowMs() + 10 });
    await expect(admit()).rejects.toMatchObject({ code: 'banned' });

    world.clock.advance(10);
    await expect(admit()).resolves.toBeDefined();
  });

  it('lets one in who is inside already, also when the room is full', async () => {
    const { world, admit } = setUp({ maxMembers: 1 });
    await world.enter('anna');

    await expect(admit()).resolves.toBeDefined();
    await expect(world.admit('bob')).rejects.toMatchObject({ code: 'room_full' });
  });
});

describe('AdmitVisitor, whom it refuses', () => {
  it.each([
    ['no user id', ''],
    ['a user id of 129 characters', 'x'.repeat(129)],
    ['a user id with a control character', 'an\nna'],
    ['a user id with U+0000', 'an\u0000na'],
    ['a user id with a lone surrogate', 'a\ud800'],
  ])('%s', async (_name, userKey) => {
    const { world } = setUp();

    await expect(world.admit(userKey)).rejects.toMatchObject({ kind: 'invalid', details: { field: 'user_id' } });
  });

  it.each([
    ['an empty nickname', ''],
    ['a nickname of 65 characters', 'x'.repeat(65)],
    ['a nickname with a control character', 'a\u0007'],
    ['a nickname with a lone surrogate', '\udc00'],
  ])('%s', async (_name, nickname) => {
    const { admit } = setUp();

    await expect(admit({ nickname })).rejects.toMatchObject({ kind: 'invalid', details: { field: 'nickname' } });
  });

  it('whoever wants into an unknown or a closed room', async () => {
    const { world, admit, room } = setUp();
    await expect(admit({ roomId: '404' })).rejects.toMatchObject({ kind: 'not_found', message: 'Room 404 not found' });

    world.change(room.id, { closedAtMs: world.clock.nowMs() });
    await expect(admit()).rejects.toMatchObject({ code: 'room_closed', message: '房间已关闭' });
  });

  it.each<[string, Partial<TicketClaims>]>([
    ['another room', { roomId: '2000' }],
    ['another user', { userKey: 'bob' }],
    ['the past', { expiresAtMs: 0 }],
  ])('a ticket of %s, also in an open room', async (_name, claims) => {
    const { admit, ticket } = setUp();

    await expect(admit({ ticket: ticket(claims) })).rejects.toMatchObject(unauthenticated);
  });

  it.each(['', 'nonsense', 'a.b.c'])('a ticket that is none: %p', async (ticket) => {
    const { admit } = setUp();

    await expect(admit({ ticket })).rejects.toMatchObject({ ...unauthenticated, message: 'Invalid ticket' });
  });

  it('an admin id without proof in an open room, and any id in a ticket room', async () => {
    const open = setUp({ adminUserIds: ['anna'] });
    await expect(open.admit()).rejects.toMatchObject(unauthenticated);

    const byTicket = setUp({ access: 'ticket' });
    await expect(byTicket.admit()).rejects.toMatchObject(unauthenticated);
  });

  it("somebody else's token, also beside a valid ticket", async () => {
    const { admit, ticket } = setUp();
    const account = { kind: 'account', userId: '77' } as const;

    await expect(admit({ account })).rejects.toMatchObject(unauthenticated);
    await expect(admit({ account, ticket: ticket() })).rejects.toMatchObject(unauthenticated);
  });

  it('the id of an account without its token: neither ticket nor trust stands in for it', async () => {
    const { world, ticket, admit } = setUp();
    world.guests.accounts.add('anna');

    await expect(admit()).rejects.toMatchObject(unauthenticated);
    await expect(admit({ ticket: ticket() })).rejects.toMatchObject(unauthenticated);
    world.settings.trustUserId = true;
    await expect(admit()).rejects.toMatchObject(unauthenticated);
  });

  it('the banned, whatever ticket they have', async () => {
    const { world, admit, ticket } = setUp();
    await world.sanction('ban', 'anna');

    const refusal = { code: 'banned', message: '你已被踢出该房间，无法再次加入' };
    await expect(admit()).rejects.toMatchObject(refusal);
    await expect(admit({ ticket: ticket({ role: 'admin' }) })).rejects.toMatchObject(refusal);
  });

  it('those for whom there is no place, and keeps no place for the refused', async () => {
    const { world, admit } = setUp({ maxMembers: 1, adminUserIds: ['boss'] });
    await world.sanction('ban', 'bob');
    for (const refused of ['bob', 'boss']) await expect(world.admit(refused)).rejects.toBeDefined();

    const { reservation } = await admit();
    await expect(world.admit('carl')).rejects.toMatchObject({ kind: 'conflict', code: 'room_full' });
    reservation.release();
    await expect(world.admit('carl')).resolves.toBeDefined();
  });

  it('everybody while what it decides on cannot be read', async () => {
    const { world, admit } = setUp();
    world.sanctions.before = () => Promise.reject(new Error('the database is away'));

    await expect(admit()).rejects.toThrow('away');
  });
});
