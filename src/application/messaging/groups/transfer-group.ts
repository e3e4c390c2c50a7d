import { Injectable } from '@nestjs/common';
import type { Group } from '../../../domain/messaging';
import type { Id } from '../../../shared/ids';
import type { AccountActor } from '../../shared/actor';
import { Clock } from '../../shared/clock';
import { GroupMembership } from './group-membership';
import { LockedGroups } from './locked-groups';

export interface TransferGroupInput {
  readonly channelId: Id;
  /** The new owner. */
  readonly userId: Id;
}

/** The owner hands the group over to a member, and is an admin from then on. */
@Injectable()
export class TransferGroup {
  constructor(
    private readonly groups: LockedGroups,
    private readonly membership: GroupMembership,
    private readonly clock: Clock,
  ) {}

  /** @throws AppError `unknown_group`, `missing_permissions`, `unknown_member`, `invalid` */
  execute(actor: AccountActor, { channelId, userId }: TransferGroupInput): Promise<Group> {
    return this.groups.change(actor, channelId, 'transfer', async ({ group, member }) => {
      const { mutedUntilMs: _muted, ...heir } = await this.groups.requireBelow(member, userId);
      const handedOver: Group = { ...group, ownerId: userId, updatedAtMs: this.clock.nowMs() };
      await this.membership.update(handedOver);
      await this.membership.change(handedOver, { ...heir, role: 'owner' });
      await this.membership.change(handedOver, { ...member, role: 'admin' });
      return handedOver;
    });
  }
}
