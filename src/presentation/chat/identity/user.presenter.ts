import type { OwnProfile, UserProfile } from '../../../domain/identity';
import { type Id, idTimeMs } from '../../../shared/ids';
import { avatarUrl } from '../../shared/avatar-url';

/** Somebody as everybody may know them. */
export interface ChatUser {
  readonly id: Id;
  readonly username: string;
  readonly display_name: string;
  readonly avatar_url: string | null;
}

/** An account as it sees itself. */
export interface ChatOwnUser extends ChatUser {
  readonly email: string | null;
  readonly created_at: string;
  readonly last_seen: string | null;
}

/** @param baseUrl in front of the picture's path */
export function presentUser(profile: UserProfile, baseUrl: string): ChatUser {
  const username = profile.isDeleted ? `deleted_user_${profile.id}` : profile.username;
  return {
    id: profile.id,
    username,
    display_name: profile.displayName ?? username,
    avatar_url: avatarUrl(profile, baseUrl),
  };
}

/** What stands for an account that the directory does not know. */
export const presentUnknownUser = (userId: Id, name = ''): ChatUser => ({
  ...{ id: userId, username: name, display_name: name, avatar_url: null },
});

export const presentOwnUser = (profile: OwnProfile, baseUrl: string, lastSeenMs: number | undefined): ChatOwnUser => ({
  ...presentUser(profile, baseUrl),
  email: profile.email ?? null,
  created_at: new Date(idTimeMs(profile.id)).toISOString(),
  last_seen: lastSeenMs === undefined ? null : new Date(lastSeenMs).toISOString(),
});
