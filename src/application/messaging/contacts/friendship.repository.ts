import type { FriendCounts, Friendship } from '../../../domain/messaging';
import type { Id } from '../../../shared/ids';

/** Friends and open requests, one row for two. Every method needs a running unit of work. */
export abstract class FriendshipRepository {
  /**
   * What these two are to each other, in either order. Holds both accounts until the transaction ends, lower id first,
   * so that whatever else changes about the friends, requests or blocks of either waits, and a deletion too.
   */
  abstract lock(one: Id, other: Id): Promise<Friendship | undefined>;
  /** How many friends and open requests each has, for any number of people in one query. */
  abstract counts(userIds: readonly Id[]): Promise<ReadonlyMap<Id, FriendCounts>>;
  abstract save(friendship: Friendship): Promise<void>;
  abstract delete(userIds: Friendship['userIds']): Promise<void>;
  /** Of a deleted account. */
  abstract deleteAllOf(userId: Id): Promise<void>;
}
