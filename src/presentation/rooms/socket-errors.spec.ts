import { SilentLogger } from '../../../test/fakes/rooms-log';
import { type RoomErrorCode, roomErrorCodes } from '../../domain/rooms';
import { AppError, type ErrorKind } from '../../shared/errors';
import { presentAnySocketError, presentSocketError } from './socket-errors';

describe('presentSocketError', () => {
  it.each(roomErrorCodes)('keeps the code %s of the contract', (code) => {
    expect(presentSocketError(new AppError('forbidden', code, 'why'))).toEqual({ code, message: 'why' });
  });

  it('names the field, and the time to wait in whole milliseconds', () => {
    const field = new AppError('invalid', 'too_long', 'too long', { field: 'content' });
    const wait = new AppError('limited', 'slow_mode', 'wait', { retryAfterMs: 900.2 });

    expect(presentSocketError(field)).toEqual({ code: 'too_long', message: 'too long', field: 'content' });
    expect(presentSocketError(wait)).toEqual({ code: 'slow_mode', message: 'wait', retry_after_ms: 901 });
  });

  it('has a word of its own for a closed channel', () => {
    expect(presentSocketError(new AppError('conflict', 'channel_closed', 'closed')).code).toBe('room_closed');
  });

  it.each<[ErrorKind, RoomErrorCode]>([
    ['invalid', 'invalid'],
    ['unauthenticated', 'forbidden'],
    ['forbidden', 'forbidden'],
    ['not_found', 'not_found'],
    ['conflict', 'invalid'],
    ['limited', 'limited'],
    ['unavailable', 'unavailable'],
  ])('tells an unknown code of kind %s as %s', (kind, code) => {
    expect(presentSocketError(new AppError(kind, 'another_context', 'why')).code).toBe(code);
  });
});

describe('presentAnySocketError', () => {
  it('tells nothing of a failure of our own, and logs it', () => {
    const logger = new SilentLogger();

    expect(presentAnySocketError(new Error('password=1'), logger)).toEqual({
      code: 'unavailable',
      message: 'internal error',
    });
    expect(logger.problems).toHaveLength(1);
  });

  it('does not log what a client did wrong', () => {
    const logger = new SilentLogger();

    expect(presentAnySocketError(new AppError('forbidden', 'muted', 'why'), logger).code).toBe('muted');
    expect(logger.problems).toEqual([]);
  });
});
