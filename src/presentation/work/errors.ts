import type { IdentityErrorCode } from '../../domain/identity';
import type { AppError, ErrorKind, FieldProblem } from '../../shared/errors';
import {
  describeError,
  type HttpErrorAnswer,
  type HttpErrorPresenter,
  statusOfKind,
} from '../shared/http-error-presenters';

const codeOfKind = {
  invalid: 'INVALID_FIELD',
  unauthenticated: 'UNAUTHORIZED',
  forbidden: 'FORBIDDEN',
  not_found: 'NOT_FOUND',
  conflict: 'DUPLICATE',
  limited: 'LIMITED',
  unavailable: 'UNAVAILABLE',
} as const satisfies Record<ErrorKind, string>;

const identityCodes = {
  missing_token: 'UNAUTHORIZED',
  invalid_token: 'UNAUTHORIZED',
  expired_token: 'UNAUTHORIZED',
  invalid_credentials: 'UNAUTHORIZED',
  wrong_password: 'UNAUTHORIZED',
  weak_password: 'TOO_SHORT',
  username_taken: 'USER_USERNAME_EXISTS',
  email_taken: 'USER_EMAIL_EXISTS',
  logins_limited: 'LIMITED',
  owns_guilds: 'LAST_OWNER',
  applications_max: 'INVALID_FIELD',
  bot_exists: 'DUPLICATE',
  bots_cannot: 'FORBIDDEN',
  people_cannot: 'FORBIDDEN',
} as const satisfies Record<IdentityErrorCode, string>;

const ownCodes: Readonly<Record<string, string>> = {
  ...identityCodes,
  internal: 'INTERNAL_ERROR',
  malformed: 'INVALID_FORMAT',
};

/** Refusals of HTTP itself. */
const ownStatus: Readonly<Record<string, number>> = {
  internal: 500,
  method_not_allowed: 405,
  payload_too_large: 413,
  unsupported_media_type: 415,
  upgrade_required: 426,
};

interface PresentedProblem {
  readonly field?: string;
  readonly code: string;
  readonly message: string;
}

/** `{success: false, code, message, errors[{field?, code, message}], timestamp}`; `code` is the HTTP status. */
export const workHttpErrors = {
  present(error: AppError): HttpErrorAnswer {
    const status = ownStatus[error.code] ?? statusOfKind[error.kind];
    const message = error.kind === 'invalid' ? describeError(error) : error.message;
    const timestamp = new Date().toISOString();
    return { status, body: { success: false, code: status, message, errors: problemsOf(error), timestamp } };
  },
} satisfies HttpErrorPresenter;

function problemsOf(error: AppError): PresentedProblem[] {
  const { message, details, code, kind } = error;
  if (details.fields) {
    return details.fields.map((problem) => ({
      ...{ field: problem.field, code: codeOfProblem(problem), message: problem.message },
    }));
  }
  const own = ownCodes[code];
  if (details.field === undefined) return [{ code: own ?? codeOfKind[kind], message }];
  const problem = { field: details.field, message };
  return [{ ...problem, code: own ?? (kind === 'invalid' ? codeOfProblem(problem) : codeOfKind[kind]) }];
}

/** Which rule it was, as far as the text tells. */
function codeOfProblem({ field, message, isMissing }: FieldProblem): string {
  if (isMissing || /must not be empty|is required/.test(message)) return 'REQUIRED';
  if (/at least|between/.test(message)) return 'TOO_SHORT';
  if (/at most/.test(message)) return 'TOO_LONG';
  if (field === 'email') return 'INVALID_EMAIL';
  return /must be a/.test(message) ? 'INVALID_FORMAT' : 'INVALID_FIELD';
}
