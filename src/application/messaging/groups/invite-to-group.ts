import { Injectable } from '@nestjs/common';
import { guildError } from '../../../domain/guilds';
import { GROUP_INVITATIONS_MAX, groupError, type GroupInvited } from '../../../domain/messaging';
import type { Id } from '../../../shared/ids';
import { UserDirectory } from '../../identity';
import type { AccountActor } from '../../shared/actor';
import { Clock } from '../../shared/clock';
import { UnitOfWork } from '../../shared/unit-of-work';
import { GroupBans } from './group-bans';
import { GroupInvitations } from './group-invitations';
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
    private readonly invitations: GroupInvitations,
    private readonly bans: GroupBans,
    private readonly uow: UnitOfWork,
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
      const createdAtMs = this.clock.nowMs();
      if (await this.bans.find(channelId, userId, createdAtMs)) throw groupError('group_banned');
      if ((await this.invitations.count(channelId)) >= GROUP_INVITATIONS_MAX) throw groupError('group_invitations_max');
      const inviterId = actor.userId;
      if (!(await this.invitations.add({ channelId, userId, inviterId, createdAtMs }))) return;
      const invited: GroupInvited = { type: 'group.invited', channelId, group, userId, inviterId };
      this.uow.record(invited);
    });
  }
}
