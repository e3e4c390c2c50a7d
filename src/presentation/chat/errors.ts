import type { IdentityErrorCode } from '../../domain/identity';
import type { ContactErrorCode, GroupErrorCode } from '../../domain/messaging';
import type { RoomErrorCode } from '../../domain/rooms';
import { AppError, type ErrorKind, type FieldProblem } from '../../shared/errors';
import { describeError, type HttpErrorAnswer, type HttpErrorPresenter } from '../shared/http-error-presenters';
import { isBelowBase } from './routes';

/** [HTTP status, the dialect's own code] */
type ErrorNumbers = readonly [status: number, code: number];

const BAD_REQUEST: ErrorNumbers = [400, 40_000];
const VALIDATION: ErrorNumbers = [422, 40_022];
const UNAUTHORIZED: ErrorNumbers = [401, 40_001];
const FORBIDDEN: ErrorNumbers = [403, 40_003];
const NOT_FOUND: ErrorNumbers = [404, 40_004];
const CONFLICT: ErrorNumbers = [409, 40_009];
const TOO_MANY: ErrorNumbers = [429, 40_029];
const NO_SUCH_ROOM: ErrorNumbers = [404, 42_001];
const ROOM_DENIED: ErrorNumbers = [403, 42_002];
const INTERNAL: ErrorNumbers = [500, 50_000];
const UNAVAILABLE: ErrorNumbers = [503, 50_000];

const numbersOfKind = {
  invalid: VALIDATION,
  unauthenticated: UNAUTHORIZED,
  forbidden: FORBIDDEN,
  not_found: NOT_FOUND,
  conflict: CONFLICT,
  limited: TOO_MANY,
  unavailable: UNAVAILABLE,
} as const satisfies Record<ErrorKind, ErrorNumbers>;

const identityNumbers = {
  missing_token: UNAUTHORIZED,
  invalid_token: [401, 41_008],
  expired_token: [401, 41_009],
  invalid_credentials: [401, 41_003],
  wrong_password: [401, 41_003],
  weak_password: [400, 41_007],
  username_taken: [409, 41_006],
  email_taken: [409, 41_005],
  logins_limited: TOO_MANY,
  owns_guilds: CONFLICT,
  applications_max: BAD_REQUEST,
  bot_exists: CONFLICT,
  bots_cannot: FORBIDDEN,
  people_cannot: FORBIDDEN,
} as const satisfies Record<IdentityErrorCode, ErrorNumbers>;

/** What a room says; `not_found` and `forbidden` mean a room only where they name it, see `numbersOf`. */
const roomNumbers = {
  malformed: BAD_REQUEST,
  unknown_type: BAD_REQUEST,
  invalid: VALIDATION,
  too_long: VALIDATION,
  muted: ROOM_DENIED,
  slow_mode: TOO_MANY,
  forbidden: FORBIDDEN,
  not_joined: ROOM_DENIED,
  not_found: NOT_FOUND,
  room_full: CONFLICT,
  room_closed: NO_SUCH_ROOM,
  banned: ROOM_DENIED,
  limited: TOO_MANY,
  unavailable: UNAVAILABLE,
} as const satisfies Record<RoomErrorCode, ErrorNumbers>;

const groupNumbers = {
  unknown_group: NOT_FOUND,
  unknown_join_request: NOT_FOUND,
  already_member: CONFLICT,
  group_banned: FORBIDDEN,
  group_invite_only: FORBIDDEN,
  muted_in_group: FORBIDDEN,
  owner_must_transfer: CONFLICT,
  group_members_max: CONFLICT,
  groups_max: CONFLICT,
  join_requests_max: CONFLICT,
  group_invitations_max: CONFLICT,
} as const satisfies Record<GroupErrorCode, ErrorNumbers>;

/** Of these only the refusals between two people are met here. */
const contactNumbers = {
  blocked_by_user: FORBIDDEN,
  user_blocked: FORBIDDEN,
  cannot_befriend: BAD_REQUEST,
  cannot_block: BAD_REQUEST,
  already_friends: CONFLICT,
  friend_already_requested: CONFLICT,
  unknown_friend: NOT_FOUND,
  unknown_friend_request: NOT_FOUND,
  friends_max: BAD_REQUEST,
  friend_requests_max: BAD_REQUEST,
  blocks_max: BAD_REQUEST,
  unknown_notification: NOT_FOUND,
} as const satisfies Record<ContactErrorCode, ErrorNumbers>;

/** Codes of other contexts and of HTTP itself that have numbers of their own here. */
const otherNumbers: Readonly<Record<string, ErrorNumbers>> = {
  internal: INTERNAL,
  unknown_user: [404, 41_001],
  invalid_recipient: [404, 41_001],
  unknown_emoji: VALIDATION,
  reactions_max: CONFLICT,
  channel_closed: NOT_FOUND,
  bad_request: BAD_REQUEST,
  payload_too_large: [413, 40_000],
  method_not_allowed: [405, 40_000],
  upgrade_required: [426, 40_000],
  unsupported_media_type: [415, 40_000],
};

const ownNumbers: Readonly<Record<string, ErrorNumbers>> = {
  ...otherNumbers,
  ...identityNumbers,
  ...contactNumbers,
  ...groupNumbers,
  ...roomNumbers,
};

const ROOM_FIELD = 'room_id';

function numbersOf({ kind, code, details }: AppError): ErrorNumbers {
  if (kind === 'not_found' && details.field === ROOM_FIELD) return NO_SUCH_ROOM;
  // What cannot be read at all is no wrong field of it.
  if (kind === 'invalid' && code === 'invalid' && details.field === undefined && !details.fields) return BAD_REQUEST;
  return ownNumbers[code] ?? numbersOfKind[kind];
}

interface PresentedProblem extends FieldProblem {
  readonly value: NonNullable<FieldProblem['value']> | null;
}

/** Fields that clients of this dialect know by another name. */
const fieldNames: Readonly<Record<string, string>> = {
  avatar: 'avatar_url',
  global_name: 'display_name',
  message_reference: 'reply_to_id',
};
/** Errors that name no field, though one is wrong. */
const fieldsOfCodes: Readonly<Record<string, string>> = { unknown_emoji: 'emoji' };

/** The error with its field named as clients of this dialect know it. */
function inOwnWords(error: AppError): AppError {
  const { field: given = fieldsOfCodes[error.code], fields } = error.details;
  if (given === undefined || fields) return error;
  const field = fieldNames[given] ?? given;
  return new AppError(error.kind, error.code, error.message, { ...error.details, field });
}

const problemsOf = ({ message, details: { field, fields } }: AppError): PresentedProblem[] =>
  (fields ?? (field === undefined ? [] : [{ field, message }])).map((problem: FieldProblem) => ({
    ...{ field: problem.field, message: problem.message },
    value: problem.value ?? null,
  }));

/** What a socket is told: the same number and text as over HTTP. */
export const presentSocketError = (error: AppError): { readonly code: number; readonly message: string } => ({
  code: numbersOf(error)[1],
  message: error.kind === 'invalid' ? describeError(inOwnWords(error)) : error.message,
});

/** `{code, message}`, with the wrong fields in `errors` at the root and in `data.errors` below the base. */
export const chatHttpErrors = {
  present(error: AppError, target: string): HttpErrorAnswer {
    const [status] = numbersOf(error);
    const problems = problemsOf(inOwnWords(error));
    const isNamed = status === VALIDATION[0] && problems.length > 0;
    const named = isBelowBase(target) ? { data: { errors: problems } } : { errors: problems };
    return { status, body: { ...presentSocketError(error), ...(isNamed && named) } };
  },
} satisfies HttpErrorPresenter;
