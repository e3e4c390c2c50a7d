import type { Id } from '../../shared/ids';

export interface AccessClaims {
  readonly userId: Id;
  readonly authSessionId: Id;
  /** A whole second. */
  readonly expiresAtMs: number;
}

export abstract class AccessTokenSigner {
  abstract sign(claims: AccessClaims): string;
  /** Undefined when it is forged, expired or something else. */
  abstract verify(token: string): AccessClaims | undefined;
  /** True when nothing is wrong with it but its age. */
  abstract hasExpired(token: string): boolean;
}
