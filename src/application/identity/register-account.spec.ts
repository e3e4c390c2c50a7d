import { IdentityWorld, PASSWORD } from '../../../test/fakes/identity-world';

const input = { username: 'Anna', email: 'Anna@example.org', password: PASSWORD, device: '', address: '' };

describe('RegisterAccount', () => {
  it('makes an account that is logged in and keeps no password', async () => {
    const world = new IdentityWorld();
    const { profile, grant } = await world.registerAccount.execute({ ...input, username: ' Anna ' });

    expect(profile).toEqual({
      id: grant.userId,
      kind: 'human',
      username: 'Anna',
      email: 'Anna@example.org',
      isDeleted: false,
    });
    expect(await world.users.findOwn(profile.id)).toEqual(profile);
    expect(await world.tokens.resolve(grant.accessToken)).toEqual({
      kind: 'account',
      userId: profile.id,
      authSessionId: grant.authSessionId,
    });
    expect(grant.expiresInSeconds).toBe(1_800);
  });

  it('takes the name to be shown, when there is one', async () => {
    const world = new IdentityWorld();
    const { profile } = await world.registerAccount.execute({ ...input, displayName: ' Anna B. ' });
    const other = { ...input, username: 'other', email: 'other@example.org', displayName: ' ' };

    expect((await world.users.findOwn(profile.id))?.displayName).toBe('Anna B.');
    expect((await world.registerAccount.execute(other)).profile.displayName).toBeUndefined();
  });

  it('refuses what is taken, and leaves nothing behind', async () => {
    const world = new IdentityWorld();
    await world.registerAccount.execute(input);

    const sameName = world.registerAccount.execute({ ...input, username: 'ANNA', email: 'other@example.org' });
    await expect(sameName).rejects.toMatchObject({ code: 'username_taken', details: { field: 'username' } });
    const sameAddress = world.registerAccount.execute({ ...input, username: 'other', email: 'ANNA@example.org' });
    await expect(sameAddress).rejects.toMatchObject({ code: 'email_taken', details: { field: 'email' } });
    expect(world.sessions.stored.size).toBe(1);
  });

  it.each([{ username: 'x' }, { email: 'x' }, { password: 'short' }, { displayName: 'x'.repeat(81) }])(
    'refuses %p before anything else',
    async (wrong) => {
      const world = new IdentityWorld();

      await expect(world.registerAccount.execute({ ...input, ...wrong })).rejects.toMatchObject({ kind: 'invalid' });
      expect(world.stored.users.size).toBe(0);
    },
  );
});
