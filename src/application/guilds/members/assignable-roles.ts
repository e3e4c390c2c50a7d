import { guildError, type Member, MEMBER_ROLES_MAX, outranksRole } from '../../../domain/guilds';
import { invalid } from '../../../shared/errors';
import type { Id } from '../../../shared/ids';
import type { GuildView } from '../guild-access';

/**
 * The roles a member is to have, after making sure that those that come or go may be handed out: they exist, stand below
 * the actor's highest and belong to no bot.
 * @throws AppError `unknown_role`, `missing_permissions`, `invalid` for too many
 */
export function assignableRoles(view: GuildView, member: Member, wanted: readonly Id[]): readonly Id[] {
  const roleIds = [...new Set(wanted)].filter((id) => id !== view.guild.id);
  if (roleIds.length > MEMBER_ROLES_MAX) throw invalid('roles', `roles must have at most ${MEMBER_ROLES_MAX} items`);
  const had = new Set(member.roleIds);
  const has = new Set(roleIds);
  for (const id of [...roleIds.filter((one) => !had.has(one)), ...member.roleIds.filter((one) => !has.has(one))]) {
    requireAssignable(view, id);
  }
  return roleIds;
}

function requireAssignable({ guild, roles, member }: GuildView, roleId: Id): void {
  const role = roles.get(roleId);
  if (!role) throw guildError('unknown_role');
  if (role.managed || !outranksRole(guild, roles, member, role)) throw guildError('missing_permissions');
}
