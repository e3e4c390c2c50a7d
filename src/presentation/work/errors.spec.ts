import { AppError, invalid } from '../../shared/errors';
import { workHttpErrors } from './errors';

describe('errors of the work dialect', () => {
  it.each([
    ['method_not_allowed', 405],
    ['payload_too_large', 413],
    ['unsupported_media_type', 415],
    ['upgrade_required', 426],
    ['of_another_context', 400],
  ])('says the HTTP status of %s also in `code`', (code, status) => {
    const answer = workHttpErrors.present(new AppError('invalid', code, 'no'));

    expect(answer).toMatchObject({ status, body: { success: false, code: status, message: 'no' } });
  });

  it.each([
    ['must be an e-mail address', 'INVALID_EMAIL'],
    ['must not be empty', 'REQUIRED'],
    ['must have at least 3 characters', 'TOO_SHORT'],
    ['must have at most 9 characters', 'TOO_LONG'],
  ])('names the field and the rule of "%s"', (text, code) => {
    const { body } = workHttpErrors.present(invalid('email', text));

    expect(body).toMatchObject({ errors: [{ field: 'email', code, message: text }] });
  });

  it('says of what was not sent that it is required', () => {
    const fields = [{ field: 'email', message: 'must be a string', isMissing: true as const }];
    const { body } = workHttpErrors.present(new AppError('invalid', 'invalid', 'no', { fields }));

    expect(body).toMatchObject({ errors: [{ field: 'email', code: 'REQUIRED', message: 'must be a string' }] });
  });
});
