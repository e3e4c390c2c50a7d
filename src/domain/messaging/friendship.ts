import { invalid } from '../../shared/errors';
import type { Id } from '../../shared/ids';
import { codePointLength, hasControlCharacters, isStorableText } from '../../shared/text';
import { contactError } from './contact-errors';
import { pairOf } from './direct-channel';

/** Friends of one person. */
export const FRIENDS_MAX = 2_000;
/** Open requests that one person has sent, and as many that others have sent to the same person. */
export const FRIEND_REQUESTS_MAX = 500;
/** Code points of what one calls a friend. */
export const REMARK_LENGTH_MAX = 50;

/** What two accounts are to each other, or one asks the other to be. */
export interface Friendship {
  /** Both of them, lower id first. */
  readonly userIds: readonly [Id, Id];
  readonly requesterId: Id;
  readonly requestedAtMs: number;
  /** Absent while the request is open. */
  readonly befriendedAtMs?: number;
  /** What either calls the other, seen by nobody else; by the id of the one who does. */
  readonly remarks: Readonly<Record<Id, string>>;
}

/** As one of the two sees it. */
export const friendRelations = ['friend', 'incoming', 'outgoing'] as const;
export type FriendRelation = (typeof friendRelations)[number];

/** How many of each one person has. */
export type FriendCounts = Readonly<Record<FriendRelation, number>>;

export const NO_FRIENDS: FriendCounts = { friend: 0, incoming: 0, outgoing: 0 };

export function relationOf({ requesterId, befriendedAtMs }: Friendship, userId: Id): FriendRelation {
  if (befriendedAtMs !== undefined) return 'friend';
  return requesterId === userId ? 'outgoing' : 'incoming';
}

export interface FriendRequest {
  readonly requesterId: Id;
  readonly recipientId: Id;
  readonly nowMs: number;
}

/**
 * Somebody asks somebody else. Asking the one who has asked already is saying yes.
 * @throws AppError `already_friends`, `friend_already_requested`
 */
export function requestFriendship(
  existing: Friendship | undefined,
  { requesterId, recipientId, nowMs }: FriendRequest,
): Friendship {
  if (!existing) {
    return { userIds: pairOf(requesterId, recipientId), requesterId, requestedAtMs: nowMs, remarks: {} };
  }
  const relation = relationOf(existing, requesterId);
  if (relation === 'friend') throw contactError('already_friends');
  if (relation === 'outgoing') throw contactError('friend_already_requested');
  return { ...existing, befriendedAtMs: nowMs };
}

/** @throws AppError `friends_max` or `friend_requests_max`, when either of the two has no room for the change */
export function checkFriendRoom(next: Friendship, counts: (userId: Id) => FriendCounts): void {
  for (const userId of next.userIds) {
    const has = counts(userId);
    const relation = relationOf(next, userId);
    if (has.friend >= FRIENDS_MAX) throw contactError('friends_max');
    if (relation !== 'friend' && has[relation] >= FRIEND_REQUESTS_MAX) throw contactError('friend_requests_max');
  }
}

/** The friendship with what `userId` calls the other one; nothing takes it away. @throws AppError `invalid` */
export function remarkOn(friendship: Friendship, userId: Id, remark: string): Friendship {
  checkRemark(remark);
  const { [userId]: _former, ...others } = friendship.remarks;
  return { ...friendship, remarks: { ...others, ...(remark !== '' && { [userId]: remark }) } };
}

function checkRemark(remark: string): void {
  if (codePointLength(remark) > REMARK_LENGTH_MAX) {
    throw invalid('remark', `must have at most ${REMARK_LENGTH_MAX} characters`);
  }
  if (!isStorableText(remark) || hasControlCharacters(remark)) {
    throw invalid('remark', 'must not contain control characters or lone surrogates');
  }
}
