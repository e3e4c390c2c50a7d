import type { AccessGrant } from '../../../application/identity/access-grants';
import type { OwnProfile } from '../../../domain/identity';
import { type Id, idTimeMs } from '../../../shared/ids';
import { avatarUrl } from '../../shared/avatar-url';

/** With the fields that the work and the chat dialect name, because their clients share the path. */
export interface PresentedLogin {
  readonly access_token: string;
  readonly refresh_token: string;
  readonly token_type: 'Bearer';
  /** Seconds. */
  readonly expires_in: number;
  readonly user: {
    readonly id: Id;
    readonly email: string | null;
    readonly username: string;
    readonly name: string;
    readonly display_name: string;
    readonly avatar_url: string | null;
    readonly created_at: string;
    readonly last_seen: string;
  };
}

/** Whoever logs in is here now. */
export function presentLogin(
  grant: AccessGrant,
  profile: OwnProfile,
  { baseUrl, nowMs }: { baseUrl: string; nowMs: number },
): PresentedLogin {
  const name = profile.displayName ?? profile.username;
  return {
    access_token: grant.accessToken,
    refresh_token: grant.refreshToken,
    token_type: 'Bearer',
    expires_in: grant.expiresInSeconds,
    user: {
      id: profile.id,
      email: profile.email ?? null,
      username: profile.username,
      ...{ name, display_name: name },
      avatar_url: avatarUrl(profile, baseUrl),
      created_at: new Date(idTimeMs(profile.id)).toISOString(),
      last_seen: new Date(nowMs).toISOString(),
    },
  };
}
