import { actorOf, IdentityWorld } from '../../../test/fakes/identity-world';
import { AuthSessions } from './auth-sessions';

async function setUp() {
  const world = new IdentityWorld();
  const { grant } = await world.register('anna');
  const sessions = new AuthSessions(world.sessions, world.revoker, world.uow, world.clock);
  return { world, grant, actor: actorOf(grant), sessions };
}

describe('AuthSessions', () => {
  it('lists the own ones that last, the one used last first', async () => {
    const { world, grant, actor, sessions } = await setUp();
    await world.register('bob');
    world.clock.advance(1);
    const second = await world.logInAs('anna');

    expect((await sessions.list(actor)).map(({ id }) => id)).toEqual([second.authSessionId, grant.authSessionId]);
    world.clock.advance(7 * 86_400_000);
    expect(await sessions.list(actor)).toEqual([]);
  });

  it('ends one from afar, its own too', async () => {
    const { world, grant, actor, sessions } = await setUp();
    const second = await world.logInAs('anna');

    await sessions.end(actor, second.authSessionId);
    await expect(world.tokens.resolve(second.accessToken)).rejects.toMatchObject({ code: 'invalid_token' });
    await sessions.end(actor, grant.authSessionId);
    await expect(world.tokens.resolve(grant.accessToken)).rejects.toMatchObject({ code: 'invalid_token' });
  });

  it('ends all but the one that asks', async () => {
    const { world, grant, actor, sessions } = await setUp();
    const others = [await world.logInAs('anna'), await world.logInAs('anna')];

    await sessions.endOthers(actor);
    for (const { accessToken } of others) {
      await expect(world.tokens.resolve(accessToken)).rejects.toMatchObject({ code: 'invalid_token' });
    }
    await expect(world.tokens.resolve(grant.accessToken)).resolves.toEqual(actor);
  });

  it("knows neither somebody else's, nor ended ones, nor nonsense", async () => {
    const { world, actor, sessions } = await setUp();
    const { grant: bobs } = await world.register('bob');
    const ended = await world.logInAs('anna');
    await sessions.end(actor, ended.authSessionId);

    for (const id of [bobs.authSessionId, ended.authSessionId, 'x', '']) {
      await expect(sessions.end(actor, id)).rejects.toMatchObject({ code: 'unknown_session' });
    }
    await expect(world.tokens.resolve(bobs.accessToken)).resolves.toBeDefined();
  });

  it('is not for bots', async () => {
    const { world, actor, sessions } = await setUp();
    const { actor: bot } = await world.bot(actor);

    for (const call of [sessions.list(bot), sessions.end(bot, '1'), sessions.endOthers(bot)]) {
      await expect(call).rejects.toMatchObject({ code: 'bots_cannot' });
    }
  });
});
