import type { AccountActor } from '../shared/actor';

/** Whose token it is: a person's access token or a bot's token, with nothing in front of it. */
export abstract class AccessTokens {
  /**
   * Answered from memory where it can be; what was revoked is refused within a second on every process.
   * @throws AppError unauthenticated `invalid_token` for a token that is malformed, revoked or of a deleted account,
   *   `expired_token` for one whose time is over
   */
  abstract resolve(token: string): Promise<AccountActor>;
  /** When the login that somebody acts through ends unless it is refreshed, as far as is known here; never for bots. */
  abstract loginExpiresAtMs(actor: AccountActor): Promise<number>;
}
