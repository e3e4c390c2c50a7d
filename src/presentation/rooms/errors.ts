import { type RoomErrorCode, roomErrorCodes } from '../../domain/rooms';
import type { AppError, ErrorKind } from '../../shared/errors';
import { describeError, type HttpErrorPresenter, statusOfKind } from '../shared/http-error-presenters';

/** HTTP status of each code, in the management API and of a refused join. */
const statusOfCode = {
  malformed: 400,
  unknown_type: 400,
  invalid: 400,
  too_long: 400,
  muted: 403,
  slow_mode: 429,
  forbidden: 403,
  not_joined: 403,
  not_found: 404,
  room_full: 409,
  room_closed: 410,
  banned: 403,
  limited: 429,
  unavailable: 503,
} as const satisfies Record<RoomErrorCode, number>;

/** What a socket is told about an error whose code is not one of the rooms' own. */
const codeOfKind = {
  invalid: 'invalid',
  unauthenticated: 'forbidden',
  forbidden: 'forbidden',
  not_found: 'not_found',
  conflict: 'invalid',
  limited: 'limited',
  unavailable: 'unavailable',
} as const satisfies Record<ErrorKind, RoomErrorCode>;

/** Codes of other contexts that a room has its own word for. */
const translations: ReadonlyMap<string, RoomErrorCode> = new Map([['channel_closed', 'room_closed']]);

const ownCodeOf = (code: string): RoomErrorCode | undefined =>
  translations.get(code) ?? roomErrorCodes.find((known) => known === code);

/** The code that a room's client is told, on both transports. */
export const roomErrorCodeOf = (error: AppError): RoomErrorCode => ownCodeOf(error.code) ?? codeOfKind[error.kind];

/** Refusals of HTTP itself, which no socket meets. */
const statusOfHttpCode: ReadonlyMap<string, number> = new Map([['upgrade_required', 426]]);

/** `{"error": "..."}`; a wrong input names its field. */
export const roomsHttpErrors = {
  present(error: AppError) {
    const code = ownCodeOf(error.code);
    return {
      status: code === undefined ? (statusOfHttpCode.get(error.code) ?? statusOfKind[error.kind]) : statusOfCode[code],
      body: { error: error.kind === 'invalid' ? describeError(error) : error.message },
    };
  },
} satisfies HttpErrorPresenter;
