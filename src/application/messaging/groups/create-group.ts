import { Injectable } from '@nestjs/common';
import { guildError } from '../../../domain/guilds';
import {
  checkGroupSettings,
  GROUP_MEMBERS_MAX,
  type Group,
  type GroupCreated,
  groupError,
  type GroupMember,
  type GroupSettings,
} from '../../../domain/messaging';
import { type Id, isId } from '../../../shared/ids';
import { UserDirectory } from '../../identity';
import type { AccountActor } from '../../shared/actor';
import { Clock } from '../../shared/clock';
import { IdGenerator } from '../../shared/id-generator';
import { UnitOfWork } from '../../shared/unit-of-work';
import { groupKey, groupSeatsKey } from './group-keys';
import { GroupMembership } from './group-membership';
import { GroupRepository } from './group.repository';

export interface CreateGroupInput extends GroupSettings {
  readonly name: string;
  /** Who is in it from the start, besides the one who makes it. */
  readonly memberIds?: readonly Id[];
}

/** Makes a group; whoever makes it owns it. */
@Injectable()
export class CreateGroup {
  constructor(
    private readonly users: UserDirectory,
    private readonly repository: GroupRepository,
    private readonly membership: GroupMembership,
    private readonly uow: UnitOfWork,
    private readonly ids: IdGenerator,
    private readonly clock: Clock,
  ) {}

  /** @throws AppError `invalid`, `unknown_user`, `blocked_by_user`, `group_members_max`, `groups_max` */
  async execute(actor: AccountActor, { memberIds = [], ...settings }: CreateGroupInput): Promise<Group> {
    checkGroupSettings(settings);
    const others = await this.othersAmong(actor, memberIds);
    await this.membership.requireNotBlockedBy(others, actor.userId);
    const group = this.found(actor, settings, others.length + 1);
    const member = (userId: Id): GroupMember => ({
      ...{ channelId: group.id, userId, role: userId === actor.userId ? 'owner' : 'member' },
      ...{ joinedAtMs: group.createdAtMs, joinedSeq: 0 },
    });
    const all = [actor.userId, ...others];
    await this.uow.run(async () => {
      await this.membership.requireRoom(all);
      await this.repository.insert(group);
      await this.repository.addMembers(group.id, all.map(member));
      // Somebody may have asked for the id before there was a group.
      await this.uow.invalidateAll([groupKey(group.id), groupSeatsKey(group.id)]);
      const created: GroupCreated = { type: 'group.created', channelId: group.id, group, memberIds: all };
      this.uow.record(created);
    });
    return group;
  }

  private async othersAmong(actor: AccountActor, memberIds: readonly Id[]): Promise<readonly Id[]> {
    const others = [...new Set(memberIds)].filter((userId) => userId !== actor.userId);
    if (others.length >= GROUP_MEMBERS_MAX) throw groupError('group_members_max');
    const known = await this.users.findMany(others.filter(isId));
    if (others.some((userId) => known.get(userId)?.isDeleted !== false)) {
      throw guildError('unknown_user', { field: 'member_ids' });
    }
    return others;
  }

  private found({ userId }: AccountActor, settings: Omit<CreateGroupInput, 'memberIds'>, memberCount: number): Group {
    const { name, description = '', avatar, joinMode = 'open', isHistoryVisible = false } = settings;
    const nowMs = this.clock.nowMs();
    return {
      ...{ id: this.ids.next(), name, description, ownerId: userId, joinMode, isHistoryVisible, memberCount },
      ...(typeof avatar === 'string' && { avatar }),
      ...{ createdAtMs: nowMs, updatedAtMs: nowMs },
    };
  }
}
