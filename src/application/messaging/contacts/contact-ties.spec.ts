import { ContactsWorld } from '../../../../test/fakes/contacts-world';
import { JoinedAccountTies } from '../../identity/joined-account-ties';
import { ContactTies } from './contact-ties';

describe('ContactTies', () => {
  it('leave nothing of an account but what others did with each other', async () => {
    const world = new ContactsWorld();
    const [ann, bob] = await world.friends();
    const eve = world.person();
    await world.blockUser.execute(eve, ann);
    await world.requestFriend.execute(eve, bob);
    const ties = new JoinedAccountTies([
      new ContactTies(world.friendships, world.blockRepository, world.notifications),
    ]);
    await world.uow.run(() => ties.release(ann.userId));

    expect([await world.relationsOf(ann), world.inboxOf(ann.userId)]).toEqual([[], []]);
    expect(await world.relationsOf(bob)).toEqual([`${eve.userId} incoming`]);
    expect(await world.listBlocks.execute(eve)).toEqual([]);
  });
});
