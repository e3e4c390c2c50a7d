import type { APIUser } from 'discord-api-types/v10';
import type { OwnProfile, UserProfile } from '../../../domain/identity';
import type { Id } from '../../../shared/ids';
import { avatarUrl } from '../../shared/avatar-url';

/** People have no discriminator any more; libraries still need the field. */
const NO_DISCRIMINATOR = '0';
/** As a number, because none of the flag types has a name for none. */
const NO_FLAGS: number = 0;

/** https://docs.discord.com/developers/resources/user#user-object */
export const presentUser = (profile: UserProfile): APIUser => ({
  id: profile.id,
  username: profile.isDeleted ? `deleted_user_${profile.id}` : profile.username,
  discriminator: NO_DISCRIMINATOR,
  global_name: profile.displayName ?? null,
  avatar: profile.avatar ?? null,
  ...(profile.kind === 'bot' && { bot: true }),
  public_flags: NO_FLAGS,
});

/** What stands for an account that the directory does not know. */
export const presentUnknownUser = (userId: Id): APIUser =>
  presentUser({ id: userId, kind: 'human', username: '', isDeleted: true });

/** The seed's own fields beside Discord's; e-mail only for oneself. */
export interface PresentedOwnUser extends APIUser {
  readonly display_name: string | null;
  readonly avatar_url: string | null;
  readonly status: string;
  readonly bio: string;
  readonly created_at: string;
}

/** @param status of the account's presence; @param baseUrl in front of the picture's path, empty for a relative link */
export const presentOwnUser = (
  profile: OwnProfile,
  { status, baseUrl, createdAt }: { status: string; baseUrl: string; createdAt: string },
): PresentedOwnUser => ({
  ...presentUser(profile),
  flags: NO_FLAGS,
  ...(profile.kind === 'human' && { email: profile.email ?? null, verified: true, mfa_enabled: false }),
  display_name: profile.displayName ?? null,
  avatar_url: avatarUrl(profile, baseUrl),
  status,
  bio: profile.bio ?? '',
  created_at: createdAt,
});
