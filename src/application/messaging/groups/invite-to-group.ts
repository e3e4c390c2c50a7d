import { Injectable } from '@nestjs/common';
import { guildError } from '../../../domain/guilds';
import { groupError } from '../../../domain/messaging';
import type { Id } from '../../../shared/ids';
import { UserDirectory } from '../../identity';
import type { AccountActor } from '../../shared/actor';
import { Clock } from '../../shared/clock';
import { GroupBans } from './group-bans';
import { GroupAdmissions } from './group-admissions';
import { LockedGroups } from './locked-groups';

export interface InviteToGroupInput {
  readonly channelId: Id;
  readonly userId: Id;
}

/** Invites somebody, who may then join whatever the join mode is. Twice is once. */
@Injectable()
export class InviteToGroup {
  constructor(
    private readonly groups: LockedGroups,
    private readonly users: UserDirectory,
    private readonly admissions: GroupAdmissions,
    private readonly bans: GroupBans,
    private readonly clock: Clock,
  ) {}

  /**
   * @throws AppError `unknown_group`, `missing_permissions`, `unknown_user`, `already_member`, `group_banned`,
   *   `group_invitations_max`
   */
  async execute(actor: AccountActor, { channelId, userId }: InviteToGroupInput): Promise<void> {
    const user = await this.users.find(userId);
    await this.groups.change(actor, channelId, 'invite', async ({ group }) => {
      if (!user || user.isDeleted) throw guildError('unknown_user');
      if (await this.groups.member(channelId, userId)) throw groupError('already_member');
      if (await this.bans.find(channelId, userId, this.clock.nowMs())) throw groupError('group_banned');
      await this.admissions.invite(group, userId, actor.userId);
    });
  }
}
