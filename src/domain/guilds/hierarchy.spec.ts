import { compareRoles, outranksMember, outranksRole } from './hierarchy';

const guild = { id: '1', ownerId: '10' };
const roles = new Map(
  [
    { id: '1', position: 0 },
    { id: '2', position: 1 },
    { id: '3', position: 1 },
    { id: '4', position: 5 },
  ].map((role) => [role.id, role]),
);
const roleOf = (id: string) => roles.get(id) ?? { id, position: 0 };
const member = (userId: string, ...roleIds: string[]) => ({ userId, roleIds });

describe('the hierarchy of roles', () => {
  it('goes by position, and at the same one by age', () => {
    expect([...roles.values()].sort(compareRoles).map(({ id }) => id)).toEqual(['1', '3', '2', '4']);
  });

  it.each([
    ['the owner', member('10'), '4', true],
    ['a higher role', member('11', '2', '4'), '2', true],
    ['the older of two at one position', member('11', '2'), '3', true],
    ['the younger of two at one position', member('11', '3'), '2', false],
    ['the same role', member('11', '4'), '4', false],
    ['any role over @everyone', member('11', '3'), '1', true],
    ['nothing but @everyone', member('11'), '1', false],
    ['a role that is gone', member('11', '9'), '2', false],
  ])('lets %s change a role: %#', (_who, who, roleId, isAllowed) => {
    expect(outranksRole(guild, roles, who, roleOf(roleId))).toBe(isAllowed);
  });

  it.each([
    ['the owner, anybody', member('10'), member('11', '4'), true],
    ['the owner, oneself', member('10'), member('10'), false],
    ['anybody, the owner', member('11', '4'), member('10'), false],
    ['anybody, oneself', member('11', '4'), member('11', '4'), false],
    ['a higher role, a lower one', member('11', '4'), member('12', '2'), true],
    ['a role, none', member('11', '3'), member('12'), true],
    ['none, none', member('11'), member('12'), false],
    ['equals', member('11', '4'), member('12', '4'), false],
    ['a lower role, a higher one', member('11', '2'), member('12', '4'), false],
  ])('says whom one may moderate: %s', (_case, who, other, isAllowed) => {
    expect(outranksMember(guild, roles, who, other)).toBe(isAllowed);
  });
});
