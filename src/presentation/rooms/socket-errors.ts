import type { Logger } from '../../application/shared/logger';
import type { RoomErrorCode } from '../../domain/rooms';
import { type AppError, isAppError } from '../../shared/errors';
import { roomErrorCodeOf } from './errors';

/** An error as both transports write it. */
export interface SocketError {
  readonly code: RoomErrorCode;
  readonly message: string;
  readonly field?: string;
  readonly retry_after_ms?: number;
}

export function presentSocketError(error: AppError): SocketError {
  const { field, retryAfterMs } = error.details;
  return {
    code: roomErrorCodeOf(error),
    message: error.message,
    ...(field !== undefined && { field }),
    ...(retryAfterMs !== undefined && { retry_after_ms: Math.ceil(retryAfterMs) }),
  };
}

/** Whatever a command threw; what is no `AppError` is logged here and told without any detail. */
export function presentAnySocketError(error: unknown, logger: Logger): SocketError {
  if (isAppError(error)) return presentSocketError(error);
  logger.error('a socket command failed', { error });
  return { code: 'unavailable', message: 'internal error' };
}
