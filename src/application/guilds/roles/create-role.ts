import { Injectable } from '@nestjs/common';
import {
  auditChanges,
  AuditAction,
  DEFAULT_ROLE_NAME,
  FIRST_ROLE_POSITION,
  guildError,
  NO_PERMISSIONS,
  Permission,
  type Role,
  type RoleCreated,
  ROLES_MAX,
} from '../../../domain/guilds';
import type { Id } from '../../../shared/ids';
import { ImageStore } from '../../files';
import type { AccountActor } from '../../shared/actor';
import { IdGenerator } from '../../shared/id-generator';
import { UnitOfWork } from '../../shared/unit-of-work';
import { AuditLog } from '../audit-log';
import { guildKey } from '../cache-keys';
import { GuildAccess, requireGrantable } from '../guild-access';
import { LockedGuilds } from '../locked-guilds';
import { RoleRepository } from '../role.repository';
import { auditFieldsOfRole, checkRoleSettings, type RoleSettings, withSettings } from './role-settings';

export interface CreateRoleInput {
  readonly guildId: Id;
  /** Without permissions it has those of @everyone. */
  readonly settings: RoleSettings;
  readonly reason?: string;
}

/** A new role, below all others but @everyone. */
@Injectable()
export class CreateRole {
  constructor(
    private readonly guilds: LockedGuilds,
    private readonly access: GuildAccess,
    private readonly roles: RoleRepository,
    private readonly images: ImageStore,
    private readonly audit: AuditLog,
    private readonly uow: UnitOfWork,
    private readonly ids: IdGenerator,
  ) {}

  /** @throws AppError `unknown_guild`, `missing_permissions` (also for permissions the actor has not), `roles_max`, `invalid` */
  async execute(actor: AccountActor, { guildId, settings, reason }: CreateRoleInput): Promise<Role> {
    checkRoleSettings(settings);
    await this.access.requireGuild(actor, guildId, Permission.manageRoles);
    const id = this.ids.next();
    const icon = settings.icon ? await this.images.store({ kind: 'role_icon', id }, settings.icon, 'icon') : undefined;
    return this.guilds.change(actor, guildId, Permission.manageRoles, async (view) => {
      if (view.roles.size >= ROLES_MAX) throw guildError('roles_max');
      requireGrantable(view.permissions, settings.permissions ?? NO_PERMISSIONS);
      const everyone = view.roles.get(guildId)?.permissions ?? NO_PERMISSIONS;
      const role = withSettings(plainRole(id, guildId, everyone), settings, icon);
      await this.roles.insert(role);
      await this.uow.invalidate(guildKey(guildId));
      const created: RoleCreated = { type: 'role.created', guildId, role };
      this.uow.record(created);
      await this.audit.record({
        ...{ guildId, userId: actor.userId, targetId: id, reason },
        actionType: AuditAction.roleCreate,
        changes: auditChanges({}, auditFieldsOfRole(role)),
      });
      return role;
    });
  }
}

const plainRole = (id: Id, guildId: Id, permissions: bigint): Role => ({
  ...{ id, guildId, permissions },
  name: DEFAULT_ROLE_NAME,
  color: 0,
  hoist: false,
  mentionable: false,
  position: FIRST_ROLE_POSITION,
  managed: false,
});
