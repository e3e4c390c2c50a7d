import { guildError } from '../../domain/guilds';
import { AppError, invalid } from '../../shared/errors';

/** What the parser of forms says is wrong with one is the client's fault, unless it is about a size. */
export function formRefusal(error: unknown): unknown {
  if (error instanceof AppError || !(error instanceof Error)) return error;
  if ('statusCode' in error && error.statusCode === 413) return guildError('request_too_large');
  const isOurs = 'code' in error && typeof error.code === 'string' && !error.code.startsWith('FST_');
  return isOurs ? error : invalid('', 'the form could not be read');
}
