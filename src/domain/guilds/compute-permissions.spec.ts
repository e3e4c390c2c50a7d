import * as fc from 'fast-check';
import { propertyRuns } from '../../../test/support/property-runs';
import { computePermissions } from './compute-permissions';
import type { Overwrite } from './guild';
import { ALL_PERMISSIONS, hasPermission, Permission, TIMED_OUT_PERMISSIONS } from './permissions';

const GUILD = '1';
const OWNER = '2';
const ANN = '3';
const RED = '10';
const BLUE = '11';
const NOW = 1_000_000;

const { viewChannel: VIEW, sendMessages: SEND, administrator: ADMIN, manageMessages: MANAGE } = Permission;
const { sendMessagesInThreads: SEND_IN_THREADS, readMessageHistory: HISTORY, attachFiles: ATTACH } = Permission;

const everyone = (allow: bigint, deny = 0n): Overwrite => ({ targetId: GUILD, kind: 'role', allow, deny });
const red = (allow: bigint, deny = 0n): Overwrite => ({ targetId: RED, kind: 'role', allow, deny });
const blue = (allow: bigint, deny = 0n): Overwrite => ({ targetId: BLUE, kind: 'role', allow, deny });
const ann = (allow: bigint, deny = 0n): Overwrite => ({ targetId: ANN, kind: 'member', allow, deny });

interface Case {
  readonly userId?: string;
  readonly roleIds?: readonly string[];
  readonly everyone?: bigint;
  readonly red?: bigint;
  readonly blue?: bigint;
  readonly overwrites?: readonly Overwrite[];
  readonly timeoutUntilMs?: number;
  readonly isThread?: boolean;
}

const contextOf = ({ userId = ANN, roleIds = [], timeoutUntilMs, overwrites, isThread, ...bits }: Case) => ({
  guild: { id: GUILD, ownerId: OWNER },
  roles: new Map([
    [GUILD, { permissions: bits.everyone ?? VIEW | SEND }],
    [RED, { permissions: bits.red ?? 0n }],
    [BLUE, { permissions: bits.blue ?? 0n }],
  ]),
  member: { userId, roleIds, timeoutUntilMs },
  ...(overwrites && { overwrites }),
  ...(isThread && { isThread }),
  nowMs: NOW,
});

const table: readonly (readonly [rule: string, given: Case, expected: bigint])[] = [
  ['everyone has what @everyone may', {}, VIEW | SEND],
  ['roles add up', { roleIds: [RED, BLUE], red: MANAGE, blue: ATTACH }, VIEW | SEND | MANAGE | ATTACH],
  ['a role that is not had adds nothing', { roleIds: [BLUE], red: MANAGE }, VIEW | SEND],
  ['an unknown role adds nothing', { roleIds: ['99'] }, VIEW | SEND],
  ['the owner may everything', { userId: OWNER, everyone: 0n }, ALL_PERMISSIONS],
  ['the owner may everything in a channel that denies it', ownerIn([everyone(0n, VIEW)]), ALL_PERMISSIONS],
  ['an administrator may everything', { roleIds: [RED], red: ADMIN }, ALL_PERMISSIONS],
  [
    'an administrator may everything in a channel that denies it',
    { roleIds: [RED], red: ADMIN, overwrites: [everyone(0n, VIEW), red(0n, VIEW), ann(0n, ALL_PERMISSIONS)] },
    ALL_PERMISSIONS,
  ],
  ['being administrator is nothing that a channel gives', { overwrites: [ann(ADMIN)] }, VIEW | SEND | ADMIN],
  ['an overwrite of @everyone takes', { overwrites: [everyone(0n, SEND)] }, VIEW],
  ['an overwrite of @everyone gives', { overwrites: [everyone(ATTACH)] }, VIEW | SEND | ATTACH],
  ['of one overwrite the allowed part wins', { overwrites: [everyone(SEND, SEND)] }, VIEW | SEND],
  ['roles come after @everyone', { roleIds: [RED], overwrites: [everyone(0n, SEND), red(SEND)] }, VIEW | SEND],
  ['@everyone does not come after roles', { roleIds: [RED], overwrites: [red(SEND), everyone(0n, SEND)] }, VIEW | SEND],
  [
    'a role takes what @everyone gave',
    { roleIds: [RED], overwrites: [everyone(ATTACH), red(0n, ATTACH)] },
    VIEW | SEND,
  ],
  ['of several roles the giving one wins', bothIn([red(0n, SEND), blue(SEND)]), VIEW | SEND],
  ['in whatever order they stand', bothIn([blue(SEND), red(0n, SEND)]), VIEW | SEND],
  ['the member comes last, taking', { roleIds: [RED], overwrites: [ann(0n, SEND), red(SEND)] }, VIEW],
  ['the member comes last, giving', { roleIds: [RED], overwrites: [ann(SEND), red(0n, SEND)] }, VIEW | SEND],
  ['overwrites of others do not count', { overwrites: [red(0n, VIEW), blue(ATTACH)] }, VIEW | SEND],
  ['a role with the member’s number is not the member', roleNamed(ANN), VIEW | SEND],
  ['a member with a role’s number is not the role', memberNamed(RED), VIEW | SEND],
  ['who may not view may nothing', { roleIds: [RED], red: MANAGE, overwrites: [everyone(0n, VIEW)] }, 0n],
  ['nobody views by being allowed to send', { everyone: 0n, overwrites: [ann(SEND)] }, 0n],
  [
    'a timeout leaves looking and reading',
    { everyone: VIEW | SEND | HISTORY, timeoutUntilMs: NOW + 1 },
    VIEW | HISTORY,
  ],
  ['a timeout gives nothing', { everyone: SEND, timeoutUntilMs: NOW + 1 }, 0n],
  ['a timeout ends by itself', { timeoutUntilMs: NOW }, VIEW | SEND],
  ['a timeout comes after overwrites', { overwrites: [ann(MANAGE)], timeoutUntilMs: NOW + 1 }, VIEW],
  ['an administrator cannot be timed out', { everyone: ADMIN, timeoutUntilMs: NOW + 1 }, ALL_PERMISSIONS],
  ['the owner cannot be timed out', { userId: OWNER, timeoutUntilMs: NOW + 1 }, ALL_PERMISSIONS],
  ['sending in a thread needs its own permission', inThread(VIEW | SEND), VIEW],
  ['sending in a thread needs only that', inThread(VIEW | SEND_IN_THREADS), VIEW | SEND | SEND_IN_THREADS],
  [
    'a thread has the overwrites of its parent',
    inThread(VIEW | SEND, [ann(SEND_IN_THREADS)]),
    VIEW | SEND | SEND_IN_THREADS,
  ],
  ['a thread of a hidden channel is hidden', inThread(VIEW | SEND_IN_THREADS, [everyone(0n, VIEW)]), 0n],
];

function ownerIn(overwrites: readonly Overwrite[]): Case {
  return { userId: OWNER, everyone: 0n, overwrites };
}
function bothIn(overwrites: readonly Overwrite[]): Case {
  return { roleIds: [RED, BLUE], overwrites };
}
function inThread(bits: bigint, overwrites: readonly Overwrite[] = []): Case {
  return { everyone: bits, overwrites, isThread: true };
}
function roleNamed(targetId: string): Case {
  return { overwrites: [{ targetId, kind: 'role', allow: 0n, deny: VIEW }] };
}
function memberNamed(targetId: string): Case {
  return { roleIds: [targetId], overwrites: [{ targetId, kind: 'member', allow: 0n, deny: VIEW }] };
}

describe('computePermissions', () => {
  it.each(table)('%s', (_rule, given, expected) => {
    expect(computePermissions(contextOf(given))).toBe(expected);
  });

  it('gives nothing to who is no member, not even the owner', () => {
    const context = contextOf({ everyone: ALL_PERMISSIONS });

    expect(computePermissions({ ...context, member: undefined })).toBe(0n);
    expect(computePermissions({ ...context, guild: { id: GUILD, ownerId: OWNER }, member: undefined })).toBe(0n);
  });

  it('gives nothing when @everyone is missing', () => {
    expect(computePermissions({ ...contextOf({}), roles: new Map() })).toBe(0n);
  });
});

const bits = fc.bigInt({ min: 0n, max: ALL_PERMISSIONS }).map((value) => value & ALL_PERMISSIONS);
/** Administrators are above every rule, so most properties are about the others. */
const plainBits = bits.map((value) => value & ~ADMIN);
const overwriteOf = (targetId: string, kind: Overwrite['kind']): fc.Arbitrary<Overwrite> =>
  fc.record({ targetId: fc.constant(targetId), kind: fc.constant(kind), allow: bits, deny: bits });
const overwrites = fc
  .tuple(
    fc.option(overwriteOf(GUILD, 'role'), { nil: undefined }),
    fc.option(overwriteOf(RED, 'role'), { nil: undefined }),
    fc.option(overwriteOf(BLUE, 'role'), { nil: undefined }),
    fc.option(overwriteOf(ANN, 'member'), { nil: undefined }),
  )
  .map((list) => list.filter((one) => one !== undefined));
const cases = fc.record({
  roleIds: fc.subarray([RED, BLUE]),
  everyone: plainBits,
  red: plainBits,
  blue: plainBits,
  overwrites,
  isThread: fc.boolean(),
});

/** Bit by bit, as the documentation tells it. */
function mayByHand(bit: bigint, given: Required<Omit<Case, 'userId' | 'timeoutUntilMs' | 'isThread'>>): boolean {
  let may = hasPermission(given.everyone, bit);
  if (given.roleIds.includes(RED)) may ||= hasPermission(given.red, bit);
  if (given.roleIds.includes(BLUE)) may ||= hasPermission(given.blue, bit);
  const step = (matching: readonly Overwrite[]): void => {
    if (matching.some(({ deny }) => hasPermission(deny, bit))) may = false;
    if (matching.some(({ allow }) => hasPermission(allow, bit))) may = true;
  };
  step(given.overwrites.filter(({ targetId }) => targetId === GUILD));
  step(given.overwrites.filter(({ targetId }) => given.roleIds.includes(targetId)));
  step(given.overwrites.filter(({ kind }) => kind === 'member'));
  return may;
}

const RUNS = propertyRuns(500);

describe('computePermissions, whatever the guild', () => {
  it('agrees with the rules applied to one bit after the other', () => {
    fc.assert(
      fc.property(cases, (given) => {
        const permissions = computePermissions(contextOf({ ...given, isThread: false }));
        const views = mayByHand(VIEW, given);
        const bits = Object.values(Permission).filter((bit) => views && mayByHand(bit, given));
        return permissions === bits.reduce((all, bit) => all | bit, 0n);
      }),
      RUNS,
    );
  });

  it('knows no bit but the known ones', () => {
    fc.assert(
      fc.property(cases, (given) => (computePermissions(contextOf(given)) & ~ALL_PERMISSIONS) === 0n),
      RUNS,
    );
  });

  it('gives all or nothing without the right to view', () => {
    fc.assert(
      fc.property(cases, (given) => {
        const permissions = computePermissions(contextOf(given));
        return permissions === 0n || hasPermission(permissions, VIEW);
      }),
      RUNS,
    );
  });

  it('does not depend on the order of roles and overwrites', () => {
    fc.assert(
      fc.property(cases, (given) => {
        const reversed = { roleIds: given.roleIds.toReversed(), overwrites: given.overwrites.toReversed() };
        return computePermissions(contextOf(given)) === computePermissions(contextOf({ ...given, ...reversed }));
      }),
      RUNS,
    );
  });

  it('never gives more for a role that may less', () => {
    fc.assert(
      fc.property(cases, plainBits, (given, taken) => {
        const before = computePermissions(contextOf({ ...given, isThread: false }));
        const after = computePermissions(contextOf({ ...given, isThread: false, red: given.red & ~taken }));
        return hasPermission(before, after);
      }),
      RUNS,
    );
  });

  it('never gives more for a denial of the member itself', () => {
    fc.assert(
      fc.property(cases, bits, (given, deny) => {
        const others = given.overwrites.filter(({ kind }) => kind === 'role');
        const before = computePermissions(contextOf({ ...given, overwrites: others }));
        const after = computePermissions(contextOf({ ...given, overwrites: [...others, ann(0n, deny)] }));
        return hasPermission(before, after);
      }),
      RUNS,
    );
  });

  it('leaves a timed-out member with looking and reading at most', () => {
    fc.assert(
      fc.property(cases, (given) => {
        const before = computePermissions(contextOf(given));
        const after = computePermissions(contextOf({ ...given, timeoutUntilMs: NOW + 1 }));
        return after === (before & TIMED_OUT_PERMISSIONS);
      }),
      RUNS,
    );
  });

  it('gives owners and administrators everything', () => {
    fc.assert(
      fc.property(cases, fc.boolean(), (given, owns) => {
        const above = owns ? { userId: OWNER } : { everyone: given.everyone | ADMIN };
        return computePermissions(contextOf({ ...given, ...above })) === ALL_PERMISSIONS;
      }),
      RUNS,
    );
  });
});
