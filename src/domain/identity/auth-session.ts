import type { Id } from '../../shared/ids';

/** What is kept of a client's own description of itself. */
export const DEVICE_LENGTH_MAX = 256;
/** Logins of one account at once; the one used longest ago ends when there are more. */
export const AUTH_SESSIONS_MAX = 50;

/** A login on one device. Its access tokens name it, so that ending it ends them. */
export interface AuthSession {
  readonly id: Id;
  readonly userId: Id;
  /** What the client said of itself (`User-Agent`), empty when it said nothing. */
  readonly device: string;
  readonly address: string;
  readonly createdAtMs: number;
  readonly lastUsedAtMs: number;
  /** Moves on with every refresh. */
  readonly expiresAtMs: number;
}
