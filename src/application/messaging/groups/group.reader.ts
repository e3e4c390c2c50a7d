import type { Group, GroupMember } from '../../../domain/messaging';
import type { Id } from '../../../shared/ids';

/** Members, and groups one could join, in one answer at most. */
export const GROUP_MEMBERS_PAGE_MAX = 1_000;
export const AVAILABLE_GROUPS_PAGE_MAX = 100;

/** Where somebody sits in a group: who, and from which message on. */
export interface GroupSeat {
  readonly userId: Id;
  readonly joinedSeq: number;
}

export interface GroupPageQuery {
  /** Only greater ids. */
  readonly after?: Id;
  readonly limit: number;
}

/** Groups that are not dissolved. */
export abstract class GroupReader {
  abstract find(channelId: Id): Promise<Group | undefined>;
  /** Undefined for whoever is no member. */
  abstract member(channelId: Id, userId: Id): Promise<GroupMember | undefined>;
  /** All members, ascending by user id. */
  abstract seats(channelId: Id): Promise<readonly GroupSeat[]>;
  /** Ascending by user id. */
  abstract members(channelId: Id, query: GroupPageQuery): Promise<readonly GroupMember[]>;
  /** The groups somebody is in, last used first. */
  abstract ofUser(userId: Id, limit: number): Promise<readonly Group[]>;
  /** Groups somebody is not in, is not kept out of, and could join or ask to join; ascending by id. */
  abstract available(userId: Id, query: GroupPageQuery & { readonly nowMs: number }): Promise<readonly Group[]>;
  /** In how many groups each of these people is; people in none may be missing. One query. */
  abstract countsOf(userIds: readonly Id[]): Promise<ReadonlyMap<Id, number>>;
}
