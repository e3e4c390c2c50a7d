import { Injectable } from '@nestjs/common';
import { guildError } from '../../../domain/guilds';
import { mayInGroup } from '../../../domain/messaging';
import { invalid } from '../../../shared/errors';
import type { Id } from '../../../shared/ids';
import type { AccountActor } from '../../shared/actor';
import { type GroupJoinRequest, GroupJoinRequests, JOIN_REQUESTS_PAGE_MAX } from './group-join-requests';
import { GroupMemberships } from './group-memberships';
import type { GroupPageQuery } from './group.reader';

export interface ListJoinRequestsInput extends GroupPageQuery {
  readonly channelId: Id;
}

/** Who waits to be let in, ascending by user id; for those who decide. */
@Injectable()
export class ListJoinRequests {
  constructor(
    private readonly memberships: GroupMemberships,
    private readonly requests: GroupJoinRequests,
  ) {}

  /** @throws AppError `invalid` for a limit outside 1-100, `unknown_group`, `missing_permissions` */
  async execute(
    actor: AccountActor,
    { channelId, ...query }: ListJoinRequestsInput,
  ): Promise<readonly GroupJoinRequest[]> {
    if (!Number.isInteger(query.limit) || query.limit < 1 || query.limit > JOIN_REQUESTS_PAGE_MAX) {
      throw invalid('limit', `must be an integer from 1 to ${JOIN_REQUESTS_PAGE_MAX}`);
    }
    const { group, member } = await this.memberships.require(actor, channelId);
    if (!mayInGroup(member, 'decide_requests', group)) throw guildError('missing_permissions');
    return this.requests.list(channelId, query);
  }
}
