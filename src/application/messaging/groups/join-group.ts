import { Injectable } from '@nestjs/common';
import { type Group, groupError, type GroupMember } from '../../../domain/messaging';
import type { Id } from '../../../shared/ids';
import type { AccountActor } from '../../shared/actor';
import { Clock } from '../../shared/clock';
import { UnitOfWork } from '../../shared/unit-of-work';
import { GroupBans } from './group-bans';
import { GroupAdmissions } from './group-admissions';
import { GroupMembership } from './group-membership';
import { LockedGroups } from './locked-groups';

export interface JoinGroupInput {
  readonly channelId: Id;
}

/** Either a member now, or waiting until an admin decides. */
export type JoinGroupResult =
  | { readonly state: 'joined'; readonly group: Group; readonly member: GroupMember }
  | { readonly state: 'requested'; readonly group: Group };

/** Joins a group, or asks to where admins let people in. An invitation opens every group. */
@Injectable()
export class JoinGroup {
  constructor(
    private readonly groups: LockedGroups,
    private readonly membership: GroupMembership,
    private readonly admissions: GroupAdmissions,
    private readonly bans: GroupBans,
    private readonly uow: UnitOfWork,
    private readonly clock: Clock,
  ) {}

  /**
   * @throws AppError `unknown_group`, `already_member`, `group_banned`, `group_invite_only`, `group_members_max`,
   *   `groups_max`, `join_requests_max`
   */
  execute(actor: AccountActor, { channelId }: JoinGroupInput): Promise<JoinGroupResult> {
    const { userId } = actor;
    return this.uow.run(async () => {
      const locked = await this.groups.lock(channelId);
      const { group } = locked;
      if (await this.groups.member(channelId, userId)) throw groupError('already_member');
      if (await this.bans.find(channelId, userId, this.clock.nowMs())) throw groupError('group_banned');
      if (group.joinMode === 'open' || (await this.admissions.isInvited(channelId, userId))) {
        const member = await this.membership.begin(locked, userId);
        return { state: 'joined', group: { ...group, memberCount: group.memberCount + 1 }, member };
      }
      if (group.joinMode === 'invite') throw groupError('group_invite_only');
      await this.admissions.ask(group, userId);
      return { state: 'requested', group };
    });
  }
}
