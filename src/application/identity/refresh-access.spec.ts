import { IdentityWorld, PASSWORD } from '../../../test/fakes/identity-world';
import { ENDED_SESSIONS_KEPT_MS, FORGET_SESSIONS_BATCH, ForgetOldSessions } from './forget-old-sessions';
import { LogOut } from './log-out';
import { RefreshAccess } from './refresh-access';

const DAY_MS = 86_400_000;
const invalidToken = { kind: 'unauthenticated', code: 'invalid_token' };

async function setUp() {
  const world = new IdentityWorld();
  const { grant } = await world.register('anna');
  const refresh = new RefreshAccess(world.sessions, world.secrets, world.grants, world.revoker, world.uow, world.clock);
  const logOut = new LogOut(world.sessions, world.secrets, world.revoker, world.uow);
  return { world, grant, refresh, logOut };
}

describe('RefreshAccess', () => {
  it('gives new tokens of the same login, and keeps the former access token until it expires', async () => {
    const { world, grant, refresh } = await setUp();
    world.clock.advance(29 * 60_000);
    const next = await refresh.execute(grant.refreshToken);

    expect(next.authSessionId).toBe(grant.authSessionId);
    expect(next.refreshToken).not.toBe(grant.refreshToken);
    await expect(world.tokens.resolve(grant.accessToken)).resolves.toBeDefined();
    world.clock.advance(60_000);
    await expect(world.tokens.resolve(grant.accessToken)).rejects.toMatchObject({ code: 'expired_token' });
    await expect(world.tokens.resolve(next.accessToken)).resolves.toBeDefined();
  });

  it('gives a client that knows no refresh tokens an access token as long as its login, and no longer', async () => {
    const { world, refresh } = await setUp();
    const grant = await world.logIn.execute({
      ...{ login: { username: 'anna' }, password: PASSWORD, device: '', address: '', accessLifetime: 'login' },
    });
    expect(grant.expiresInSeconds).toBe((7 * DAY_MS) / 1_000);
    world.clock.advance(DAY_MS);
    const next = await refresh.execute(grant.refreshToken, 'login');
    world.clock.advance(6 * DAY_MS);

    await expect(world.tokens.resolve(grant.accessToken)).rejects.toMatchObject({
      ...invalidToken,
      code: 'expired_token',
    });
    await expect(world.tokens.resolve(next.accessToken)).resolves.toBeDefined();
    await world.uow.run(() => world.revoker.revoke(next.userId, { sessionId: next.authSessionId }));
    await expect(world.tokens.resolve(next.accessToken)).rejects.toMatchObject(invalidToken);
  });

  it('moves the end of the login on with every refresh', async () => {
    const { world, grant, refresh } = await setUp();
    let { refreshToken } = grant;
    for (let times = 0; times < 3; times += 1) {
      world.clock.advance(7 * DAY_MS - 1);
      ({ refreshToken } = await refresh.execute(refreshToken));
    }
    world.clock.advance(7 * DAY_MS);

    await expect(refresh.execute(refreshToken)).rejects.toMatchObject(invalidToken);
  });

  it('ends the whole login when a token comes a second time, and tells everybody', async () => {
    const { world, grant, refresh } = await setUp();
    const other = await world.logInAs('anna');
    const next = await refresh.execute(grant.refreshToken);

    await expect(refresh.execute(grant.refreshToken)).rejects.toMatchObject(invalidToken);
    await expect(refresh.execute(next.refreshToken)).rejects.toMatchObject(invalidToken);
    for (const { accessToken } of [grant, next]) {
      await expect(world.tokens.resolve(accessToken)).rejects.toMatchObject(invalidToken);
    }
    expect(world.uow.events).toEqual([
      { type: 'access.revoked', userId: grant.userId, authSessionId: grant.authSessionId },
    ]);
    await expect(world.tokens.resolve(other.accessToken)).resolves.toBeDefined();
  });

  it.each(['', 'nonsense'])('refuses %p', async (token) => {
    const { refresh } = await setUp();
    await expect(refresh.execute(token)).rejects.toMatchObject(invalidToken);
  });
});

describe('LogOut', () => {
  it('ends the login at once, also by a token that was exchanged before', async () => {
    const { world, grant, refresh, logOut } = await setUp();
    const next = await refresh.execute(grant.refreshToken);
    await logOut.execute(grant.refreshToken);

    await expect(world.tokens.resolve(next.accessToken)).rejects.toMatchObject(invalidToken);
    await expect(refresh.execute(next.refreshToken)).rejects.toMatchObject(invalidToken);
    await expect(logOut.execute(next.refreshToken)).resolves.toBeUndefined();
    expect(world.uow.events).toHaveLength(1);
  });

  it('refuses what is no token', async () => {
    const { logOut } = await setUp();
    await expect(logOut.execute('nonsense')).rejects.toMatchObject(invalidToken);
  });
});

describe('ForgetOldSessions', () => {
  it('forgets what is over for a day, batch by batch, and nothing else', async () => {
    const { world, grant, logOut } = await setUp();
    const forget = new ForgetOldSessions(world.sessions, world.uow, world.clock);
    const running = await world.logInAs('anna');
    await logOut.execute(grant.refreshToken);
    world.clock.advance(ENDED_SESSIONS_KEPT_MS);
    expect(await forget.execute()).toBe(0);

    world.clock.advance(1);
    expect(await forget.execute()).toBe(1);
    expect([...world.sessions.stored.keys()]).toEqual([running.authSessionId]);
    expect(world.sessions.tokens.size).toBe(1);
  });

  it('goes on until nothing is left', async () => {
    const { world } = await setUp();
    const forget = new ForgetOldSessions(world.sessions, world.uow, world.clock);
    const left = [FORGET_SESSIONS_BATCH, FORGET_SESSIONS_BATCH, 3];
    jest.spyOn(world.sessions, 'forget').mockImplementation(async () => left.shift() ?? 0);

    expect(await forget.execute()).toBe(2 * FORGET_SESSIONS_BATCH + 3);
  });
});
