import type { Group, GroupAct, GroupRole } from './group';
import { groupJoinModes, historyBoundOf, isMutedInGroup, mayInGroup, outranksInGroup } from './group';
import { checkGroupSettings, checkSanctionDuration } from './group-settings';

const group = (changes: Partial<Group> = {}): Group => ({
  ...{ id: '1', name: 'g', description: '', ownerId: '2', joinMode: 'open', isHistoryVisible: false },
  ...{ memberCount: 1, createdAtMs: 0, updatedAtMs: 0, ...changes },
});

describe('what members of a group may do', () => {
  it.each<[GroupAct, readonly GroupRole[]]>([
    ['invite', ['owner', 'admin', 'member']],
    ['add', ['owner', 'admin']],
    ['decide_requests', ['owner', 'admin']],
    ['kick', ['owner', 'admin']],
    ['mute', ['owner', 'admin']],
    ['update', ['owner', 'admin']],
    ['announce', ['owner', 'admin']],
    ['mention_everyone', ['owner', 'admin']],
    ['moderate_messages', ['owner', 'admin']],
    ['change_role', ['owner']],
    ['transfer', ['owner']],
    ['dissolve', ['owner']],
  ])('%s: %p', (act, allowed) => {
    const roles: readonly GroupRole[] = ['owner', 'admin', 'member'];

    expect(roles.filter((role) => mayInGroup({ role }, act, group()))).toEqual(allowed);
  });

  it('lets members invite only where everybody may come in', () => {
    const modes = groupJoinModes.filter((joinMode) => mayInGroup({ role: 'member' }, 'invite', group({ joinMode })));

    expect(modes).toEqual(['open']);
    expect(mayInGroup({ role: 'admin' }, 'invite', group({ joinMode: 'invite' }))).toBe(true);
  });

  it('ranks owner over admin over member, and nobody over an equal', () => {
    expect(outranksInGroup({ role: 'owner' }, { role: 'admin' })).toBe(true);
    expect(outranksInGroup({ role: 'admin' }, { role: 'member' })).toBe(true);
    expect(outranksInGroup({ role: 'owner' }, { role: 'member' })).toBe(true);
    expect(outranksInGroup({ role: 'admin' }, { role: 'admin' })).toBe(false);
    expect(outranksInGroup({ role: 'member' }, { role: 'owner' })).toBe(false);
  });

  it('ends a mute on time', () => {
    expect(isMutedInGroup({ mutedUntilMs: 10 }, 9)).toBe(true);
    expect(isMutedInGroup({ mutedUntilMs: 10 }, 10)).toBe(false);
    expect(isMutedInGroup({}, 0)).toBe(false);
  });

  it('shows history from the join on unless the group shows all', () => {
    expect(historyBoundOf(group(), { joinedSeq: 5 })).toBe(5);
    expect(historyBoundOf(group(), { joinedSeq: 0 })).toBeUndefined();
    expect(historyBoundOf(group({ isHistoryVisible: true }), { joinedSeq: 5 })).toBeUndefined();
  });
});

describe('the settings of a group', () => {
  it.each([
    [{ name: 'x'.repeat(100), description: 'y'.repeat(1_024), avatar: '/icons/a.png', joinMode: 'approval' as const }],
    [{ name: '🎉'.repeat(100), avatar: 'https://example.org/a.png' }],
    [{ avatar: null, description: '' }],
    [{}],
  ])('take %p', (settings) => {
    expect(() => checkGroupSettings(settings)).not.toThrow();
  });

  it.each([
    ['name', { name: '' }],
    ['name', { name: '  ' }],
    ['name', { name: 'a\nb' }],
    ['name', { name: 'x'.repeat(101) }],
    ['name', { name: 'a\u0000' }],
    ['description', { description: 'x'.repeat(1_025) }],
    ['description', { description: '\ud800' }],
    ['avatar', { avatar: 'javascript:alert(1)' }],
    ['avatar', { avatar: '' }],
    ['avatar', { avatar: `/${'x'.repeat(2_048)}` }],
    ['join_mode', { joinMode: 'secret' as 'open' }],
  ])('refuse a wrong %s: %p', (field, settings) => {
    expect(() => checkGroupSettings(settings)).toThrow(expect.objectContaining({ details: { field } }));
  });

  it('bound how long a sanction lasts', () => {
    for (const durationMs of [0, -1, 1.5, Number.NaN, 365 * 86_400_000 + 1]) {
      expect(() => checkSanctionDuration(durationMs)).toThrow(
        expect.objectContaining({ details: { field: 'duration_seconds' } }),
      );
    }
    expect(() => checkSanctionDuration(365 * 86_400_000)).not.toThrow();
  });
});
