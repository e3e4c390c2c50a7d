import { Injectable } from '@nestjs/common';
import { groupError } from '../../../domain/messaging';
import type { Id } from '../../../shared/ids';
import type { AccountActor } from '../../shared/actor';
import { UnitOfWork } from '../../shared/unit-of-work';
import { GroupMembership } from './group-membership';
import { GroupMemberships } from './group-memberships';
import { LockedGroups } from './locked-groups';

export interface LeaveGroupInput {
  readonly channelId: Id;
}

/** Leaves a group. Its owner hands it over first; with nobody else in it, it is dissolved. */
@Injectable()
export class LeaveGroup {
  constructor(
    private readonly groups: LockedGroups,
    private readonly memberships: GroupMemberships,
    private readonly membership: GroupMembership,
    private readonly uow: UnitOfWork,
  ) {}

  /** @throws AppError `unknown_group` also for whoever is no member, `owner_must_transfer` */
  async execute(actor: AccountActor, { channelId }: LeaveGroupInput): Promise<void> {
    await this.memberships.require(actor, channelId);
    await this.uow.run(async () => {
      const { group } = await this.groups.lock(channelId);
      if (!(await this.groups.member(channelId, actor.userId))) throw groupError('unknown_group');
      if (group.ownerId !== actor.userId) return this.membership.end(group, actor.userId, 'left');
      if (group.memberCount > 1) throw groupError('owner_must_transfer');
      return this.membership.dissolve(group);
    });
  }
}
