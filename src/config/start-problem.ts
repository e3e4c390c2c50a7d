import { isAppError } from '../shared/errors';
import { failureCode, failureText } from './failures';
import type { Settings } from './settings';

/** Why the server could not start, in the words of the person who started it. Holds no secret. */
export function startProblem(error: unknown, { http, database }: Settings): string {
  if (isAppError(error) && error.kind === 'unavailable' && database.url !== undefined) {
    const { host } = new URL(database.url);
    const reason = error.cause === undefined ? '' : ` (${failureText(error.cause) || failureCode(error.cause)})`;
    return `PostgreSQL at ${host} does not answer${reason}; check DATABASE_URL and that the database runs`;
  }
  switch (failureCode(error)) {
    case 'EADDRINUSE':
      return `port ${http.port} is already in use; choose another with PORT`;
    case 'EACCES':
      return `port ${http.port} may not be opened by this user; choose one above 1023 with PORT`;
    case 'EADDRNOTAVAIL':
    case 'ENOTFOUND':
      return `the address in HOST (${http.host}) is not one of this machine`;
    default:
      return failureText(error);
  }
}
