import { Injectable } from '@nestjs/common';
import { groupError, type GroupMember } from '../../../domain/messaging';
import { type Id, isId } from '../../../shared/ids';
import type { AccountActor } from '../../shared/actor';
import { GroupAdmissions } from './group-admissions';
import { GroupMembership } from './group-membership';
import { LockedGroups } from './locked-groups';

export interface DecideJoinRequestInput {
  readonly channelId: Id;
  /** Who waits. */
  readonly userId: Id;
  readonly isApproved: boolean;
}

/** An admin lets somebody in who waits, or sends them away; they may ask again. */
@Injectable()
export class DecideJoinRequest {
  constructor(
    private readonly groups: LockedGroups,
    private readonly admissions: GroupAdmissions,
    private readonly membership: GroupMembership,
  ) {}

  /**
   * The new member; undefined for whoever is declined.
   * @throws AppError `unknown_group`, `missing_permissions`, `unknown_join_request`, `group_members_max`, `groups_max`
   */
  execute(actor: AccountActor, input: DecideJoinRequestInput): Promise<GroupMember | undefined> {
    const { channelId, userId, isApproved } = input;
    return this.groups.change(actor, channelId, 'decide_requests', async (locked) => {
      const isWaiting = isId(userId) && (await this.admissions.endWait(channelId, userId));
      if (!isWaiting) throw groupError('unknown_join_request');
      return isApproved ? this.membership.begin(locked, userId) : undefined;
    });
  }
}
