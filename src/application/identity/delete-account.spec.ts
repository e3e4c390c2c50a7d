import { actorOf, IdentityWorld, PASSWORD } from '../../../test/fakes/identity-world';
import { identityError } from '../../domain/identity';
import { DeleteAccount } from './delete-account';

async function setUp() {
  const world = new IdentityWorld();
  const { grant } = await world.register('anna');
  const { proof, accounts, applications, ties, revoker, uow, clock } = world;
  const deleteAccount = new DeleteAccount(proof, accounts, applications, ties, revoker, uow, clock);
  const remove = (password = PASSWORD, actor = actorOf(grant)) =>
    deleteAccount.execute(actor, { password, address: '' });
  return { world, grant, remove };
}

describe('DeleteAccount', () => {
  it('ends what the account opened, takes its name and leaves its id', async () => {
    const { world, grant, remove } = await setUp();
    const bot = await world.bot(actorOf(grant));
    await world.application(actorOf(grant), 'without a bot');
    await remove();

    for (const token of [grant.accessToken, bot.token]) {
      await expect(world.tokens.resolve(token)).rejects.toMatchObject({ code: 'invalid_token' });
    }
    expect(await world.users.findOwn(grant.userId)).toMatchObject({ id: grant.userId, isDeleted: true });
    expect(await world.users.findOwn(grant.userId)).not.toHaveProperty('email');
    await expect(world.logInAs('anna')).rejects.toMatchObject({ code: 'invalid_credentials' });
    expect(world.ties.released).toEqual([grant.userId]);
    expect(world.uow.events).toEqual([
      { type: 'access.revoked', userId: grant.userId, authSessionId: grant.authSessionId },
      { type: 'access.revoked', userId: bot.actor.userId },
      { type: 'account.deleted', userId: grant.userId },
    ]);
    await expect(world.register('anna')).resolves.toBeDefined();
  });

  it('needs the password', async () => {
    const { world, grant, remove } = await setUp();

    await expect(remove('wrong')).rejects.toMatchObject({ code: 'wrong_password' });
    await expect(world.tokens.resolve(grant.accessToken)).resolves.toBeDefined();
  });

  it('is refused to who still owns a guild', async () => {
    const { world, grant, remove } = await setUp();
    world.ties.refusal = identityError('owns_guilds');

    await expect(remove()).rejects.toMatchObject({ code: 'owns_guilds' });
    expect(world.uow.events).toEqual([]);
    await expect(world.tokens.resolve(grant.accessToken)).resolves.toBeDefined();
  });

  it('is not for bots', async () => {
    const { world, grant, remove } = await setUp();
    const { actor } = await world.bot(actorOf(grant));

    await expect(remove(PASSWORD, actor)).rejects.toMatchObject({ code: 'bots_cannot' });
  });
});
