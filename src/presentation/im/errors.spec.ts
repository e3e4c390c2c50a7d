import { guildError } from '../../domain/guilds';
import { identityError } from '../../domain/identity';
import { AppError, invalid } from '../../shared/errors';
import { imErrorText, imHttpErrors } from './errors';

const present = (error: AppError) => imHttpErrors.present(error, '/api/messages/send');

describe('errors of the im dialect', () => {
  it('say what its clients know', () => {
    const taken = identityError('email_taken', { field: 'email' });
    const unknown = new AppError('not_found', 'unknown_message', 'Message 5 not found', { field: 'id' });

    expect(present(taken)).toEqual({ status: 409, body: { error: 'User already exists' } });
    expect(present(unknown)).toEqual({ status: 404, body: { error: 'Message not found' } });
    expect(imErrorText(guildError('unknown_message'))).toBe('Message not found');
    const ended = { status: 401, body: { error: 'Invalid or expired token' } };
    expect(present(guildError('unknown_session'))).toEqual(ended);
  });

  it('name every wrong field as this dialect calls it', () => {
    const fields = [
      { field: 'username', message: 'must be a string' },
      { field: 'email', message: 'must not be empty' },
    ];
    const unknownReply = invalid('message_reference', 'unknown message');

    expect(present(new AppError('invalid', 'invalid', 'whatever', { fields }))).toEqual({
      status: 400,
      body: { error: 'Invalid request data', fields },
    });
    expect(present(unknownReply).body).toMatchObject({
      fields: [{ field: 'reply_to_id', message: 'unknown message' }],
    });
    expect(imErrorText(unknownReply)).toBe('reply_to_id unknown message');
  });

  it('answer by kind where there are no words of their own', () => {
    expect(present(new AppError('limited', 'x', 'slowly'))).toMatchObject({ status: 429 });
    expect(present(new AppError('invalid', 'malformed', 'not valid JSON'))).toEqual({
      status: 400,
      body: { error: 'not valid JSON' },
    });
  });
});
