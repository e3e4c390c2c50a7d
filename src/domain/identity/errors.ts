import { AppError, type ErrorDetails, type ErrorKind } from '../../shared/errors';

/** Every refusal of accounts and logins; each dialect maps each one. */
export const identityErrors = {
  missing_token: ['unauthenticated', 'Unauthorized'],
  invalid_token: ['unauthenticated', 'Unauthorized'],
  /** A token of ours whose time is over; nothing else is wrong with it. */
  expired_token: ['unauthenticated', 'Unauthorized'],
  /** The same for an unknown account and a wrong password. */
  invalid_credentials: ['unauthenticated', 'Login or password is invalid'],
  /** Of somebody who is logged in and must prove it again. */
  wrong_password: ['unauthenticated', 'Password does not match'],
  weak_password: ['invalid', 'Password is too weak'],
  username_taken: ['conflict', 'Username is already taken'],
  email_taken: ['conflict', 'Email is already registered'],
  logins_limited: ['limited', 'Too many failed logins, try again later'],
  owns_guilds: ['conflict', 'You must transfer ownership of owned guilds before deleting your account'],
  applications_max: ['invalid', 'Maximum number of applications reached'],
  bot_exists: ['conflict', 'The application has a bot already'],
  bots_cannot: ['forbidden', 'Bots cannot use this endpoint'],
  people_cannot: ['forbidden', 'Only bots can use this endpoint'],
} as const satisfies Record<string, readonly [ErrorKind, string]>;

export type IdentityErrorCode = keyof typeof identityErrors;

export function identityError(code: IdentityErrorCode, details: ErrorDetails = {}): AppError {
  const [kind, message] = identityErrors[code];
  return new AppError(kind, code, message, details);
}

export const invalidToken = (): AppError => identityError('invalid_token');
