import { Injectable } from '@nestjs/common';
import { guildError } from '../../../domain/guilds';
import {
  type Group,
  type GroupAct,
  groupError,
  type GroupMember,
  mayInGroup,
  outranksInGroup,
} from '../../../domain/messaging';
import { invalid } from '../../../shared/errors';
import { type Id, isId } from '../../../shared/ids';
import type { AccountActor } from '../../shared/actor';
import { UnitOfWork } from '../../shared/unit-of-work';
import { GroupMemberships, type GroupView } from './group-memberships';
import { GroupReader } from './group.reader';
import { GroupRepository } from './group.repository';

export interface LockedGroup {
  readonly group: Group;
  /** The join point of whoever joins now. */
  readonly headSeq: number;
}

/** A group that is being changed: read under its channel's lock, so that nothing the change is decided by moves meanwhile. */
@Injectable()
export class LockedGroups {
  constructor(
    private readonly repository: GroupRepository,
    private readonly reader: GroupReader,
    private readonly memberships: GroupMemberships,
    private readonly uow: UnitOfWork,
  ) {}

  /**
   * Runs `work` in a transaction that holds the channel's lock. Whoever may not change it is refused before, and so holds
   * nobody up.
   * @throws AppError `unknown_group` (also for whoever is no member), `missing_permissions`
   */
  async change<Result>(
    actor: AccountActor,
    channelId: Id,
    act: GroupAct,
    work: (view: LockedGroup & GroupView) => Promise<Result>,
  ): Promise<Result> {
    requireAct(await this.memberships.require(actor, channelId), act);
    return this.uow.run(async () => {
      const locked = await this.lock(channelId);
      const member = await this.member(channelId, actor.userId);
      if (!member) throw groupError('unknown_group');
      const view = { ...locked, member };
      requireAct(view, act);
      return work(view);
    });
  }

  /** For what no role decides. Only inside `UnitOfWork.run`. @throws AppError `unknown_group` */
  async lock(channelId: Id): Promise<LockedGroup> {
    const headSeq = isId(channelId) ? await this.repository.lock(channelId) : undefined;
    const group = headSeq === undefined ? undefined : await this.reader.find(channelId);
    if (headSeq === undefined || !group) throw groupError('unknown_group');
    return { group, headSeq };
  }

  /** As it is now; undefined for whoever is no member. */
  async member(channelId: Id, userId: Id): Promise<GroupMember | undefined> {
    return isId(userId) ? this.reader.member(channelId, userId) : undefined;
  }

  /** Another member, whom `moderator` stands above. @throws AppError `unknown_member`, `missing_permissions`, `invalid` */
  async requireBelow(moderator: GroupMember, userId: Id): Promise<GroupMember> {
    if (userId === moderator.userId) throw invalid('user_id', 'must be somebody else');
    const member = await this.member(moderator.channelId, userId);
    if (!member) throw guildError('unknown_member');
    if (!outranksInGroup(moderator, member)) throw guildError('missing_permissions');
    return member;
  }
}

function requireAct({ member, group }: GroupView, act: GroupAct): void {
  if (!mayInGroup(member, act, group)) throw guildError('missing_permissions');
}
