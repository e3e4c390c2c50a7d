import type { Id } from '../../../shared/ids';
import type { GroupPageQuery } from './group.reader';

/** Waiting people in one answer at most. */
export const JOIN_REQUESTS_PAGE_MAX = 100;

/** Those who decide and are told of one who waits. */
export const GROUP_DECIDERS_MAX = 100;

export interface GroupJoinRequest {
  readonly channelId: Id;
  readonly userId: Id;
  readonly createdAtMs: number;
}

/** Who waits to be let into a group. Written under the channel's lock. */
export abstract class GroupJoinRequests {
  /** False when the user waits already. */
  abstract add(request: GroupJoinRequest): Promise<boolean>;
  /** False when the user does not wait. */
  abstract remove(channelId: Id, userId: Id): Promise<boolean>;
  /** Who decides about them: the owner and the admins, the first of them when there are very many. */
  abstract deciderIds(channelId: Id): Promise<readonly Id[]>;
  abstract count(channelId: Id): Promise<number>;
  /** Ascending by user id. */
  abstract list(channelId: Id, query: GroupPageQuery): Promise<readonly GroupJoinRequest[]>;
}
