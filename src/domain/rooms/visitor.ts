import { invalid } from '../../shared/errors';
import { codePointLength, hasControlCharacters, isStorableText } from '../../shared/text';
import { NICKNAME_MAX } from './room';

/** Somebody inside a room: a guest under an outside id, or an account under its own. */
export interface Visitor {
  /** The id the room's other members see. */
  readonly userKey: string;
  readonly nickname?: string;
  /** Of an account. */
  readonly username?: string;
  /** True when ticket, token or a trusted network vouches for `userKey`; only then admin rights follow from it. */
  readonly proven: boolean;
  /** A ticket with role admin makes an admin for the stay. */
  readonly adminByTicket: boolean;
  readonly isAccount: boolean;
}

/** What the events about a visitor call them. */
export const namesOf = ({ nickname, username }: Visitor): Pick<Visitor, 'nickname' | 'username'> => ({
  ...(nickname !== undefined && { nickname }),
  ...(username !== undefined && { username }),
});

export function isRoomAdmin(visitor: Visitor, adminUserIds: readonly string[] | ReadonlySet<string>): boolean {
  if (visitor.adminByTicket) return true;
  if (!visitor.proven) return false;
  return 'has' in adminUserIds ? adminUserIds.has(visitor.userKey) : adminUserIds.includes(visitor.userKey);
}

/** @throws AppError `invalid` */
export function checkNickname(nickname: string | undefined): void {
  if (nickname === undefined) return;
  const length = codePointLength(nickname);
  if (length < 1 || length > NICKNAME_MAX || hasControlCharacters(nickname) || !isStorableText(nickname)) {
    throw invalid('nickname', `nickname must be 1-${NICKNAME_MAX} characters without control characters`);
  }
}
