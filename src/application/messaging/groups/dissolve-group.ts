import { Injectable } from '@nestjs/common';
import type { Id } from '../../../shared/ids';
import type { AccountActor } from '../../shared/actor';
import { GroupMembership } from './group-membership';
import { LockedGroups } from './locked-groups';

export interface DissolveGroupInput {
  readonly channelId: Id;
}

/** The owner ends a group: nobody sees it any more, its messages are kept. */
@Injectable()
export class DissolveGroup {
  constructor(
    private readonly groups: LockedGroups,
    private readonly membership: GroupMembership,
  ) {}

  /** @throws AppError `unknown_group`, `missing_permissions` */
  async execute(actor: AccountActor, { channelId }: DissolveGroupInput): Promise<void> {
    await this.groups.change(actor, channelId, 'dissolve', ({ group }) => this.membership.dissolve(group));
  }
}
