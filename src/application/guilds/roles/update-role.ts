import { Injectable } from '@nestjs/common';
import { auditChanges, AuditAction, Permission, type Role, type RoleUpdated } from '../../../domain/guilds';
import type { Id } from '../../../shared/ids';
import { ImageStore } from '../../files';
import type { AccountActor } from '../../shared/actor';
import { UnitOfWork } from '../../shared/unit-of-work';
import { AuditLog } from '../audit-log';
import { guildKey } from '../cache-keys';
import { GuildAccess, type GuildView, requireGrantable } from '../guild-access';
import { LockedGuilds } from '../locked-guilds';
import { RoleRepository } from '../role.repository';
import {
  auditFieldsOfRole,
  checkRoleSettings,
  isEveryone,
  requireLowerRole,
  type RoleSettings,
  withSettings,
} from './role-settings';

export interface UpdateRoleInput {
  readonly guildId: Id;
  readonly roleId: Id;
  readonly settings: RoleSettings;
  readonly reason?: string;
}

/** Changes a role that stands below the actor's highest. Nobody gives it a permission that they do not have. */
@Injectable()
export class UpdateRole {
  constructor(
    private readonly guilds: LockedGuilds,
    private readonly access: GuildAccess,
    private readonly roles: RoleRepository,
    private readonly images: ImageStore,
    private readonly audit: AuditLog,
    private readonly uow: UnitOfWork,
  ) {}

  /** @throws AppError `unknown_guild`, `unknown_role`, `missing_permissions`, `invalid` */
  async execute(actor: AccountActor, { guildId, roleId, settings, reason }: UpdateRoleInput): Promise<Role> {
    checkRoleSettings(settings);
    requireLowerRole(await this.access.requireGuild(actor, guildId, Permission.manageRoles), roleId);
    const icon = settings.icon
      ? await this.images.store({ kind: 'role_icon', id: roleId }, settings.icon, 'icon')
      : settings.icon;
    return this.guilds.change(actor, guildId, Permission.manageRoles, async (view) => {
      const role = requireLowerRole(view, roleId);
      const changed = change(view, role, settings, icon);
      const changes = auditChanges(auditFieldsOfRole(role), auditFieldsOfRole(changed));
      await this.roles.update(changed);
      await this.uow.invalidate(guildKey(guildId));
      const updated: RoleUpdated = { type: 'role.updated', guildId, role: changed };
      this.uow.record(updated);
      const actionType = AuditAction.roleUpdate;
      if (changes.length > 0) {
        await this.audit.record({ guildId, userId: actor.userId, targetId: roleId, reason, actionType, changes });
      }
      return changed;
    });
  }
}

function change(view: GuildView, role: Role, settings: RoleSettings, icon: string | null | undefined): Role {
  const { name, ...others } = settings;
  const changed = withSettings(role, isEveryone(view.guild, role) ? others : { name, ...others }, icon);
  requireGrantable(view.permissions, changed.permissions & ~role.permissions);
  return changed;
}
