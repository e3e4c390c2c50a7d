import type { AuthSession } from '../../domain/identity';
import type { Id } from '../../shared/ids';

/** A refresh token as it is kept: its digest only. */
export interface RefreshToken {
  readonly digest: Uint8Array;
  readonly sessionId: Id;
  readonly createdAtMs: number;
  readonly expiresAtMs: number;
}

export interface PresentedRefreshToken {
  readonly session: AuthSession;
  /** The session was ended. */
  readonly isRevoked: boolean;
  /** It was exchanged for another before: who presents it now, or who did then, has stolen it. */
  readonly isUsed: boolean;
  readonly expiresAtMs: number;
}

/** Which logins of an account: one, all, all but one, or those beyond the `keep` used last. */
export type SessionSelection =
  { readonly sessionId: Id } | { readonly exceptSessionId?: Id } | { readonly keep: number };

/** Logins and their refresh tokens. Writes need a running unit of work. */
export abstract class AuthSessionRepository {
  abstract insert(session: AuthSession, refreshToken: RefreshToken): Promise<void>;
  /** Undefined when it was ended or never was; an expired one is still found. */
  abstract find(sessionId: Id): Promise<AuthSession | undefined>;
  /** Neither ended nor expired, the one used last first, at most `limit`. */
  abstract list(userId: Id, nowMs: number, limit: number): Promise<readonly AuthSession[]>;
  /** Holds the session's row until the transaction ends: of two who present one token, the second sees it used. */
  abstract lockRefreshToken(digest: Uint8Array): Promise<PresentedRefreshToken | undefined>;
  /** Exchanges the token with the digest `used` for the next of the same session, which lasts as long as that one. */
  abstract rotate(used: Uint8Array, next: RefreshToken): Promise<void>;
  /** Ends logins that have not ended; returns which. */
  abstract revoke(userId: Id, selection: SessionSelection, atMs: number): Promise<readonly Id[]>;
  /** Forgets logins that ended or expired before `beforeMs`, with their tokens, at most `limit`; returns how many. */
  abstract forget(beforeMs: number, limit: number): Promise<number>;
}
