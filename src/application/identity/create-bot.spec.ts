import { actorOf, IdentityWorld } from '../../../test/fakes/identity-world';
import { ApplicationFlag, APPLICATIONS_MAX } from '../../domain/identity';
import { CreateApplication } from './create-application';
import { CreateBot } from './create-bot';
import { ResetBotToken } from './reset-bot-token';
import { UpdateApplication } from './update-application';

async function setUp() {
  const world = new IdentityWorld();
  const { grant } = await world.register('anna');
  const { access, applications, secrets, uow, ids, clock, images } = world;
  return {
    world,
    owner: actorOf(grant),
    createBot: new CreateBot(access, applications, secrets, uow, ids, clock),
    resetBotToken: new ResetBotToken(access, applications, secrets, uow),
    updateApplication: new UpdateApplication(applications, images, uow),
  };
}

describe('CreateApplication', () => {
  it('makes as many as an owner may have', async () => {
    const { world, owner } = await setUp();
    for (let made = 0; made < APPLICATIONS_MAX; made += 1) await world.application(owner, `app ${made}`);

    await expect(world.application(owner)).rejects.toMatchObject({ code: 'applications_max' });
    expect(await world.access.listOwned(owner)).toHaveLength(APPLICATIONS_MAX);
    const { grant } = await world.register('bob');
    await expect(world.application(actorOf(grant))).resolves.toMatchObject({ flags: 0, isBotPublic: true });
  });

  it('is not for bots', async () => {
    const { world, owner } = await setUp();
    const { actor } = await world.bot(owner);
    const create = new CreateApplication(world.applications, world.uow, world.ids);

    await expect(create.execute(actor, { name: 'more' })).rejects.toMatchObject({ code: 'bots_cannot' });
  });
});

describe('CreateBot', () => {
  it('gives the application a user that can log in', async () => {
    const { world, owner } = await setUp();
    const { profile, token, application, actor } = await world.bot(owner, 'robot');

    expect(profile).toEqual({ id: actor.userId, kind: 'bot', username: 'robot', isDeleted: false });
    expect(await world.tokens.resolve(token)).toEqual(actor);
    expect(await world.access.requireOwn(actor)).toEqual({ ...application, botUserId: actor.userId });
  });

  it.each([
    ['anna', 'anna-ID'],
    ['r#o@b:o`t', 'robot'],
    ['@@', 'bot'],
  ])('calls the bot of %p %p', async (name, username) => {
    const { world, owner } = await setUp();
    const { profile, application } = await world.bot(owner, name);

    expect(profile.username).toBe(username.replace('ID', application.id));
  });

  it('cuts a name that is too long with its number', async () => {
    const { world, owner } = await setUp();
    await world.register('x'.repeat(50));
    const { profile } = await world.bot(owner, 'x'.repeat(50));

    expect([...profile.username]).toHaveLength(50);
  });

  it("is done once, and never with somebody else's", async () => {
    const { world, owner, createBot } = await setUp();
    const { application, actor } = await world.bot(owner);
    const { grant } = await world.register('bob');

    await expect(createBot.execute(owner, application.id)).rejects.toMatchObject({ code: 'bot_exists' });
    for (const stranger of [actorOf(grant), actor]) {
      const refused = createBot.execute(stranger, application.id);
      await expect(refused).rejects.toMatchObject({ code: 'unknown_application' });
    }
    await expect(createBot.execute(owner, 'x')).rejects.toMatchObject({ code: 'unknown_application' });
  });
});

describe('ResetBotToken', () => {
  it('ends the former token at once', async () => {
    const { world, owner, resetBotToken } = await setUp();
    const { token, application, actor } = await world.bot(owner);
    await world.tokens.resolve(token);
    const next = await resetBotToken.execute(owner, application.id);

    await expect(world.tokens.resolve(token)).rejects.toMatchObject({ code: 'invalid_token' });
    expect(await world.tokens.resolve(next)).toEqual(actor);
    expect(world.uow.events).toContainEqual({ type: 'access.revoked', userId: actor.userId });
  });

  it('needs a bot', async () => {
    const { world, owner, resetBotToken } = await setUp();
    const { id } = await world.application(owner);

    await expect(resetBotToken.execute(owner, id)).rejects.toMatchObject({ code: 'unknown_user' });
  });
});

describe('UpdateApplication', () => {
  const icon = 'data:image/png;base64,aGk=';

  it('changes what is given and keeps the rest', async () => {
    const { world, owner, updateApplication } = await setUp();
    const { application, actor } = await world.bot(owner);
    const before = await world.access.requireOwn(actor);
    const flags = ApplicationFlag.GatewayMessageContentLimited;
    const after = await updateApplication.execute(before, { flags, name: 'new', icon, isBotPublic: false });

    expect(after).toEqual({ ...before, flags, name: 'new', icon: expect.any(String), isBotPublic: false });
    expect(await world.access.requireOwned(owner, application.id)).toEqual(after);
    expect(world.uow.invalidatedKeys).toContain(`application:${application.id}`);
    expect(await updateApplication.execute(after, { icon: null })).not.toHaveProperty('icon');
    expect(world.images.images.size).toBe(0);
  });

  it.each([1, ApplicationFlag.GatewayPresence | 1, -1])('refuses the flags %p', async (flags) => {
    const { world, owner, updateApplication } = await setUp();
    const application = await world.application(owner);

    await expect(updateApplication.execute(application, { flags })).rejects.toMatchObject({
      details: { field: 'flags' },
    });
  });
});

describe('ApplicationAccess', () => {
  it('gives a bot its own and a person none', async () => {
    const { world, owner } = await setUp();

    await expect(world.access.requireOwn(owner)).rejects.toMatchObject({ code: 'people_cannot' });
    await expect(world.access.requireOwn({ ...owner, applicationId: '5' })).rejects.toMatchObject({
      code: 'unknown_application',
    });
  });
});
