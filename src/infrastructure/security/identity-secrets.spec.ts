import { hash } from '@node-rs/argon2';
import { JwtService } from '@nestjs/jwt';
import {
  ReadableAccessTokenSigner,
  ReadablePasswordHasher,
  ReadableSecretTokens,
} from '../../../test/fakes/identity-secrets';
import { SilentMetrics } from '../../../test/fakes/rooms-log';
import { FakeUnitOfWork, ManualClock } from '../../../test/fakes/rooms-platform';
import { TOKEN_LENGTH_MAX } from '../../application/identity/cached-access-tokens';
import {
  ARGON2_MEMORY_KIB,
  Argon2PasswordHasher,
  HASHES_AT_ONCE_MAX,
  HASHES_WAITING_MAX,
} from './argon2-password-hasher';
import { JwtAccessTokenSigner, VERIFIED_TOKENS_MAX } from './jwt-access-token-signer';
import { Sha256SecretTokens } from './sha256-secret-tokens';

const settings = {
  jwtSecret: 'a secret of at least thirty-two characters',
  adminApiKey: 'an admin key of the tests',
  accessTokenExpireMinutes: 30,
  refreshTokenExpireDays: 7,
};
const clock = new ManualClock();
const longId = '9223372036854775807';

describe.each([
  ['fake', new ReadablePasswordHasher(new FakeUnitOfWork())],
  ['Argon2', new Argon2PasswordHasher(new SilentMetrics())],
])('PasswordHasher (%s)', (_name, hasher) => {
  it('knows its own hashes', async () => {
    const made = await hasher.hash('用户 Correct-Horse-9');

    expect(await hasher.check(made, '用户 Correct-Horse-9')).toEqual({ isCorrect: true, isOutdated: false });
    expect(await hasher.check(made, '用户 correct-horse-9')).toEqual({ isCorrect: false, isOutdated: false });
  });

  it('finds nothing right of somebody who does not exist', async () => {
    expect(await hasher.check(undefined, 'nobody has this password')).toMatchObject({ isCorrect: false });
  });
});

describe('Argon2PasswordHasher', () => {
  it('makes hashes of the recommended strength, each with its own salt', async () => {
    const hasher = new Argon2PasswordHasher(new SilentMetrics());
    const [one, other] = [await hasher.hash('x'), await hasher.hash('x')];

    expect(one).toMatch(new RegExp(`^\\$argon2id\\$v=19\\$m=${ARGON2_MEMORY_KIB},t=2,p=1\\$`));
    expect(one).not.toBe(other);
  });

  it.each([
    ['less memory', { memoryCost: 8_192, timeCost: 2, parallelism: 1, algorithm: 2 }],
    ['more passes', { memoryCost: ARGON2_MEMORY_KIB, timeCost: 3, parallelism: 1, algorithm: 2 }],
    ['another kind', { memoryCost: ARGON2_MEMORY_KIB, timeCost: 2, parallelism: 1, algorithm: 1 }],
  ])('says of a hash with %s that it is outdated', async (_name, options) => {
    const hasher = new Argon2PasswordHasher(new SilentMetrics());
    const made = await hash('x', options);

    expect(await hasher.check(made, 'x')).toEqual({ isCorrect: true, isOutdated: true });
  });

  it('takes as long for nobody as for somebody', async () => {
    const hasher = new Argon2PasswordHasher(new SilentMetrics());
    const made = await hasher.hash('x');
    await hasher.check(undefined, 'y');
    const timeOf = async (passwordHash: string | undefined): Promise<number> => {
      const startedAt = performance.now();
      for (let times = 0; times < 5; times += 1) await hasher.check(passwordHash, 'y');
      return performance.now() - startedAt;
    };
    const [somebody, nobody] = [await timeOf(made), await timeOf(undefined)];

    expect(nobody).toBeGreaterThan(somebody / 4);
    expect(nobody).toBeLessThan(somebody * 4);
  });

  it('lets so many wait and no more', async () => {
    const metrics = new SilentMetrics();
    const hasher = new Argon2PasswordHasher(metrics);
    const places = HASHES_AT_ONCE_MAX + HASHES_WAITING_MAX;
    const quickHash = await hash('x', { memoryCost: 8, timeCost: 1 });
    const outcomes = await Promise.allSettled(Array.from({ length: places + 3 }, () => hasher.check(quickHash, 'x')));

    const refused = outcomes.filter((outcome) => outcome.status === 'rejected');
    expect(refused).toHaveLength(3);
    for (const { reason } of refused) expect(reason).toMatchObject({ kind: 'unavailable' });
    expect(metrics.limits).toEqual(Array.from({ length: 3 }, () => 'password_hashes'));
    await expect(hasher.hash('x')).resolves.toBeDefined();
  });
});

describe.each([
  ['fake', new ReadableSecretTokens()],
  ['SHA-256', new Sha256SecretTokens(clock)],
])('SecretTokens (%s)', (_name, secrets) => {
  it('makes a new one each time, of which the digest tells', () => {
    const made = [secrets.create(), secrets.create(), secrets.createForBot('1'), secrets.createForBot('1')];

    expect(new Set(made.map(({ token }) => token)).size).toBe(4);
    for (const { token, digest } of made) {
      expect(secrets.matches(token, digest)).toBe(true);
      expect(Buffer.from(secrets.digest(token))).toEqual(Buffer.from(digest));
      expect(secrets.matches(`${token}x`, digest)).toBe(false);
    }
    expect(secrets.matches(made[0]?.token ?? '', new Uint8Array())).toBe(false);
  });

  it.each(['1', '1234567890123456789', longId])('tells the bot %s from its token', (id) => {
    expect(secrets.botOf(secrets.createForBot(id).token)).toBe(id);
  });

  it.each(['', '.', '..', 'x.y.z', 'a.b.c.d', 'eyJhbGciOiJIUzI1NiJ9.e30.x'])('finds no bot in %p', (token) => {
    expect(secrets.botOf(token)).toBeUndefined();
  });

  it('finds no bot in the token of a person', () => {
    expect(secrets.botOf(secrets.create().token)).toBeUndefined();
  });
});

describe('Sha256SecretTokens', () => {
  it('writes bot tokens in the form that libraries know', () => {
    const { token } = new Sha256SecretTokens(clock).createForBot(longId);

    expect(token).toMatch(/^[\w-]{26}\.[\w-]{6}\.[\w-]{43}$/);
    expect(Buffer.from(token.split('.')[0] ?? '', 'base64').toString()).toBe(longId);
  });
});

describe.each([
  ['fake', new ReadableAccessTokenSigner(clock)],
  ['JWT', new JwtAccessTokenSigner(settings, clock)],
])('AccessTokenSigner (%s)', (_name, signer) => {
  const claimsUntil = (expiresAtMs: number) => ({ userId: longId, authSessionId: '5', expiresAtMs });

  it('reads what it signed, as often as it is asked, until it expires', () => {
    const claims = claimsUntil(clock.nowMs() + 60_000);
    const token = signer.sign(claims);
    expect(token.length).toBeLessThan(TOKEN_LENGTH_MAX);

    for (let times = 0; times < 2; times += 1) expect(signer.verify(token)).toEqual(claims);
    clock.advance(59_999);
    expect([signer.verify(token), signer.hasExpired(token)]).toEqual([claims, false]);
    clock.advance(1);
    for (let times = 0; times < 2; times += 1) expect(signer.verify(token)).toBeUndefined();
    expect([signer.hasExpired(token), signer.hasExpired('no token')]).toEqual([true, false]);
  });

  it.each([
    ['nothing', ''],
    ['a word', 'nonsense'],
    ['three parts', 'a.b.c'],
    ['the form of a bot token', '1.bot.1'],
    ['100,000 letters', 'x'.repeat(100_000)],
  ])('refuses %s', (_name, token) => {
    expect(signer.verify(token)).toBeUndefined();
  });
});

describe('JwtAccessTokenSigner', () => {
  const signer = new JwtAccessTokenSigner(settings, clock);

  it('refuses tokens for other uses, other algorithms, other secrets and other contents', () => {
    const jwt = new JwtService({ secret: settings.jwtSecret });
    const payload = { sub: '1', sid: '2', exp: Math.floor(clock.nowMs() / 1_000) + 60 };
    const good = { algorithm: 'HS256', audience: 'access' } as const;
    const encode = (value: object): string => Buffer.from(JSON.stringify(value)).toString('base64url');

    expect(signer.verify(jwt.sign(payload, good))).toMatchObject({ userId: '1', authSessionId: '2' });
    const refused = [
      jwt.sign(payload, { ...good, audience: 'room-ticket' }),
      jwt.sign(payload, { algorithm: 'HS256' }),
      jwt.sign(payload, { ...good, algorithm: 'HS512' }),
      jwt.sign(payload, { ...good, secret: 'another secret of thirty-two characters' }),
      jwt.sign({ ...payload, sub: 'x' }, good),
      jwt.sign({ ...payload, sid: 2 }, good),
      jwt.sign({ sub: '1', exp: payload.exp }, good),
      jwt.sign({ sub: '1', sid: '2' }, good),
      `${encode({ alg: 'none' })}.${encode({ ...payload, aud: 'access' })}.`,
    ];
    expect(refused.map((token) => signer.verify(token))).toEqual(refused.map(() => undefined));
  });

  it('remembers good signatures, a limited number', () => {
    // Ten thousand real signatures would take seconds.
    const exp = Math.ceil(clock.nowMs() / 1_000) + 60;
    const verify = jest
      .spyOn(JwtService.prototype, 'verify')
      .mockImplementation((token) => ({ sub: token, sid: '1', exp }));
    const tokens = Array.from({ length: VERIFIED_TOKENS_MAX + 1 }, (_none, index) => String(index + 1));
    for (const token of tokens) expect(signer.verify(token)?.userId).toBe(token);
    verify.mockClear();

    for (const token of tokens.slice(1)) signer.verify(token);
    expect(verify).not.toHaveBeenCalled();
    signer.verify(tokens[0] ?? '');
    expect(verify).toHaveBeenCalledTimes(1);
    verify.mockRestore();
  });
});
