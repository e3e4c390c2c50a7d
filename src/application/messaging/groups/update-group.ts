import { Injectable } from '@nestjs/common';
import { checkGroupSettings, type Group, type GroupSettings } from '../../../domain/messaging';
import type { Id } from '../../../shared/ids';
import type { AccountActor } from '../../shared/actor';
import { Clock } from '../../shared/clock';
import { GroupMembership } from './group-membership';
import { LockedGroups } from './locked-groups';

export interface UpdateGroupInput extends GroupSettings {
  readonly channelId: Id;
}

/** Admins change what a group is called, looks like, and how one joins it. */
@Injectable()
export class UpdateGroup {
  constructor(
    private readonly groups: LockedGroups,
    private readonly membership: GroupMembership,
    private readonly clock: Clock,
  ) {}

  /** @throws AppError `unknown_group`, `missing_permissions`, `invalid` */
  execute(actor: AccountActor, { channelId, ...settings }: UpdateGroupInput): Promise<Group> {
    return this.groups.change(actor, channelId, 'update', async ({ group }) => {
      checkGroupSettings(settings);
      if (Object.values(settings).every((value) => value === undefined)) return group;
      const changed = { ...changedBy(group, settings), updatedAtMs: this.clock.nowMs() };
      await this.membership.update(changed);
      return changed;
    });
  }
}

function changedBy({ avatar: oldAvatar, ...group }: Group, { avatar = oldAvatar, ...settings }: GroupSettings): Group {
  const given = Object.fromEntries(Object.entries(settings).filter(([, value]) => value !== undefined));
  return { ...group, ...given, ...(typeof avatar === 'string' && { avatar }) };
}
