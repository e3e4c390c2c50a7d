import { anAuthor } from '../../../test/builders/messages';
import { aVisitor } from '../../../test/builders/rooms-room';
import { FakeRoomSession } from '../../../test/fakes/sessions';
import { LiveWorld } from '../../../test/fakes/sessions-world';
import type { Room } from '../../domain/rooms';
import { isAppError } from '../../shared/errors';
import { type Actor, operator } from '../shared/actor';

/** Everybody who may be in a room or want something of it. */
const actors = {
  operator,
  member: { kind: 'guest', externalId: 'member' },
  admin: { kind: 'guest', externalId: 'admin' },
  'ticket admin': { kind: 'guest', externalId: 'ticketed' },
  account: { kind: 'account', userId: '77' },
  'unproven admin': { kind: 'guest', externalId: 'claims' },
  outsider: { kind: 'guest', externalId: 'outsider' },
  'guest with an account id': { kind: 'guest', externalId: '77' },
  'account with a guest id': { kind: 'account', userId: 'member' },
} as const satisfies Record<string, Actor>;

type Who = keyof typeof actors;
type State = 'normal' | 'muted' | 'banned' | 'closed';

const keyOf = (actor: Actor): string =>
  actor.kind === 'guest' ? actor.externalId : actor.kind === 'account' ? actor.userId : '';

/** A room with everybody in it but the outsider, in a state of affairs for `who`. */
async function setUp(who: Who, state: State, changes: Partial<Room> = {}) {
  const world = new LiveWorld();
  const room = world.room({ adminUserIds: ['admin', 'claims'], ...changes });
  const inside = [
    aVisitor('member', { nickname: 'Member' }),
    aVisitor('admin', { proven: true }),
    aVisitor('ticketed', { proven: true, adminByTicket: true }),
    aVisitor('77', { isAccount: true, proven: true, nickname: 'Account' }),
    aVisitor('claims'),
  ];
  for (const visitor of inside) world.live.join(room, visitor, new FakeRoomSession());
  const actor: Actor = actors[who];
  if (state === 'muted') await world.sanction('mute', keyOf(actor));
  if (state === 'banned') await world.sanction('ban', keyOf(actor));
  if (state === 'closed') world.change(room.id, { closedAtMs: world.clock.nowMs() });
  return { world, room, actor, policy: world.policy };
}

const codeOf = (decision: Promise<unknown>): Promise<string> =>
  decision.then(
    () => 'yes',
    (error: unknown) => (isAppError(error) ? error.code : 'unknown'),
  );

type Row = readonly [who: Who, state: State, send: string, history: string, deleteOwn: string, deleteOther: string];

const table: readonly Row[] = [
  ['operator', 'normal', 'yes', 'yes', 'yes', 'yes'],
  ['operator', 'closed', 'room_closed', 'yes', 'yes', 'yes'],
  ['member', 'normal', 'yes', 'yes', 'yes', 'forbidden'],
  ['member', 'muted', 'muted', 'yes', 'yes', 'forbidden'],
  ['member', 'banned', 'banned', 'banned', 'banned', 'banned'],
  ['member', 'closed', 'room_closed', 'yes', 'yes', 'forbidden'],
  ['admin', 'normal', 'yes', 'yes', 'yes', 'yes'],
  ['admin', 'muted', 'muted', 'yes', 'yes', 'yes'],
  ['admin', 'banned', 'banned', 'banned', 'banned', 'banned'],
  ['ticket admin', 'normal', 'yes', 'yes', 'yes', 'yes'],
  ['ticket admin', 'muted', 'muted', 'yes', 'yes', 'yes'],
  ['account', 'normal', 'yes', 'yes', 'yes', 'forbidden'],
  ['account', 'muted', 'muted', 'yes', 'yes', 'forbidden'],
  ['account', 'banned', 'banned', 'banned', 'banned', 'banned'],
  ['unproven admin', 'normal', 'yes', 'yes', 'yes', 'forbidden'],
  ['outsider', 'normal', 'not_joined', 'not_joined', 'not_joined', 'not_joined'],
  ['outsider', 'banned', 'banned', 'banned', 'banned', 'banned'],
  ['outsider', 'closed', 'room_closed', 'not_joined', 'not_joined', 'not_joined'],
  ['guest with an account id', 'normal', 'not_joined', 'not_joined', 'not_joined', 'not_joined'],
  ['account with a guest id', 'normal', 'not_joined', 'not_joined', 'not_joined', 'not_joined'],
];

describe('RoomChannelPolicy', () => {
  it('knows no acts but sending, reading and deleting', async () => {
    const { policy, room } = await setUp('admin', 'normal');

    expect(await codeOf(policy.requireAct(operator, room.id, 'edit'))).toBe('not_found');
  });

  it('lets accounts that are inside edit and react, and knows no other acts', async () => {
    const { policy, actor, room } = await setUp('account', 'normal');
    const acts = ['view', 'type', 'edit', 'react', 'add_reaction', 'pin', 'moderate'] as const;
    const decisions = await Promise.all(acts.map((act) => codeOf(policy.requireAct(actor, room.id, act))));

    expect(decisions).toEqual(['yes', 'yes', 'yes', 'yes', 'yes', 'not_found', 'not_found']);
    const outsider = { kind: 'account', userId: '404' } as const;
    expect(await codeOf(policy.requireAct(outsider, room.id, 'edit'))).toBe('not_joined');
  });

  it('takes an account that is a member for one that is inside, until it is banned', async () => {
    const { policy, room, world } = await setUp('outsider', 'normal');
    const member = { kind: 'account', userId: '777' } as const;
    expect(await codeOf(policy.requireHistory(member, room.id))).toBe('not_joined');
    await world.uow.run(() => world.members.add(room.id, member.userId));
    world.invalidations.publish(`room-membership:${room.id}:777`);

    expect(await codeOf(policy.requireHistory(member, room.id))).toBe('yes');
    expect(await policy.requireSend(member, room.id)).toMatchObject({ author: { userId: '777' }, byAdmin: false });
    await world.sanction('ban', '777');
    expect(await codeOf(policy.requireHistory(member, room.id))).toBe('banned');
  });

  it.each(table)(
    '%s, %s: send %s, history %s, delete own %s, delete of another %s',
    async (who, state, ...expected) => {
      const { policy, actor, room } = await setUp(who, state);
      const own = { author: anAuthor(keyOf(actor), { userId: '1' }) };
      const other = { author: anAuthor('somebody else') };

      const decisions = [
        policy.requireSend(actor, room.id),
        policy.requireHistory(actor, room.id),
        policy.requireDelete(actor, room.id, own),
        policy.requireDelete(actor, room.id, other),
      ].map(codeOf);

      expect(await Promise.all(decisions)).toEqual(expected);
    },
  );

  it.each(Object.keys(actors) as Who[])('knows no unknown room, for %s', async (who) => {
    const { policy, actor } = await setUp(who, 'normal');

    const decisions = [
      policy.requireSend(actor, '404'),
      policy.requireHistory(actor, '404'),
      policy.requireDelete(actor, '404', {}),
    ].map(codeOf);

    expect(await Promise.all(decisions)).toEqual(['not_found', 'not_found', 'not_found']);
  });

  it('lets a guest speak under the outside id, stored at the first message', async () => {
    const { world, policy, actor, room } = await setUp('member', 'normal');
    expect(world.guests.guests.size).toBe(0);

    const grant = await policy.requireSend(actor, room.id);

    const userId = world.guests.guests.get('member');
    expect(grant).toEqual({
      kind: 'text',
      byAdmin: false,
      author: { userId, externalId: 'member', name: 'Member' },
    });
    expect((await policy.requireSend(actor, room.id)).author?.userId).toBe(userId);
  });

  it('lets an account speak under its own id', async () => {
    const { world, policy, actor, room } = await setUp('account', 'normal');

    const { author } = await policy.requireSend(actor, room.id);

    expect(author).toEqual({ userId: '77', externalId: undefined, name: 'Account' });
    expect(world.guests.guests.size).toBe(0);
  });

  it('makes what the operator says an announcement without an author or a wait', async () => {
    const { policy, room } = await setUp('operator', 'normal', { slowModeSeconds: 30 });

    expect(await policy.requireSend(operator, room.id)).toEqual({ kind: 'announcement', byAdmin: true });
  });

  it.each<[Who, number | undefined]>([
    ['member', 30_000],
    ['unproven admin', 30_000],
    ['admin', undefined],
    ['ticket admin', undefined],
  ])('makes everybody but admins wait in slow mode: %s', async (who, intervalMs) => {
    const { policy, actor, room } = await setUp(who, 'normal', { slowModeSeconds: 30 });

    const grant = await policy.requireSend(actor, room.id);

    expect(grant.authorIntervalMs).toBe(intervalMs);
    expect(grant.byAdmin).toBe(intervalMs === undefined);
  });

  it('lets nobody but admins delete what has no author', async () => {
    const { policy, actor, room } = await setUp('member', 'normal');

    expect(await codeOf(policy.requireDelete(actor, room.id, {}))).toBe('forbidden');
    expect(await codeOf(policy.requireDelete(actors.admin, room.id, {}))).toBe('yes');
  });

  it('goes by the list of admins of this moment', async () => {
    const { world, policy, room } = await setUp('admin', 'normal');

    world.change(room.id, { adminUserIds: [] });

    expect(await codeOf(policy.requireDelete(actors.admin, room.id, {}))).toBe('forbidden');
  });
});
