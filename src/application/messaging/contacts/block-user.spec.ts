import { ContactsWorld } from '../../../../test/fakes/contacts-world';
import { BLOCKS_MAX } from '../../../domain/messaging';
import { BLOCKS_PAGE_MAX } from './block.repository';
import { blocksKey } from './blocks';

/** What a cache would do with the invalidations of committed work. */
const settle = (world: ContactsWorld): void => {
  for (const key of world.uow.invalidatedKeys.splice(0)) world.invalidations.publish(key);
};

describe('BlockUser and UnblockUser', () => {
  it('is felt by both, told apart, and lifted only by whoever set it', async () => {
    const world = new ContactsWorld();
    const [ann, bob] = [world.person(), world.person()];
    await world.blocks.requireNone(ann.userId, bob.userId);
    await world.blockUser.execute(ann, bob);
    settle(world);

    await expect(world.blocks.requireNone(bob.userId, ann.userId)).rejects.toMatchObject({
      ...{ kind: 'forbidden', code: 'blocked_by_user' },
    });
    await expect(world.blocks.requireNone(ann.userId, bob.userId)).rejects.toMatchObject({ code: 'user_blocked' });
    await world.unblockUser.execute(bob, ann);
    expect(await world.blocks.isBlocked(bob.userId, ann.userId)).toBe(true);
    await world.unblockUser.execute(ann, bob);
    settle(world);
    expect(await world.blocks.isBlocked(bob.userId, ann.userId)).toBe(false);
  });

  it('says the own block first when both have blocked each other', async () => {
    const world = new ContactsWorld();
    const [ann, bob] = [world.person(), world.person()];
    await world.blockUser.execute(ann, bob);
    await world.blockUser.execute(bob, ann);

    await expect(world.blocks.requireNone(bob.userId, ann.userId)).rejects.toMatchObject({ code: 'user_blocked' });
    await world.unblockUser.execute(bob, ann);
    settle(world);
    await expect(world.blocks.requireNone(bob.userId, ann.userId)).rejects.toMatchObject({ code: 'blocked_by_user' });
  });

  it('ends a friendship and open requests, with what was told of them', async () => {
    const world = new ContactsWorld();
    const [ann, bob] = await world.friends();
    const eve = world.person();
    await world.requestFriend.execute(eve, ann);
    await world.blockUser.execute(ann, bob);
    await world.blockUser.execute(ann, eve);

    expect(await world.relationsOf(ann)).toEqual([]);
    expect(world.inboxOf(ann.userId)).toEqual([{ kind: 'friend_accepted', actorId: bob.userId }]);
  });

  it('refuses friend requests both ways', async () => {
    const world = new ContactsWorld();
    const [ann, bob] = [world.person(), world.person()];
    await world.blockUser.execute(ann, bob);

    await expect(world.requestFriend.execute(bob, ann)).rejects.toMatchObject({ code: 'blocked_by_user' });
    await expect(world.requestFriend.execute(ann, bob)).rejects.toMatchObject({ code: 'user_blocked' });
  });

  it('tells caches once, also when it is repeated', async () => {
    const world = new ContactsWorld();
    const [ann, bob] = [world.person(), world.person()];
    await world.blockUser.execute(ann, bob);
    await world.blockUser.execute(ann, bob);
    await world.unblockUser.execute(ann, bob);
    await world.unblockUser.execute(ann, bob);
    await world.unblockUser.execute(ann, { userId: 'x' });

    const key = blocksKey(bob.userId, ann.userId);
    expect(world.uow.invalidatedKeys).toEqual([key, key]);
  });

  it('asks the database once about two people', async () => {
    const world = new ContactsWorld();
    await world.blocks.requireNone('1', '2');
    await world.blocks.requireNone('2', '1');

    expect(world.blockRepository.reads).toBe(1);
  });

  it('refuses oneself, nobody and accounts that are gone', async () => {
    const world = new ContactsWorld();
    const [ann, gone] = [world.person(), world.person()];
    world.users.add(gone.userId, { isDeleted: true });

    await expect(world.blockUser.execute(ann, ann)).rejects.toMatchObject({ code: 'cannot_block' });
    for (const userId of [gone.userId, '77', 'x']) {
      await expect(world.blockUser.execute(ann, { userId })).rejects.toMatchObject({ code: 'unknown_user' });
    }
  });

  it('has a maximum', async () => {
    const world = new ContactsWorld();
    const ann = world.person();
    for (let count = 0; count < BLOCKS_MAX; count += 1) await world.blockUser.execute(ann, world.person());

    await expect(world.blockUser.execute(ann, world.person())).rejects.toMatchObject({ code: 'blocks_max' });
  });
});

describe('ListBlocks', () => {
  it('pages through whom one has blocked', async () => {
    const world = new ContactsWorld();
    const [ann, bob, eve] = [world.person(), world.person(), world.person()];
    await world.blockUser.execute(ann, eve);
    await world.blockUser.execute(ann, bob);
    await world.blockUser.execute(eve, ann);
    const blockedAtMs = world.clock.nowMs();

    expect(await world.listBlocks.execute(ann)).toEqual([
      { userId: bob.userId, blockedAtMs },
      { userId: eve.userId, blockedAtMs },
    ]);
    expect(await world.listBlocks.execute(ann, { limit: 1 })).toHaveLength(1);
    expect(await world.listBlocks.execute(ann, { after: bob.userId })).toMatchObject([{ userId: eve.userId }]);
    for (const wrong of [{ limit: 0 }, { limit: BLOCKS_PAGE_MAX + 1 }, { after: 'x' }]) {
      await expect(world.listBlocks.execute(ann, wrong)).rejects.toMatchObject({ code: 'invalid' });
    }
  });
});
