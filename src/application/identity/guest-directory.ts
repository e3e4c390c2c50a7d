import type { Id } from '../../shared/ids';

/** Guests: people an outside system knows. A guest is stored at the first message or moderating act. */
export abstract class GuestDirectory {
  /** The user id of the guest with this outside id, stored now if it is new. Safe when called twice at once. */
  abstract ensure(externalId: string): Promise<Id>;
  /** True when `userKey` is the id of an account (a person or bot, not a guest). */
  abstract isAccountId(userKey: string): Promise<boolean>;
}
