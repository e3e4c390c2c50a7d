import { Injectable } from '@nestjs/common';
import { auditChanges, AuditAction, guildError, Permission } from '../../../domain/guilds';
import type { Id } from '../../../shared/ids';
import type { AccountActor } from '../../shared/actor';
import { AuditLog } from '../audit-log';
import { LockedGuilds } from '../locked-guilds';
import { RoleRemoval } from '../role-removal';
import { auditFieldsOfRole, isEveryone, requireLowerRole } from './role-settings';

export interface DeleteRoleInput {
  readonly guildId: Id;
  readonly roleId: Id;
  readonly reason?: string;
}

/** Deletes a role; members, overwrites and emojis lose it. */
@Injectable()
export class DeleteRole {
  constructor(
    private readonly guilds: LockedGuilds,
    private readonly removal: RoleRemoval,
    private readonly audit: AuditLog,
  ) {}

  /** @throws AppError `unknown_guild`, `unknown_role`, `missing_permissions`, `invalid_role` (a bot's, or @everyone) */
  async execute(actor: AccountActor, { guildId, roleId, reason }: DeleteRoleInput): Promise<void> {
    await this.guilds.change(actor, guildId, Permission.manageRoles, async (view) => {
      const role = requireLowerRole(view, roleId);
      if (role.managed || isEveryone(view.guild, role)) throw guildError('invalid_role');
      await this.removal.remove(role);
      await this.audit.record({
        ...{ guildId, userId: actor.userId, targetId: roleId, reason },
        actionType: AuditAction.roleDelete,
        changes: auditChanges(auditFieldsOfRole(role)),
      });
    });
  }
}
