import { guildError } from '../../domain/guilds';
import { contactError } from '../../domain/messaging';
import { AppError, invalid } from '../../shared/errors';
import { discordHttpErrors } from './errors';

describe('errors of the Discord dialect', () => {
  it('have the numbers that libraries know', () => {
    expect(discordHttpErrors.present(guildError('unknown_channel'))).toEqual({
      status: 404,
      body: { message: 'Unknown Channel', code: 10_003 },
    });
    expect(discordHttpErrors.present(guildError('missing_permissions'))).toEqual({
      status: 403,
      body: { message: 'Missing Permissions', code: 50_013 },
    });
  });

  it('do not tell a block from other reasons', () => {
    for (const error of [contactError('blocked_by_user'), contactError('user_blocked')]) {
      expect(discordHttpErrors.present(error)).toEqual(discordHttpErrors.present(guildError('cannot_message_user')));
    }
  });

  it('are plain where there is no number', () => {
    const noRoute = new AppError('not_found', 'route_not_found', 'Not Found');
    const noToken = new AppError('unauthenticated', 'unauthenticated', 'whatever');

    expect(discordHttpErrors.present(noRoute)).toEqual({ status: 404, body: { message: '404: Not Found', code: 0 } });
    expect(discordHttpErrors.present(noToken)).toEqual({
      status: 401,
      body: { message: '401: Unauthorized', code: 0 },
    });
  });

  it('name wrong fields in a tree', () => {
    const fields = [
      { field: 'embeds.0.title', message: 'must have at most 256 characters' },
      { field: 'content', message: 'must be a string' },
    ];

    expect(discordHttpErrors.present(new AppError('invalid', 'invalid', 'wrong', { fields }))).toEqual({
      status: 400,
      body: {
        message: 'Invalid Form Body',
        code: 50_035,
        errors: {
          embeds: {
            0: { title: { _errors: [{ code: 'BASE_TYPE_BAD_LENGTH', message: 'must have at most 256 characters' }] } },
          },
          content: { _errors: [{ code: 'BASE_TYPE_INVALID', message: 'must be a string' }] },
        },
      },
    });
    expect(discordHttpErrors.present(invalid('limit', 'limit is required')).body).toMatchObject({
      errors: { limit: { _errors: [{ code: 'BASE_TYPE_REQUIRED' }] } },
    });
  });

  it('keep two problems of one field and its parts apart', () => {
    const fields = [
      { field: 'embeds', message: 'must be an array' },
      { field: 'embeds.0', message: 'must be an object' },
    ];

    expect(discordHttpErrors.present(new AppError('invalid', 'invalid', 'wrong', { fields })).body).toMatchObject({
      errors: {
        embeds: { _errors: [{ message: 'must be an array' }], 0: { _errors: [{ message: 'must be an object' }] } },
      },
    });
  });

  it('say how long to wait, in seconds with a fraction, and that a proxy may have spoken', () => {
    const limited = new AppError('limited', 'limited', 'slow down', { retryAfterMs: 1_250 });

    expect(discordHttpErrors.present(limited)).toEqual({
      status: 429,
      body: { message: 'slow down', retry_after: 1.25, global: false, code: 0 },
      headers: { via: '1.1 guildhall' },
    });
    expect(discordHttpErrors.present(new AppError('limited', 'limited_globally', 'slow down')).body).toMatchObject({
      global: true,
    });
  });
});
