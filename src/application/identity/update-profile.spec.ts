import { actorOf, IdentityWorld } from '../../../test/fakes/identity-world';
import { UpdateProfile, type UpdateProfileInput } from './update-profile';

const picture = (text: string): string => `data:image/png;base64,${Buffer.from(text).toString('base64')}`;

async function setUp() {
  const world = new IdentityWorld();
  const { grant } = await world.register('anna');
  const updateProfile = new UpdateProfile(world.accounts, world.users, world.images, world.uow, world.clock);
  const update = (input: UpdateProfileInput) => updateProfile.execute(actorOf(grant), input);
  return { world, grant, update, updateProfile };
}

describe('UpdateProfile', () => {
  it('changes what is given, clears what is null, and tells everybody', async () => {
    const { world, grant, update } = await setUp();
    await update({ displayName: 'Anna', bio: 'hello' });
    const profile = await update({ username: 'anna2', displayName: null });

    expect(profile).toEqual({
      id: grant.userId,
      kind: 'human',
      username: 'anna2',
      email: 'anna@example.org',
      bio: 'hello',
      updatedAtMs: world.clock.nowMs(),
      isDeleted: false,
    });
    expect(world.uow.events).toContainEqual({ type: 'user.updated', profile });
    expect(world.uow.invalidatedKeys).toContain(`user:${grant.userId}`);
  });

  it('takes empty texts for none', async () => {
    const { update } = await setUp();
    await update({ displayName: 'Anna', bio: 'hello' });

    const profile = await update({ displayName: '', bio: '' });
    expect(profile).not.toHaveProperty('displayName');
    expect(profile).not.toHaveProperty('bio');
  });

  it('keeps one picture, the one it has', async () => {
    const { world, update } = await setUp();
    const first = await update({ avatar: picture('one') });
    expect(await update({ bio: 'x' })).toMatchObject({ avatar: first.avatar });
    await update({ avatar: picture('one') });
    expect(world.images.images.size).toBe(1);

    const second = await update({ avatar: picture('two') });
    expect([...world.images.images.keys()]).toEqual([expect.stringContaining(second.avatar ?? 'none')]);
    expect(await update({ avatar: null })).not.toHaveProperty('avatar');
    expect(world.images.images.size).toBe(0);
  });

  it('does nothing where nothing is given', async () => {
    const { world, update } = await setUp();
    await update({});

    expect(world.uow.events).toEqual([]);
  });

  it.each([
    ['username', { username: '@x' }],
    ['global_name', { displayName: 'x'.repeat(81) }],
    ['global_name', { displayName: 'An\nna' }],
    ['bio', { bio: 'x'.repeat(191) }],
    ['avatar', { avatar: 'data:' }],
  ])('refuses a wrong %s', async (field, input) => {
    const { world, update } = await setUp();

    await expect(update(input)).rejects.toMatchObject({ kind: 'invalid', details: { field } });
    expect(world.uow.events).toEqual([]);
  });

  it('refuses a name that somebody has, bots too', async () => {
    const { world, grant, update, updateProfile } = await setUp();
    const bot = await world.bot(actorOf(grant), 'robot');

    await expect(update({ username: 'ROBOT' })).rejects.toMatchObject({ code: 'username_taken' });
    await expect(updateProfile.execute(bot.actor, { username: 'anna' })).rejects.toMatchObject({
      code: 'username_taken',
    });
    await expect(update({ username: 'robot', avatar: picture('one') })).rejects.toBeDefined();
    expect(world.images.images.size).toBe(0);
    expect(await updateProfile.execute(bot.actor, { username: 'robot 2' })).toMatchObject({ kind: 'bot' });
  });
});
