import { Injectable } from '@nestjs/common';
import {
  contactError,
  type Group,
  type GroupDissolved,
  groupError,
  type GroupMember,
  type GroupMemberAdded,
  type GroupMemberRemoved,
  type GroupMemberUpdated,
  type GroupUpdated,
  GROUP_MEMBERS_MAX,
  GROUPS_MAX,
} from '../../../domain/messaging';
import type { Id } from '../../../shared/ids';
import { BlockRepository } from '../contacts/block.repository';
import { Clock } from '../../shared/clock';
import { UnitOfWork } from '../../shared/unit-of-work';
import { GroupAdmissions } from './group-admissions';
import { groupKey, groupMemberKey, groupSeatsKey } from './group-keys';
import { GroupReader } from './group.reader';
import { GroupRepository } from './group.repository';
import type { LockedGroup } from './locked-groups';

/** Coming, going and changing, for use cases that have decided on it and hold the channel's lock. */
@Injectable()
export class GroupMembership {
  constructor(
    private readonly repository: GroupRepository,
    private readonly reader: GroupReader,
    private readonly admissions: GroupAdmissions,
    private readonly blocks: BlockRepository,
    private readonly uow: UnitOfWork,
    private readonly clock: Clock,
  ) {}

  /** Nobody is brought into a group by somebody they have blocked. @throws AppError `blocked_by_user` */
  async requireNotBlockedBy(userIds: readonly Id[], actorId: Id): Promise<void> {
    if (userIds.length === 0) return;
    const blockers = await this.blocks.blockersAmong(actorId, userIds);
    if (blockers.size > 0) throw contactError('blocked_by_user');
  }

  /** Whoever waited or was invited does not any longer. @throws AppError `group_members_max`, `groups_max` */
  async begin({ group, headSeq }: LockedGroup, userId: Id): Promise<GroupMember> {
    if (group.memberCount >= GROUP_MEMBERS_MAX) throw groupError('group_members_max');
    await this.requireRoom([userId]);
    const channelId = group.id;
    await this.admissions.settle(channelId, userId);
    const member: GroupMember = {
      ...{ channelId, userId, role: 'member' },
      ...{ joinedAtMs: this.clock.nowMs(), joinedSeq: headSeq },
    };
    await this.repository.addMembers(channelId, [member]);
    await this.moved(channelId, userId);
    const added: GroupMemberAdded = {
      ...{ type: 'group.member_added', channelId, member },
      group: { ...group, memberCount: group.memberCount + 1 },
    };
    this.uow.record(added);
    return member;
  }

  async end(group: Group, userId: Id, reason: GroupMemberRemoved['reason']): Promise<void> {
    await this.repository.removeMember(group.id, userId);
    await this.moved(group.id, userId);
    const removed: GroupMemberRemoved = {
      ...{ type: 'group.member_removed', channelId: group.id, userId, reason },
      group: { ...group, memberCount: group.memberCount - 1 },
    };
    this.uow.record(removed);
  }

  /** Writes a role or a mute. */
  async change(group: Group, member: GroupMember): Promise<void> {
    await this.repository.updateMember(member);
    await this.uow.invalidate(groupMemberKey(group.id, member.userId));
    const updated: GroupMemberUpdated = { type: 'group.member_updated', channelId: group.id, group, member };
    this.uow.record(updated);
  }

  /** Writes settings, owner or announcement. */
  async update(group: Group): Promise<void> {
    await this.repository.update(group);
    await this.uow.invalidate(groupKey(group.id));
    const updated: GroupUpdated = { type: 'group.updated', channelId: group.id, group };
    this.uow.record(updated);
  }

  async dissolve(group: Group): Promise<void> {
    const channelId = group.id;
    const seats = await this.reader.seats(channelId);
    const memberIds = seats.map(({ userId }) => userId);
    await this.repository.dissolve(channelId, this.clock.nowMs());
    await this.uow.invalidateAll([
      ...[groupKey(channelId), groupSeatsKey(channelId)],
      ...memberIds.map((userId) => groupMemberKey(channelId, userId)),
    ]);
    const dissolved: GroupDissolved = { type: 'group.dissolved', channelId, group, memberIds };
    this.uow.record(dissolved);
  }

  /** @throws AppError `groups_max` when one of these people is in as many groups as one may be in */
  async requireRoom(userIds: readonly Id[]): Promise<void> {
    const counts = await this.reader.countsOf(userIds);
    if ([...counts.values()].some((count) => count >= GROUPS_MAX)) throw groupError('groups_max');
  }

  private async moved(channelId: Id, userId: Id): Promise<void> {
    await this.uow.invalidateAll([groupKey(channelId), groupSeatsKey(channelId), groupMemberKey(channelId, userId)]);
  }
}
