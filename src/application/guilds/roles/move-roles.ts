import { Injectable } from '@nestjs/common';
import {
  auditChanges,
  AuditAction,
  compareRoles,
  FIRST_ROLE_POSITION,
  guildError,
  outranksRole,
  Permission,
  type Role,
  ROLES_MAX,
  type RoleUpdated,
} from '../../../domain/guilds';
import { invalid } from '../../../shared/errors';
import type { Id } from '../../../shared/ids';
import type { AccountActor } from '../../shared/actor';
import { UnitOfWork } from '../../shared/unit-of-work';
import { AuditLog } from '../audit-log';
import { guildKey } from '../cache-keys';
import type { GuildView } from '../guild-access';
import { LockedGuilds } from '../locked-guilds';
import { RoleRepository } from '../role.repository';

export interface MoveRolesInput {
  readonly guildId: Id;
  /** Roles that are not named keep their position. */
  readonly positions: readonly { readonly roleId: Id; readonly position?: number }[];
  readonly reason?: string;
}

/** Sets where roles stand. The order of the roles from the actor's highest upwards may not change. */
@Injectable()
export class MoveRoles {
  constructor(
    private readonly guilds: LockedGuilds,
    private readonly roles: RoleRepository,
    private readonly audit: AuditLog,
    private readonly uow: UnitOfWork,
  ) {}

  /**
   * @returns all roles of the guild, lowest first
   * @throws AppError `unknown_guild`, `unknown_role`, `missing_permissions`, `invalid`
   */
  async execute(actor: AccountActor, { guildId, positions, reason }: MoveRolesInput): Promise<readonly Role[]> {
    if (positions.length > ROLES_MAX) throw invalid('', `at most ${ROLES_MAX} roles can be moved at once`);
    return this.guilds.change(actor, guildId, Permission.manageRoles, async (view) => {
      const before = [...view.roles.values()].sort(compareRoles);
      const after = moved(view, positions).sort(compareRoles);
      requireSameAbove(view, before, after);
      for (const role of after) {
        const old = view.roles.get(role.id);
        if (old && old.position !== role.position) await this.write(actor, old, role, reason);
      }
      await this.uow.invalidate(guildKey(guildId));
      return after;
    });
  }

  private async write(actor: AccountActor, old: Role, role: Role, reason: string | undefined): Promise<void> {
    const { id, guildId } = role;
    await this.roles.update(role);
    const updated: RoleUpdated = { type: 'role.updated', guildId, role };
    this.uow.record(updated);
    await this.audit.record({
      ...{ guildId, userId: actor.userId, targetId: id, reason },
      actionType: AuditAction.roleUpdate,
      changes: auditChanges({ position: old.position }, { position: role.position }),
    });
  }
}

function moved({ guild, roles }: GuildView, positions: MoveRolesInput['positions']): Role[] {
  const wanted = new Map<Id, number>();
  for (const { roleId, position } of positions) {
    if (!roles.has(roleId)) throw guildError('unknown_role');
    if (position !== undefined && roleId !== guild.id) wanted.set(roleId, Math.max(FIRST_ROLE_POSITION, position));
  }
  return [...roles.values()].map((role) => ({ ...role, position: wanted.get(role.id) ?? role.position }));
}

/** Compared by order, not by number: libraries send the numbers of all roles anew. */
function requireSameAbove({ guild, roles, member }: GuildView, before: readonly Role[], after: readonly Role[]): void {
  const firstAbove = before.findIndex((role) => !outranksRole(guild, roles, member, role));
  if (firstAbove < 0) return;
  const isSame = before.every((role, index) => index < firstAbove || after[index]?.id === role.id);
  if (!isSame) throw guildError('missing_permissions');
}
