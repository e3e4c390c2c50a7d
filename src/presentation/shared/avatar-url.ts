import type { UserProfile } from '../../domain/identity';

/** Where a person's picture is; null without one. @param baseUrl in front of the path, empty for a relative link */
export function avatarUrl(profile: UserProfile, baseUrl: string): string | null {
  if (profile.avatar === undefined) return null;
  const extension = profile.avatar.startsWith('a_') ? 'gif' : 'png';
  return `${baseUrl}/avatars/${profile.id}/${profile.avatar}.${extension}`;
}
