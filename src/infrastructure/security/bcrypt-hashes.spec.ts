import { SilentMetrics } from '../../../test/fakes/rooms-log';
import { Argon2PasswordHasher } from './argon2-password-hasher';
import { BCRYPT_COST_MAX, isBcryptHash } from './bcrypt-hashes';

const PASSWORD = '用户 Correct-Horse-9';
const SALT_AND_HASH = 'bd4IIJT3673XrYPdQc/htOCwWxoIyHZ1UKdojLsZUMcGdWERKDwXC';
const hashOf = (variant: string, cost: string | number): string => `$${variant}$${cost}$${SALT_AND_HASH}`;

describe('isBcryptHash', () => {
  it.each([
    [hashOf('2b', '04'), true],
    [hashOf('2a', '12'), true],
    [hashOf('2y', BCRYPT_COST_MAX), true],
    [hashOf('2b', BCRYPT_COST_MAX + 1), false],
    [hashOf('2b', '03'), false],
    [hashOf('2x', '04'), false],
    [hashOf('2b', '04').slice(0, -1), false],
    ['*', false],
  ])('of %p is %p', (hash, expected) => {
    expect(isBcryptHash(hash)).toBe(expected);
  });
});

describe('the password hasher, given a hash from elsewhere', () => {
  const hasher = new Argon2PasswordHasher(new SilentMetrics());

  it.each(['2a', '2b', '2y'])('knows bcrypt, variant %s, and that it is outdated', async (variant) => {
    expect(await hasher.check(hashOf(variant, '04'), PASSWORD)).toEqual({ isCorrect: true, isOutdated: true });
    expect(await hasher.check(hashOf(variant, '04'), 'another one')).toMatchObject({ isCorrect: false });
  });

  it('does not compare in the thread that serves', async () => {
    let turns = 0;
    const timer = setInterval(() => (turns += 1), 1);
    await hasher.check(hashOf('2b', '10'), PASSWORD);
    clearInterval(timer);

    expect(turns).toBeGreaterThan(3);
  });

  it.each(['*', '', 'plain text', hashOf('2b', BCRYPT_COST_MAX + 1), '$2b$'])('opens nothing with %p', async (hash) => {
    expect(await hasher.check(hash, hash)).toMatchObject({ isCorrect: false });
    expect(await hasher.check(hash, 'nobody has this password')).toMatchObject({ isCorrect: false });
  });
});
