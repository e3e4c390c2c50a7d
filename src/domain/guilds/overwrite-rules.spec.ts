import type { Overwrite } from './guild';
import { changedBits, checkOverwriteChange, cleanOverwrites, OVERWRITES_MAX, sameOverwrites } from './overwrite-rules';
import { ALL_PERMISSIONS, Permission } from './permissions';

const { viewChannel: VIEW, sendMessages: SEND, manageRoles: MANAGE_ROLES } = Permission;
const of = (targetId: string, allow: bigint, deny = 0n): Overwrite => ({ targetId, kind: 'role', allow, deny });

describe('overwrites', () => {
  it('keep known bits only, and do not deny what they allow', () => {
    expect(cleanOverwrites([of('1', VIEW | (1n << 60n), VIEW | SEND | (1n << 61n))])).toEqual([of('1', VIEW, SEND)]);
  });

  it('are one for each target: the last', () => {
    expect(cleanOverwrites([of('1', VIEW), of('2', VIEW), of('1', SEND)])).toEqual([of('1', SEND), of('2', VIEW)]);
  });

  it('are bounded in number', () => {
    const many = Array.from({ length: OVERWRITES_MAX + 1 }, (_, index) => of(String(index + 1), VIEW));

    expect(cleanOverwrites(many.slice(1))).toHaveLength(OVERWRITES_MAX);
    expect(() => cleanOverwrites(many)).toThrow(
      expect.objectContaining({ kind: 'invalid', details: { field: 'permission_overwrites' } }),
    );
  });

  it('are the same in whatever order', () => {
    const [a, b] = [of('1', VIEW, SEND), of('2', SEND)];

    expect(sameOverwrites([a, b], [b, { ...a }])).toBe(true);
    expect(sameOverwrites([a], [a, b])).toBe(false);
    expect(sameOverwrites([a], [{ ...a, kind: 'member' }])).toBe(false);
    expect(sameOverwrites([a], [of('1', VIEW)])).toBe(false);
    expect(sameOverwrites([a], [b])).toBe(false);
  });
});

describe('the bits that a change of overwrites moves', () => {
  it.each<[string, Overwrite[], Overwrite[], bigint]>([
    ['nothing', [of('1', VIEW, SEND)], [of('1', VIEW, SEND)], 0n],
    ['a new overwrite', [], [of('1', VIEW, SEND)], VIEW | SEND],
    ['an overwrite that is gone', [of('1', VIEW, SEND)], [], VIEW | SEND],
    ['from allowed to denied', [of('1', VIEW)], [of('1', 0n, VIEW)], VIEW],
    ['one of several', [of('1', VIEW), of('2', SEND)], [of('1', VIEW), of('2', SEND | VIEW)], VIEW],
  ])('%s', (_what, before, after, bits) => {
    expect(changedBits(before, after)).toBe(bits);
  });

  it('are only those that the actor has', () => {
    const refused = expect.objectContaining({ code: 'missing_permissions' });

    expect(() => checkOverwriteChange(VIEW | SEND, SEND)).not.toThrow();
    expect(() => checkOverwriteChange(VIEW, SEND)).toThrow(refused);
    expect(() => checkOverwriteChange(VIEW, VIEW | SEND)).toThrow(refused);
  });

  it('are those of managing roles for administrators only', () => {
    expect(() => checkOverwriteChange(VIEW | MANAGE_ROLES, MANAGE_ROLES)).toThrow(
      expect.objectContaining({ code: 'missing_permissions' }),
    );
    expect(() => checkOverwriteChange(ALL_PERMISSIONS, MANAGE_ROLES)).not.toThrow();
  });
});
