export interface PasswordCheck {
  readonly isCorrect: boolean;
  /** The hash was made with parameters that are not today's. */
  readonly isOutdated: boolean;
}

/**
 * Slow on purpose, and off the event loop; never call it inside a unit of work.
 * Rejects with AppError `unavailable` when too many wait.
 */
export abstract class PasswordHasher {
  abstract hash(password: string): Promise<string>;
  /** @param hash undefined for an account that does not exist: false, after the same time */
  abstract check(hash: string | undefined, password: string): Promise<PasswordCheck>;
}
