import type { Id } from '../../shared/ids';

/** Bounds of a name in code points, the same in every dialect; a dialect may be stricter. */
export const USERNAME_LENGTH_MIN = 2;
export const USERNAME_LENGTH_MAX = 50;
export const DISPLAY_NAME_LENGTH_MAX = 80;
export const BIO_LENGTH_MAX = 190;

/** What everybody may know of an account: the directory is server-wide, e-mail is never part of it. */
export interface UserProfile {
  readonly id: Id;
  readonly kind: 'human' | 'bot';
  readonly username: string;
  readonly displayName?: string;
  /** Name of the stored picture, `a_` in front when animated. */
  readonly avatar?: string;
  readonly bio?: string;
  /** When any of this changed last; absent: never. */
  readonly updatedAtMs?: number;
  /** A deleted account keeps its id, so that its messages keep an author. */
  readonly isDeleted: boolean;
}

/** What an account knows of itself. */
export interface OwnProfile extends UserProfile {
  /** Absent for bots. */
  readonly email?: string;
}

/**
 * The form in which usernames are unique: the same for names that differ in case or width only.
 * NFKC and case folding, https://www.unicode.org/reports/tr15/
 */
export const usernameKey = (username: string): string => foldCase(username.normalize('NFKC')).normalize('NFKC');

export const emailKey = (email: string): string => foldCase(email.normalize('NFKC')).normalize('NFKC');

/** By way of the capitals, so that \u00df is the same as ss and the two small sigmas are one. */
const foldCase = (text: string): string => text.toUpperCase().toLowerCase();
