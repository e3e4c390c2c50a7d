import { AppError, isAppError, unavailable } from '../../shared/errors';

/** What breaking a constraint means to the caller, by the constraint's name. */
export type ConstraintErrors = Readonly<Record<string, () => AppError>>;

/** https://www.postgresql.org/docs/15/errcodes-appendix.html */
const UNIQUE_VIOLATION = '23505';
const FOREIGN_KEY_VIOLATION = '23503';
const CHECK_VIOLATION = '23514';
const EXCLUSION_VIOLATION = '23P01';
const constraintCodes = new Set([UNIQUE_VIOLATION, FOREIGN_KEY_VIOLATION, CHECK_VIOLATION, EXCLUSION_VIOLATION]);

const unavailableCodes = new Set([
  '53300', // too_many_connections
  '53400', // configuration_limit_exceeded
  '55P03', // lock_not_available; the embedded database's session too
  '57014', // query_canceled: statement_timeout
  '57P01', // admin_shutdown
  '57P02', // crash_shutdown
  '57P03', // cannot_connect_now
  '57P05', // idle_session_timeout
  '25P03', // idle_in_transaction_session_timeout
  'ECONNREFUSED',
  'ECONNRESET',
  'ECONNABORTED',
  'EPIPE',
  'ETIMEDOUT',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'ENOTFOUND',
  'EAI_AGAIN',
]);
const CONNECTION_EXCEPTION_CLASS = '08';

/** What `pg` and its pool say without a code. */
const lostConnection =
  /^(Connection terminated|timeout exceeded when trying to connect|timeout expired|Client has encountered a connection error|Client was closed|Cannot use a pool after)/;

/** What TypeORM says of every further query once it has noticed that a transaction's connection is lost. */
const RELEASED_BY_TYPEORM = 'QueryRunnerProviderAlreadyReleasedError';

/**
 * Translates what the driver or TypeORM threw. A connection that failed becomes `unavailable`; a broken constraint
 * named in `constraints` becomes its error. An unnamed unique constraint becomes `conflict` and a row that refers to
 * nothing `not_found`. Anything else, a bug above all, is returned as it is.
 */
export function toAppError(error: unknown, constraints: ConstraintErrors = {}): unknown {
  if (isAppError(error) || !isErrorLike(error)) return error;
  const cause = driverErrorOf(error);
  if (isConnectionFailure(cause)) {
    return withCause(unavailable('the database is not available, try again'), error);
  }
  const code = codeOf(cause);
  if (!constraintCodes.has(code)) return error;
  const broken = brokenConstraint(code, constraintOf(cause), constraints);
  return broken ? withCause(broken, error) : error;
}

/** True when the database, not the request, is what failed; the same work may succeed later. */
export function isConnectionFailure(error: unknown): boolean {
  if (!isErrorLike(error)) return false;
  const code = codeOf(error);
  if (unavailableCodes.has(code) || isConnectionException(code) || lostConnection.test(error.message)) return true;
  if (error.name === RELEASED_BY_TYPEORM) return true;
  // Node tries every address of a host name and reports all failures together.
  return 'errors' in error && Array.isArray(error.errors) && error.errors.some(isConnectionFailure);
}

function brokenConstraint(code: string, constraint: string, constraints: ConstraintErrors): AppError | undefined {
  if (Object.hasOwn(constraints, constraint)) return constraints[constraint]();
  if (code === UNIQUE_VIOLATION || code === EXCLUSION_VIOLATION) {
    return new AppError('conflict', 'conflict', 'this exists already');
  }
  if (code === FOREIGN_KEY_VIOLATION) {
    return new AppError('not_found', 'not_found', 'what this refers to does not exist');
  }
  return undefined;
}

/** Class 08 has five characters, which tells it from system errors. */
function isConnectionException(code: string): boolean {
  return code.length === 5 && code.startsWith(CONNECTION_EXCEPTION_CLASS);
}

interface ErrorLike {
  readonly name: string;
  readonly message: string;
}

/** Not `instanceof`: errors of Node itself come from another realm when the code runs in a sandbox. */
function isErrorLike(error: unknown): error is ErrorLike {
  return typeof error === 'object' && error !== null && 'name' in error && 'message' in error;
}

/** TypeORM wraps what the driver threw. */
function driverErrorOf(error: ErrorLike): ErrorLike {
  return 'driverError' in error && isErrorLike(error.driverError) ? error.driverError : error;
}

function codeOf(error: ErrorLike): string {
  return 'code' in error ? String(error.code) : '';
}

function constraintOf(error: ErrorLike): string {
  return 'constraint' in error ? String(error.constraint) : '';
}

/** The original belongs in the log; it never reaches a client. */
function withCause(translated: AppError, cause: unknown): AppError {
  translated.cause = cause;
  return translated;
}
