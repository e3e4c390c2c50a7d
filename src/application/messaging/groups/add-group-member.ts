import { Injectable } from '@nestjs/common';
import { guildError } from '../../../domain/guilds';
import { groupError, type GroupMember } from '../../../domain/messaging';
import type { Id } from '../../../shared/ids';
import { UserDirectory } from '../../identity';
import type { AccountActor } from '../../shared/actor';
import { GroupBans } from './group-bans';
import { GroupMembership } from './group-membership';
import { LockedGroups } from './locked-groups';

export interface AddGroupMemberInput {
  readonly channelId: Id;
  readonly userId: Id;
}

/** An admin brings somebody in without being asked, also one who was kept out. */
@Injectable()
export class AddGroupMember {
  constructor(
    private readonly groups: LockedGroups,
    private readonly users: UserDirectory,
    private readonly membership: GroupMembership,
    private readonly bans: GroupBans,
  ) {}

  /**
   * @throws AppError `unknown_group`, `missing_permissions`, `unknown_user`, `already_member`, `blocked_by_user`,
   *   `group_members_max`, `groups_max`
   */
  async execute(actor: AccountActor, { channelId, userId }: AddGroupMemberInput): Promise<GroupMember> {
    const user = await this.users.find(userId);
    return this.groups.change(actor, channelId, 'add', async (locked) => {
      if (!user || user.isDeleted) throw guildError('unknown_user');
      if (await this.groups.member(channelId, userId)) throw groupError('already_member');
      await this.membership.requireNotBlockedBy([userId], actor.userId);
      await this.bans.remove(channelId, userId);
      return this.membership.begin(locked, userId);
    });
  }
}
