import { Injectable } from '@nestjs/common';
import { guildError, Permission } from '../../../domain/guilds';
import type { Id } from '../../../shared/ids';
import type { AccountActor } from '../../shared/actor';
import { LockedGuilds } from '../locked-guilds';
import { assignableRoles } from './assignable-roles';
import { MemberChanges } from './member-changes';

export interface AssignRoleInput {
  readonly guildId: Id;
  readonly userId: Id;
  readonly roleId: Id;
  /** False takes the role away. */
  readonly isAssigned: boolean;
  readonly reason?: string;
}

/** Gives a member a role or takes it away. Nothing happens when it is so already. */
@Injectable()
export class AssignRole {
  constructor(
    private readonly guilds: LockedGuilds,
    private readonly changes: MemberChanges,
  ) {}

  /** @throws AppError `unknown_guild`, `unknown_member`, `unknown_role`, `missing_permissions` */
  async execute(actor: AccountActor, { guildId, userId, roleId, isAssigned, reason }: AssignRoleInput): Promise<void> {
    await this.guilds.change(actor, guildId, Permission.manageRoles, async (view) => {
      if (!view.roles.has(roleId)) throw guildError('unknown_role');
      const before = await this.guilds.requireMember(guildId, userId);
      const others = before.roleIds.filter((id) => id !== roleId);
      const roleIds = assignableRoles(view, before, isAssigned ? [...others, roleId] : others);
      const { roles } = view;
      await this.changes.write({ before, after: { ...before, roleIds }, roles, actorId: actor.userId, reason });
    });
  }
}
