import { ALL_PERMISSIONS, NO_PERMISSIONS, Permission } from './permissions';
import { permissionsInThread, threadTypeIn } from './thread-rules';

const member = Permission.viewChannel | Permission.sendMessages;

describe('permissionsInThread', () => {
  it.each([
    ['everybody in a public thread', 'public' as const, undefined, member, member],
    ['everybody in an announcement thread', 'announcement' as const, undefined, member, member],
    ['a member of a private thread', 'private' as const, ['7', '9'], member, member],
    ['nobody else in a private thread', 'private' as const, ['9'], member, NO_PERMISSIONS],
    ['nobody in a private thread whose members are not known', 'private' as const, undefined, member, NO_PERMISSIONS],
    ['a moderator in any private thread', 'private' as const, [], ALL_PERMISSIONS, ALL_PERMISSIONS],
  ])('lets %s', (_who, type, memberIds, permissions, expected) => {
    expect(permissionsInThread(permissions, { type, memberIds }, '7')).toBe(expected);
  });
});

describe('threadTypeIn', () => {
  it.each([
    ['text', false, 'public'],
    ['text', true, 'private'],
    ['announcement', false, 'announcement'],
    ['announcement', true, undefined],
    ['voice', false, undefined],
    ['category', true, undefined],
  ] as const)('in a %s channel (private: %s) is %s', (parent, isPrivate, expected) => {
    expect(threadTypeIn(parent, isPrivate)).toBe(expected);
  });
});
