import { checkEmail, checkPassword, checkUsername, isMixedPassword } from './account-rules';
import { emailKey, usernameKey } from './user';

const invalidField = (field: string): unknown => expect.objectContaining({ kind: 'invalid', details: { field } });

describe('usernames', () => {
  it.each([
    ['anna', 'anna'],
    ['  Anna  ', 'Anna'],
    ['用户', '用户'],
    ['Ana\u0308', 'An\u00e4'],
    ['dr. no-one_2', 'dr. no-one_2'],
    ['😀😀', '😀😀'],
    ['x'.repeat(50), 'x'.repeat(50)],
  ])('%p is kept as %p', (text, username) => {
    expect(checkUsername(text)).toBe(username);
  });

  it.each([
    ['one character', 'x'],
    ['one character between spaces', ' x '],
    ['51 characters', 'x'.repeat(51)],
    ['a control character', 'an\nna'],
    ['a zero width space', 'an\u200bna'],
    ['a direction mark', 'an\u202ena'],
    ['a Hangul filler', 'a\u3164b'],
    ['a no-break space', 'a\u00a0b'],
    ['U+0000', 'an\u0000na'],
    ['a lone surrogate', 'an\ud800na'],
    ['a character nobody has defined', 'a\u{e0fff}b'],
    ['an at sign', 'anna@example'],
    ['a hash', 'anna#1'],
    ['a colon', 'an:na'],
    ['a backtick', 'an`na'],
    ['the name of everyone', 'Everyone'],
    ['the name of those here', 'here'],
  ])('refuses %s', (_name, text) => {
    expect(() => checkUsername(text)).toThrow(invalidField('username') as Error);
  });

  it.each([
    ['ANNA', 'anna'],
    ['\uff21nna', 'anna'],
    ['Straße', 'STRASSE'],
    ['ΟΔΟΣ', 'οδος'],
    ['ΟΔΟΣ', 'οδοσ'],
    ['\ufb01sh', 'FISH'],
    ['\u00c5ngstr\u00f6m', '\u212bNGSTRO\u0308M'],
  ])('takes %p and %p for the same', (one, other) => {
    expect(usernameKey(one)).toBe(usernameKey(other));
  });

  it('keeps different ones apart', () => {
    expect(new Set(['anna', 'аnna', 'anná', 'ann a', 'anna1'].map(usernameKey)).size).toBe(5);
  });
});

describe('e-mail addresses', () => {
  it.each(['a@b', 'Anna.Smith+tag@mail.example.org', 'пример@пример.рф', ' a@b.c '])('%p', (text) => {
    expect(checkEmail(text)).toBe(text.trim());
  });

  it.each(['', 'a', '@b', 'a@', 'a@b@c', 'a b@c', 'a@b..c', 'a@.b', 'a@b.', 'a\u0000@b', `${'x'.repeat(254)}@b`])(
    'not %p',
    (text) => {
      expect(() => checkEmail(text)).toThrow(invalidField('email') as Error);
    },
  );

  it('are the same in capitals', () => {
    expect(emailKey('Anna@Example.ORG')).toBe(emailKey('anna@example.org'));
  });
});

describe('passwords', () => {
  it('are counted in code points', () => {
    expect(() => checkPassword('😀'.repeat(8))).not.toThrow();
    expect(() => checkPassword('x'.repeat(128))).not.toThrow();
  });

  it.each(['', 'x'.repeat(7), '😀'.repeat(7), 'x'.repeat(129), 'password\u0000', 'password\ud800'])(
    'not %p',
    (text) => {
      expect(() => checkPassword(text, 'new_password')).toThrow(invalidField('new_password') as Error);
    },
  );

  it.each([
    ['Correct-Horse-9', true],
    ['Ünïcode 1', true],
    ['correct-horse-9', false],
    ['CORRECT-HORSE-9', false],
    ['Correct-Horse', false],
    ['CorrectHorse9', false],
    ['用户用户用户用户', false],
  ])('%p is mixed: %p', (password, isMixed) => {
    expect(isMixedPassword(password)).toBe(isMixed);
  });
});
