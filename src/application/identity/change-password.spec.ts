import { actorOf, IdentityWorld, PASSWORD } from '../../../test/fakes/identity-world';
import { ChangePassword } from './change-password';
import { FAILED_LOGINS_OF_ACCOUNT } from './failed-logins';

const NEXT = 'Battery-Staple-1';

async function setUp() {
  const world = new IdentityWorld();
  const { grant } = await world.register('anna');
  const { proof, accounts, passwords, grants, revoker, uow, clock } = world;
  const changePassword = new ChangePassword(proof, accounts, passwords, grants, revoker, uow, clock);
  const change = (currentPassword: string, newPassword: string, actor = actorOf(grant)) =>
    changePassword.execute(actor, { currentPassword, newPassword, device: '', address: '' });
  return { world, grant, change };
}

describe('ChangePassword', () => {
  it('ends every login and gives the one that asked a new one', async () => {
    const { world, grant, change } = await setUp();
    const other = await world.logInAs('anna');
    const next = await change(PASSWORD, NEXT);

    for (const { accessToken } of [grant, other]) {
      await expect(world.tokens.resolve(accessToken)).rejects.toMatchObject({ code: 'invalid_token' });
    }
    await expect(world.tokens.resolve(next.accessToken)).resolves.toMatchObject({ userId: grant.userId });
    await expect(world.logInAs('anna')).rejects.toMatchObject({ code: 'invalid_credentials' });
    await expect(world.logInAs('anna', NEXT)).resolves.toBeDefined();
  });

  it('needs the current password, which cannot be guessed for ever', async () => {
    const { world, grant, change } = await setUp();
    for (let tries = 0; tries < FAILED_LOGINS_OF_ACCOUNT.limit; tries += 1) {
      await expect(change('wrong', NEXT)).rejects.toMatchObject({ kind: 'unauthenticated', code: 'wrong_password' });
    }

    await expect(change(PASSWORD, NEXT)).rejects.toMatchObject({ code: 'logins_limited' });
    await expect(world.tokens.resolve(grant.accessToken)).resolves.toBeDefined();
  });

  it('refuses a weak one first', async () => {
    const { world, change } = await setUp();

    await expect(change(PASSWORD, 'short')).rejects.toMatchObject({ details: { field: 'new_password' } });
    expect(world.passwords.checks).toBe(0);
  });

  it('refuses a password that another change has replaced meanwhile', async () => {
    const { world, grant, change } = await setUp();
    world.passwords.before = () => world.accounts.setPasswordHash(grant.userId, 'new:other');

    await expect(change(PASSWORD, NEXT)).rejects.toMatchObject({ code: 'wrong_password' });
    await expect(world.tokens.resolve(grant.accessToken)).resolves.toBeDefined();
  });

  it('is not for bots', async () => {
    const { world, grant, change } = await setUp();
    const { actor } = await world.bot(actorOf(grant));

    await expect(change(PASSWORD, NEXT, actor)).rejects.toMatchObject({ code: 'bots_cannot' });
  });
});
