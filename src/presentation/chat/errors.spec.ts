import { identityError } from '../../domain/identity';
import { bannedFromRoom, roomClosed, roomNotFound } from '../../domain/rooms';
import { AppError, invalid, unavailable } from '../../shared/errors';
import { chatHttpErrors, presentSocketError } from './errors';

describe('errors of the chat dialect', () => {
  it.each<[AppError, number, number]>([
    [identityError('missing_token'), 401, 40_001],
    [identityError('expired_token'), 401, 41_009],
    [identityError('invalid_token'), 401, 41_008],
    [identityError('invalid_credentials'), 401, 41_003],
    [identityError('weak_password'), 400, 41_007],
    [roomNotFound('7'), 404, 42_001],
    [roomClosed(), 404, 42_001],
    [bannedFromRoom(), 403, 42_002],
    [new AppError('not_found', 'unknown_user', 'no such user'), 404, 41_001],
    [new AppError('not_found', 'unknown_message', 'no such message'), 404, 40_004],
    [new AppError('invalid', 'invalid', 'expected a JSON object'), 400, 40_000],
    [new AppError('invalid', 'bad_request', 'Bad Request'), 400, 40_000],
    [new AppError('unavailable', 'internal', 'Internal Server Error'), 500, 50_000],
    [unavailable('busy'), 503, 50_000],
    [new AppError('conflict', 'of_another_context', 'no'), 409, 40_009],
  ])('has a status and a number for case %#', (error, status, code) => {
    const answer = chatHttpErrors.present(error, '/chat/rooms');

    expect(answer).toEqual({ status, body: { code, message: error.message } });
    expect(presentSocketError(error)).toEqual(answer.body);
  });

  it('names wrong fields, in data below the base', () => {
    const error = invalid('limit', 'must be a number');
    const errors = [{ field: 'limit', message: 'must be a number', value: null }];
    const told = { code: 40_022, message: 'limit: must be a number' };

    expect(chatHttpErrors.present(error, '/chat/rooms')).toEqual({ status: 422, body: { ...told, errors } });
    expect(chatHttpErrors.present(error, '/chatsphere/chat/rooms?x=1')).toEqual({
      ...{ status: 422, body: { ...told, data: { errors } } },
    });
  });

  it('names fields as its clients know them', () => {
    const answers = [
      invalid('message_reference', 'unknown message'),
      invalid('avatar', 'must be a picture'),
      invalid('global_name', 'must have at most 80 characters'),
      new AppError('invalid', 'unknown_emoji', 'Unknown Emoji'),
    ].map((error) => chatHttpErrors.present(error, '/chat/rooms').body);

    expect(answers).toMatchObject([
      { message: 'reply_to_id: unknown message', errors: [{ field: 'reply_to_id' }] },
      { message: 'avatar_url: must be a picture', errors: [{ field: 'avatar_url' }] },
      { message: 'display_name: must have at most 80 characters', errors: [{ field: 'display_name' }] },
      { message: 'emoji: Unknown Emoji', errors: [{ field: 'emoji' }] },
    ]);
  });
});
