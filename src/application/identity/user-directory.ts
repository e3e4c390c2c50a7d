import type { OwnProfile, UserProfile } from '../../domain/identity';
import type { Id } from '../../shared/ids';

/** The public profiles of people and bots, from memory where known; never guests. */
export abstract class UserDirectory {
  /** Undefined when there is no such account; a deleted one is still found. */
  abstract find(userId: Id): Promise<UserProfile | undefined>;
  /** At most one query, whatever the number; unknown ids are missing from the answer. */
  abstract findMany(userIds: Iterable<Id>): Promise<ReadonlyMap<Id, UserProfile>>;
  /** With what only the account itself may see. */
  abstract findOwn(userId: Id): Promise<OwnProfile | undefined>;
}
