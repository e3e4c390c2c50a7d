import { actorOf, IdentityWorld } from '../../../test/fakes/identity-world';
import { settled } from '../../../test/fakes/timers';
import { ResetBotToken } from './reset-bot-token';

const MINUTE_MS = 60_000;
const DAY_MS = 86_400_000;
const invalidToken = { code: 'invalid_token' };

async function setUp() {
  const world = new IdentityWorld();
  const { grant } = await world.register('anna');
  const end = (sessionId = grant.authSessionId) =>
    world.uow.run(() => world.revoker.revoke(grant.userId, { sessionId }));
  return { world, grant, end };
}

describe('CachedAccessTokens', () => {
  it('reads a login once', async () => {
    const { world, grant } = await setUp();
    const find = jest.spyOn(world.sessions, 'find');
    for (let times = 0; times < 3; times += 1) await world.tokens.resolve(grant.accessToken);

    expect(find).toHaveBeenCalledTimes(1);
  });

  it.each([
    ['nothing', ''],
    ['a letter', 'x'],
    ['an expiry out of bounds', 'access/1/2/9e99'],
    ['the form of a bot token', '1.bot.1'],
    ['100,000 letters', 'x'.repeat(100_000)],
  ])('refuses %s', async (_name, token) => {
    const { world } = await setUp();
    await expect(world.tokens.resolve(token)).rejects.toMatchObject(invalidToken);
  });

  it("refuses a token that names somebody else's login", async () => {
    const { world, grant } = await setUp();
    const token = world.signer.sign({ userId: '5', authSessionId: grant.authSessionId, expiresAtMs: 9e15 });

    await expect(world.tokens.resolve(token)).rejects.toMatchObject(invalidToken);
  });
});

describe('AccessWatch', () => {
  it('tells every holder of a login that it ended, once', async () => {
    const { world, grant, end } = await setUp();
    const ends: string[] = [];
    for (const name of ['one', 'two']) (await world.watch.open(grant.accessToken)).onEnd(() => ends.push(name));
    const other = await world.watch.open((await world.logInAs('anna')).accessToken);
    other.onEnd(() => ends.push('other'));

    await end();
    await end();
    expect(ends).toEqual(['one', 'two']);
    expect(world.watch.count).toBe(1);
    expect(other.actor).toMatchObject({ userId: grant.userId });
  });

  it('tells one at once who asks after it ended, and nobody after it was closed', async () => {
    const { world, grant, end } = await setUp();
    const [late, closed] = [await world.watch.open(grant.accessToken), await world.watch.open(grant.accessToken)];
    const ends: string[] = [];
    closed.onEnd(() => ends.push('closed'));
    closed.close();
    closed.close();
    await end();
    late.onEnd(() => ends.push('late'));

    expect(ends).toEqual(['late']);
    expect([world.watch.count, world.timers.running]).toEqual([0, 0]);
  });

  it('tells of a reset bot token', async () => {
    const { world, grant } = await setUp();
    const bot = await world.bot(actorOf(grant));
    let hasEnded = false;
    (await world.watch.open(bot.token)).onEnd(() => (hasEnded = true));

    const reset = new ResetBotToken(world.access, world.applications, world.secrets, world.uow);
    const token = await reset.execute(actorOf(grant), bot.application.id);
    await settled();
    expect(hasEnded).toBe(true);

    let hasReturned = true;
    (await world.watch.open(token)).onEnd(() => (hasReturned = false));
    world.invalidations.publish(`bot:${bot.actor.userId}`);
    await settled();
    expect(hasReturned).toBe(true);
  });

  it('refuses what was revoked while it was being opened', async () => {
    const { world, grant, end } = await setUp();
    const resolve = world.tokens.resolve.bind(world.tokens);
    jest.spyOn(world.tokens, 'resolve').mockImplementationOnce(async (token) => {
      const actor = await resolve(token);
      await end();
      return actor;
    });

    await expect(world.watch.open(grant.accessToken)).rejects.toMatchObject(invalidToken);
    expect(world.watch.count).toBe(0);
  });

  it('ends with a login that expires, not with its access token, and never while it is refreshed', async () => {
    const { world, grant } = await setUp();
    let hasEnded = false;
    (await world.watch.open(grant.accessToken)).onEnd(() => (hasEnded = true));
    const find = jest.spyOn(world.sessions, 'find');
    const pass = async (milliseconds: number): Promise<void> => {
      world.timers.pass(milliseconds);
      await settled();
    };

    await pass(7 * DAY_MS - 31 * MINUTE_MS);
    expect([hasEnded, find.mock.calls.length]).toEqual([false, 0]);
    const presented = await world.sessions.lockRefreshToken(world.secrets.digest(grant.refreshToken));
    await world.grants.renew(presented?.session ?? never(), world.secrets.digest(grant.refreshToken));
    await pass(7 * DAY_MS - 2 * MINUTE_MS);
    expect(hasEnded).toBe(false);
    await pass(3 * MINUTE_MS);
    expect(hasEnded).toBe(true);
  });

  it('ends with the login also when the token was made long before', async () => {
    const { world, grant } = await setUp();
    world.clock.advance(29 * MINUTE_MS);
    let hasEnded = false;
    (await world.watch.open(grant.accessToken)).onEnd(() => (hasEnded = true));
    world.timers.pass(7 * DAY_MS - 29 * MINUTE_MS + 2 * MINUTE_MS);
    await settled();

    expect(hasEnded).toBe(true);
  });

  it('keeps everybody in while the end of a login cannot be read', async () => {
    const { world, grant } = await setUp();
    let hasEnded = false;
    (await world.watch.open(grant.accessToken)).onEnd(() => (hasEnded = true));
    jest.spyOn(world.sessions, 'find').mockRejectedValue(new Error('the database is away'));

    world.timers.pass(8 * DAY_MS);
    await settled();
    expect(hasEnded).toBe(false);
    expect(world.logger.problems.length).toBeGreaterThan(0);
  });

  it('never looks for the end of a bot', async () => {
    const { world, grant } = await setUp();
    const bot = await world.bot(actorOf(grant));
    let hasEnded = false;
    (await world.watch.open(bot.token)).onEnd(() => (hasEnded = true));

    world.timers.pass(100 * DAY_MS);
    await settled();
    expect(hasEnded).toBe(false);
  });
});

function never(): never {
  throw new Error('the token is known');
}
