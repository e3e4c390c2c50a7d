import { AppError, type ErrorDetails, type ErrorKind } from '../../shared/errors';

/** Every refusal among friends and blocked people, and of the inbox; each dialect maps each one. */
export const contactErrors = {
  blocked_by_user: ['forbidden', 'This user has blocked you'],
  user_blocked: ['forbidden', 'You have blocked this user'],
  cannot_befriend: ['invalid', 'Cannot be friends with this account'],
  cannot_block: ['invalid', 'Cannot block oneself'],
  already_friends: ['conflict', 'You are friends already'],
  friend_already_requested: ['conflict', 'You have asked this user already'],
  unknown_friend: ['not_found', 'Unknown Friend'],
  unknown_friend_request: ['not_found', 'Unknown Friend Request'],
  friends_max: ['invalid', 'Maximum number of friends reached'],
  friend_requests_max: ['invalid', 'Maximum number of open friend requests reached'],
  blocks_max: ['invalid', 'Maximum number of blocked users reached'],
  unknown_notification: ['not_found', 'Unknown Notification'],
} as const satisfies Record<string, readonly [ErrorKind, string]>;

export type ContactErrorCode = keyof typeof contactErrors;

export function contactError(code: ContactErrorCode, details: ErrorDetails = {}): AppError {
  const [kind, message] = contactErrors[code];
  return new AppError(kind, code, message, details);
}
