import type { Id } from '../../shared/ids';

/** What an account is part of elsewhere, and leaves when it is deleted. */
export abstract class AccountTies {
  /** Ends the account's memberships, in the running unit of work. @throws AppError `owns_guilds`, `owner_must_transfer` */
  abstract release(userId: Id): Promise<void>;
}
