import type { UserProfile } from '../../domain/identity';
import { NICKNAME_MAX } from '../../domain/rooms';

/** What an account is called in a room when it says nothing else. */
export function accountName(profile: UserProfile | undefined): string | undefined {
  const name = profile?.displayName ?? profile?.username;
  return name === undefined ? undefined : [...name].slice(0, NICKNAME_MAX).join('');
}
