import type { FriendRelation } from '../../../domain/messaging';
import type { Id } from '../../../shared/ids';

/** In one answer at most. */
export const FRIENDS_PAGE_MAX = 1_000;

/** A friend, or somebody who asks or was asked to be one, as one of the two sees it. */
export interface FriendView {
  readonly userId: Id;
  readonly relation: FriendRelation;
  readonly remark?: string;
  readonly requestedAtMs: number;
  readonly befriendedAtMs?: number;
}

export interface FriendsQuery {
  /** Absent: all. */
  readonly relation?: FriendRelation;
  /** Only people with a higher id. */
  readonly after?: Id;
  readonly limit: number;
}

export abstract class FriendReader {
  /** By the id of the other one, ascending; one query. */
  abstract list(userId: Id, query: FriendsQuery): Promise<readonly FriendView[]>;
}
