import { compareIds, type Id } from '../../shared/ids';
import type { Guild, Member, Role } from './guild';

type Ranked = Pick<Role, 'id' | 'position'>;
type Ranks = ReadonlyMap<Id, Ranked>;
type Standing = Pick<Member, 'userId' | 'roleIds'>;

/** Positive when `a` stands above `b`; of two at one position the older one does. */
export function compareRoles(a: Ranked, b: Ranked): number {
  return a.position - b.position || compareIds(b.id, a.id);
}

/** Undefined for a member who has none but @everyone. */
function highestRole(roles: Ranks, member: Standing): Ranked | undefined {
  return member.roleIds.reduce<Ranked | undefined>((highest, roleId) => {
    const role = roles.get(roleId);
    if (!role) return highest;
    return !highest || compareRoles(role, highest) > 0 ? role : highest;
  }, undefined);
}

/** Whether a member may change or hand out a role: it must stand below the member's highest one. The owner always may. */
export function outranksRole(
  guild: Pick<Guild, 'id' | 'ownerId'>,
  roles: Ranks,
  member: Standing,
  role: Ranked,
): boolean {
  if (member.userId === guild.ownerId) return true;
  const highest = highestRole(roles, member);
  if (!highest) return false;
  return role.id === guild.id || compareRoles(highest, role) > 0;
}

/** Whether a member may moderate another one: never oneself or the owner, and only whom one stands above. */
export function outranksMember(
  guild: Pick<Guild, 'ownerId'>,
  roles: Ranks,
  member: Standing,
  other: Standing,
): boolean {
  if (other.userId === guild.ownerId || other.userId === member.userId) return false;
  if (member.userId === guild.ownerId) return true;
  const highest = highestRole(roles, member);
  const highestOfOther = highestRole(roles, other);
  if (!highest || !highestOfOther) return highest !== undefined;
  return compareRoles(highest, highestOfOther) > 0;
}
