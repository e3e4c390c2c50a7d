import { Injectable } from '@nestjs/common';
import { groupError, GROUPS_MAX } from '../../../domain/messaging';
import { compareIds, type Id } from '../../../shared/ids';
import { AccountTies } from '../../identity';
import { GroupMembership } from './group-membership';
import { GroupReader } from './group.reader';
import { LockedGroups } from './locked-groups';

/** A deleted account leaves its groups; one that owns a group with others in it must hand it over first. */
@Injectable()
export class GroupTies extends AccountTies {
  constructor(
    private readonly reader: GroupReader,
    private readonly groups: LockedGroups,
    private readonly membership: GroupMembership,
  ) {
    super();
  }

  /** @throws AppError `owner_must_transfer` */
  async release(userId: Id): Promise<void> {
    const own = await this.reader.ofUser(userId, GROUPS_MAX);
    // In the order of their ids, in which everybody locks who needs several.
    for (const { id } of [...own].sort((a, b) => compareIds(a.id, b.id))) {
      const { group } = await this.groups.lock(id);
      if (!(await this.groups.member(id, userId))) continue;
      if (group.ownerId !== userId) await this.membership.end(group, userId, 'left');
      else if (group.memberCount > 1) throw groupError('owner_must_transfer');
      else await this.membership.dissolve(group);
    }
  }
}
