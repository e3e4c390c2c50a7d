import { actorOf, IdentityWorld, PASSWORD } from '../../../test/fakes/identity-world';
import { AUTH_SESSIONS_MAX, DEVICE_LENGTH_MAX } from '../../domain/identity';
import { FAILED_LOGINS_OF_ACCOUNT, FAILED_LOGINS_OF_ADDRESS, FAILED_LOGINS_STRICT } from './failed-logins';

const invalidCredentials = { kind: 'unauthenticated', code: 'invalid_credentials' };
const limited = { kind: 'limited', code: 'logins_limited', details: { retryAfterMs: expect.any(Number) } };

async function setUp() {
  const world = new IdentityWorld();
  const { grant } = await world.register('anna');
  return { world, grant };
}

describe('LogIn', () => {
  it('opens another login beside those there are', async () => {
    const { world, grant } = await setUp();
    const second = await world.logInAs('ANNA');

    expect(second.userId).toBe(grant.userId);
    for (const { accessToken } of [grant, second]) {
      await expect(world.tokens.resolve(accessToken)).resolves.toBeDefined();
    }
  });

  it('by address too, written in any case', async () => {
    const { world, grant } = await setUp();
    const login = { email: 'ANNA@example.org' };
    const { userId } = await world.logIn.execute({ login, password: PASSWORD, device: '', address: '' });

    expect(userId).toBe(grant.userId);
  });

  it('refuses unknown accounts and wrong passwords alike, after the same work', async () => {
    const { world } = await setUp();

    await expect(world.logInAs('nobody')).rejects.toMatchObject(invalidCredentials);
    await expect(world.logInAs('anna', 'wrong')).rejects.toMatchObject(invalidCredentials);
    expect(world.passwords.checks).toBe(2);
  });

  it('hashes a password anew whose hash is outdated, and no other', async () => {
    const { world, grant } = await setUp();
    await world.accounts.setPasswordHash(grant.userId, `old:${PASSWORD}`);

    await world.logInAs('anna');
    expect((await world.accounts.findCredentials({ userId: grant.userId }))?.passwordHash).toBe(`new:${PASSWORD}`);
  });

  it('refuses a password that was changed while it was compared', async () => {
    const { world, grant } = await setUp();
    world.passwords.before = () => world.accounts.setPasswordHash(grant.userId, 'new:other');

    await expect(world.logInAs('anna')).rejects.toMatchObject(invalidCredentials);
    expect(world.sessions.stored.size).toBe(1);
  });

  it('keeps as many logins as there may be and ends the one used longest ago', async () => {
    const { world, grant } = await setUp();
    for (let login = 1; login < AUTH_SESSIONS_MAX; login += 1) {
      world.clock.advance(1);
      await world.logInAs('anna');
    }
    await expect(world.tokens.resolve(grant.accessToken)).resolves.toBeDefined();

    await world.logInAs('anna');
    await expect(world.tokens.resolve(grant.accessToken)).rejects.toMatchObject({ code: 'invalid_token' });
    expect(await world.sessions.list(grant.userId, world.clock.nowMs(), 1_000)).toHaveLength(AUTH_SESSIONS_MAX);
  });

  it('keeps what can be kept of what a client says of itself', async () => {
    const { world, grant } = await setUp();
    const device = `a\u0000b\ud800${'😀'.repeat(DEVICE_LENGTH_MAX)}`;
    const { authSessionId } = await world.logIn.execute({
      login: { username: 'anna' },
      password: PASSWORD,
      device,
      address: '192.0.2.9',
    });

    expect(await world.sessions.find(authSessionId)).toMatchObject({
      userId: grant.userId,
      device: `ab\ufffd${'😀'.repeat(DEVICE_LENGTH_MAX - 3)}`,
      address: '192.0.2.9',
    });
    expect(actorOf(grant)).toMatchObject({ kind: 'account' });
  });
});

describe('LogIn, when somebody guesses', () => {
  const guess = async (world: IdentityWorld, username: string, address?: string): Promise<string> =>
    world.logInAs(username, 'wrong', address).then(
      () => 'let in',
      (error: { code: string }) => error.code,
    );

  it.each(['anna', 'nobody'])('closes the account %p for a while, whether there is one or not', async (username) => {
    const { world } = await setUp();
    for (let tries = 0; tries < FAILED_LOGINS_OF_ACCOUNT.limit; tries += 1) {
      expect(await guess(world, username, `192.0.2.${tries}`)).toBe('invalid_credentials');
    }

    await expect(world.logInAs(username)).rejects.toMatchObject(limited);
    expect(world.passwords.checks).toBe(FAILED_LOGINS_OF_ACCOUNT.limit);
    world.clock.advance(FAILED_LOGINS_OF_ACCOUNT.windowSeconds * 1_000);
    await (username === 'anna' ? world.logInAs(username) : expect(guess(world, username)).resolves.toBeDefined());
  });

  it('lets no guess through that was begun beside others', async () => {
    const { world } = await setUp();
    const answers = await Promise.all(Array.from({ length: 30 }, () => guess(world, 'anna')));

    expect(answers.filter((code) => code === 'invalid_credentials')).toHaveLength(FAILED_LOGINS_OF_ACCOUNT.limit);
  });

  it('closes the account earlier for those whose dialect promises it', async () => {
    const { world } = await setUp();
    const tryWith = (password: string): Promise<unknown> =>
      world.logIn.execute({
        ...{ login: { username: 'anna' }, password, stricterLimit: FAILED_LOGINS_STRICT },
        ...{ device: '', address: '192.0.2.7' },
      });
    for (let tries = 0; tries < FAILED_LOGINS_STRICT.limit; tries += 1) {
      await expect(tryWith('wrong')).rejects.toMatchObject({ code: 'invalid_credentials' });
    }

    await expect(tryWith(PASSWORD)).rejects.toMatchObject(limited);
    await expect(world.logInAs('anna')).resolves.toBeDefined();
    world.clock.advance(FAILED_LOGINS_STRICT.windowSeconds * 1_000);
    for (let round = 0; round < 2 * FAILED_LOGINS_STRICT.limit; round += 1) await tryWith(PASSWORD);
  });

  it('closes the address for a while, whatever the accounts', async () => {
    const { world } = await setUp();
    for (let tries = 0; tries < FAILED_LOGINS_OF_ADDRESS.limit; tries += 1) await guess(world, `name ${tries}`);

    await expect(world.logInAs('anna')).rejects.toMatchObject(limited);
    await expect(world.logInAs('anna', PASSWORD, '192.0.2.2')).resolves.toBeDefined();
  });

  it('starts to count anew for an account after the right password, not for the address', async () => {
    const { world } = await setUp();
    for (let round = 0; round < FAILED_LOGINS_OF_ADDRESS.limit / 5; round += 1) {
      for (let tries = 0; tries < 5; tries += 1) await guess(world, 'anna');
      if (round < FAILED_LOGINS_OF_ADDRESS.limit / 5 - 1) await world.logInAs('anna');
    }

    await expect(world.logInAs('anna')).rejects.toMatchObject(limited);
  });

  it('counts nothing where limits are off', async () => {
    const { world } = await setUp();
    world.http.rateLimits = false;
    for (let tries = 0; tries < 20; tries += 1) await guess(world, 'anna');

    await expect(world.logInAs('anna')).resolves.toBeDefined();
  });
});
