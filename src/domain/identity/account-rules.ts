import { AppError, invalid } from '../../shared/errors';
import { codePointLength, hasControlCharacters, isStorableText } from '../../shared/text';
import { identityErrors } from './errors';
import { DISPLAY_NAME_LENGTH_MAX, USERNAME_LENGTH_MAX, USERNAME_LENGTH_MIN } from './user';

export const PASSWORD_LENGTH_MIN = 8;
export const PASSWORD_LENGTH_MAX = 128;
/** RFC 5321, section 4.5.3.1.3 */
export const EMAIL_LENGTH_MAX = 254;

/** What cannot be seen or told from another: control, format, unassigned and private characters, and separators but a space. */
const invisible = /[\p{C}\p{Zl}\p{Zp}]|(?! )\p{Zs}|\p{Default_Ignorable_Code_Point}/u;
/** They stand before a name, between its parts or around code. */
const reserved = /[@#:`]/;
const reservedNames: ReadonlySet<string> = new Set(['everyone', 'here']);
const email = /^[^\s@\p{C}]+@[^\s@\p{C}.]+(\.[^\s@\p{C}.]+)*$/u;

/** The name as it is stored: composed, without spaces at its ends. @throws AppError `invalid` */
export function checkUsername(text: string): string {
  const username = text.normalize('NFC').trim();
  const length = codePointLength(username);
  if (length < USERNAME_LENGTH_MIN || length > USERNAME_LENGTH_MAX) {
    throw invalid('username', `must have between ${USERNAME_LENGTH_MIN} and ${USERNAME_LENGTH_MAX} characters`);
  }
  if (!isStorableText(username) || invisible.test(username)) {
    throw invalid('username', 'must not contain invisible characters');
  }
  if (reserved.test(username)) throw invalid('username', 'must not contain @, #, : or `');
  if (reservedNames.has(username.toLowerCase())) throw invalid('username', 'must not be a reserved name');
  return username;
}

/** @throws AppError `invalid` */
export function checkEmail(text: string): string {
  const address = text.trim();
  if (codePointLength(address) > EMAIL_LENGTH_MAX) {
    throw invalid('email', `must have at most ${EMAIL_LENGTH_MAX} characters`);
  }
  if (!isStorableText(address) || !email.test(address)) throw invalid('email', 'must be an e-mail address');
  return address;
}

/** @throws AppError `invalid`, with `field` as the name of the wrong one */
export function checkDisplayName(text: string, field = 'display_name'): void {
  if (codePointLength(text) > DISPLAY_NAME_LENGTH_MAX) {
    throw invalid(field, `must have at most ${DISPLAY_NAME_LENGTH_MAX} characters`);
  }
  if (hasControlCharacters(text) || !isStorableText(text)) {
    throw invalid(field, 'must not contain control characters or lone surrogates');
  }
}

/** @throws AppError `weak_password`, `invalid`, with `field` as the name of the wrong one */
export function checkPassword(password: string, field = 'password'): void {
  const length = codePointLength(password);
  if (length < PASSWORD_LENGTH_MIN || length > PASSWORD_LENGTH_MAX) {
    const message = `must have between ${PASSWORD_LENGTH_MIN} and ${PASSWORD_LENGTH_MAX} characters`;
    throw new AppError(identityErrors.weak_password[0], 'weak_password', message, { field });
  }
  if (!isStorableText(password)) throw invalid(field, 'must not contain U+0000 or lone surrogates');
}

/** The stricter rule of some dialects: an upper and a lower case letter, a digit and another character. */
export const isMixedPassword = (password: string): boolean =>
  /\p{Lu}/u.test(password) && /\p{Ll}/u.test(password) && /\p{Nd}/u.test(password) && /[^\p{L}\p{Nd}]/u.test(password);
