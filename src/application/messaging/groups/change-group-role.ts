import { Injectable } from '@nestjs/common';
import { type GroupMember, groupRoles } from '../../../domain/messaging';
import { invalid } from '../../../shared/errors';
import type { Id } from '../../../shared/ids';
import type { AccountActor } from '../../shared/actor';
import { GroupMembership } from './group-membership';
import { LockedGroups } from './locked-groups';

const [, ...givenRoles] = groupRoles;

export interface ChangeGroupRoleInput {
  readonly channelId: Id;
  readonly userId: Id;
  /** Who owns the group is changed by handing it over. */
  readonly role: (typeof givenRoles)[number];
}

/** The owner makes a member an admin, or an admin a member. */
@Injectable()
export class ChangeGroupRole {
  constructor(
    private readonly groups: LockedGroups,
    private readonly membership: GroupMembership,
  ) {}

  /** @throws AppError `unknown_group`, `missing_permissions`, `unknown_member`, `invalid` */
  execute(actor: AccountActor, { channelId, userId, role }: ChangeGroupRoleInput): Promise<GroupMember> {
    return this.groups.change(actor, channelId, 'change_role', async ({ group, member }) => {
      if (!givenRoles.includes(role)) throw invalid('role', `must be one of ${givenRoles.join(', ')}`);
      const target = await this.groups.requireBelow(member, userId);
      const changed: GroupMember = { ...target, role };
      if (target.role !== role) await this.membership.change(group, changed);
      return changed;
    });
  }
}
