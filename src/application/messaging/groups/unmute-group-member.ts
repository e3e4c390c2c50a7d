import { Injectable } from '@nestjs/common';
import type { GroupMember } from '../../../domain/messaging';
import type { Id } from '../../../shared/ids';
import type { AccountActor } from '../../shared/actor';
import { GroupMembership } from './group-membership';
import { LockedGroups } from './locked-groups';

export interface UnmuteGroupMemberInput {
  readonly channelId: Id;
  readonly userId: Id;
}

/** Lets a member talk again whom one stands above; there need not be a mute. */
@Injectable()
export class UnmuteGroupMember {
  constructor(
    private readonly groups: LockedGroups,
    private readonly membership: GroupMembership,
  ) {}

  /** @throws AppError `unknown_group`, `missing_permissions`, `unknown_member` */
  execute(actor: AccountActor, { channelId, userId }: UnmuteGroupMemberInput): Promise<GroupMember> {
    return this.groups.change(actor, channelId, 'mute', async ({ group, member }) => {
      const { mutedUntilMs, ...target } = await this.groups.requireBelow(member, userId);
      if (mutedUntilMs !== undefined) await this.membership.change(group, target);
      return target;
    });
  }
}
