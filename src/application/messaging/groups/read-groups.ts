import { Injectable } from '@nestjs/common';
import { type Group, groupError, type GroupMember, GROUPS_MAX } from '../../../domain/messaging';
import { invalid } from '../../../shared/errors';
import type { Id } from '../../../shared/ids';
import type { AccountActor } from '../../shared/actor';
import { Clock } from '../../shared/clock';
import { GroupMemberships } from './group-memberships';
import { AVAILABLE_GROUPS_PAGE_MAX, GROUP_MEMBERS_PAGE_MAX, type GroupPageQuery, GroupReader } from './group.reader';

/** The groups somebody is in, those one could join, and who is in them. */
@Injectable()
export class ReadGroups {
  constructor(
    private readonly memberships: GroupMemberships,
    private readonly reader: GroupReader,
    private readonly clock: Clock,
  ) {}

  /** Last used first, at most `GROUPS_MAX`. */
  own(actor: AccountActor): Promise<readonly Group[]> {
    return this.reader.ofUser(actor.userId, GROUPS_MAX);
  }

  /** Ascending by id. @throws AppError `invalid` for a limit outside 1-100 */
  async available(actor: AccountActor, query: GroupPageQuery): Promise<readonly Group[]> {
    checkLimit(query.limit, AVAILABLE_GROUPS_PAGE_MAX);
    return this.reader.available(actor.userId, { ...query, nowMs: this.clock.nowMs() });
  }

  /** @throws AppError `unknown_group` also for whoever is no member */
  async one(actor: AccountActor, channelId: Id): Promise<Group> {
    await this.memberships.require(actor, channelId);
    const group = await this.reader.find(channelId);
    if (!group) throw groupError('unknown_group');
    return group;
  }

  /** Ascending by user id. @throws AppError `unknown_group`, `invalid` for a limit outside 1-1000 */
  async members(actor: AccountActor, channelId: Id, query: GroupPageQuery): Promise<readonly GroupMember[]> {
    checkLimit(query.limit, GROUP_MEMBERS_PAGE_MAX);
    await this.memberships.require(actor, channelId);
    return this.reader.members(channelId, query);
  }
}

function checkLimit(limit: number, limitMax: number): void {
  if (Number.isInteger(limit) && limit >= 1 && limit <= limitMax) return;
  throw invalid('limit', `must be an integer from 1 to ${limitMax}`);
}
