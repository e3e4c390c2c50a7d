import type { AccessGrant } from '../../../application/identity/access-grants';
import type { AuthSession } from '../../../domain/identity';
import type { Id } from '../../../shared/ids';

/** The seed's own answer to a login. */
export interface PresentedGrant {
  readonly access_token: string;
  readonly refresh_token: string;
  /** Seconds. */
  readonly expires_in: number;
  readonly token_type: 'Bearer';
}

export const presentGrant = (grant: AccessGrant): PresentedGrant => ({
  access_token: grant.accessToken,
  refresh_token: grant.refreshToken,
  expires_in: grant.expiresInSeconds,
  token_type: 'Bearer',
});

/** A login on one device. */
export interface PresentedSession {
  readonly id: Id;
  /** What the client says of itself; empty when it says nothing. */
  readonly device: string;
  readonly address: string;
  readonly created_at: string;
  readonly last_used_at: string;
  readonly expires_at: string;
  /** The one that asks. */
  readonly current: boolean;
}

export const presentSession = (session: AuthSession, currentId: Id | undefined): PresentedSession => ({
  id: session.id,
  device: session.device,
  address: session.address,
  created_at: new Date(session.createdAtMs).toISOString(),
  last_used_at: new Date(session.lastUsedAtMs).toISOString(),
  expires_at: new Date(session.expiresAtMs).toISOString(),
  current: session.id === currentId,
});
