import { ContactsWorld } from '../../../../test/fakes/contacts-world';
import type { AccountActor } from '../../shared/actor';
import { FRIENDS_PAGE_MAX } from './friend.reader';

describe('RequestFriend', () => {
  it('asks, which only the other one can answer', async () => {
    const world = new ContactsWorld();
    const [ann, bob] = [world.person(), world.person()];

    expect(await world.requestFriend.execute(ann, bob)).toBe('outgoing');
    expect(await world.relationsOf(ann)).toEqual([`${bob.userId} outgoing`]);
    expect(await world.relationsOf(bob)).toEqual([`${ann.userId} incoming`]);
    expect(world.inboxOf(bob.userId)).toEqual([{ kind: 'friend_request', actorId: ann.userId }]);
    expect(world.inboxOf(ann.userId)).toEqual([]);
    await expect(world.acceptFriend.execute(ann, bob)).rejects.toMatchObject({ code: 'unknown_friend_request' });
    await expect(world.declineFriend.execute(ann, bob)).rejects.toMatchObject({ code: 'unknown_friend_request' });
    await expect(world.requestFriend.execute(ann, bob)).rejects.toMatchObject({ code: 'friend_already_requested' });
  });

  it('makes friends of two who ask each other', async () => {
    const world = new ContactsWorld();
    const [ann, bob] = [world.person(), world.person()];
    await world.requestFriend.execute(ann, bob);

    expect(await world.requestFriend.execute(bob, ann)).toBe('friend');
    expect(await world.relationsOf(ann)).toEqual([`${bob.userId} friend`]);
    expect(world.inboxOf(ann.userId)).toEqual([{ kind: 'friend_accepted', actorId: bob.userId }]);
    // There is nothing left to answer.
    expect(world.inboxOf(bob.userId)).toEqual([]);
    await expect(world.requestFriend.execute(ann, bob)).rejects.toMatchObject({ code: 'already_friends' });
  });

  it('refuses oneself, nobody, bots and accounts that are gone', async () => {
    const world = new ContactsWorld();
    const [ann, bot, gone] = [world.person(), world.person(), world.person()];
    world.users.add(bot.userId, { kind: 'bot' });
    world.users.add(gone.userId, { isDeleted: true });
    const asking = (userId: string) => world.requestFriend.execute(ann, { userId });

    for (const userId of [ann.userId, bot.userId, gone.userId]) {
      await expect(asking(userId)).rejects.toMatchObject({ kind: 'invalid', code: 'cannot_befriend' });
    }
    for (const userId of ['77', 'x', '']) await expect(asking(userId)).rejects.toMatchObject({ code: 'unknown_user' });
    const asBot: AccountActor = { ...bot, applicationId: '5' };
    await expect(world.requestFriend.execute(asBot, ann)).rejects.toMatchObject({ code: 'bots_cannot' });
    expect(await world.relationsOf(ann)).toEqual([]);
  });
});

describe('AcceptFriend, DeclineFriend and RemoveFriend', () => {
  it('answer a request', async () => {
    const world = new ContactsWorld();
    const [ann, bob] = await world.friends();

    expect(await world.relationsOf(bob)).toEqual([`${ann.userId} friend`]);
    expect(world.inboxOf(ann.userId)).toEqual([{ kind: 'friend_accepted', actorId: bob.userId }]);
    await expect(world.acceptFriend.execute(bob, ann)).rejects.toMatchObject({ code: 'unknown_friend_request' });
    await expect(world.declineFriend.execute(bob, ann)).rejects.toMatchObject({ code: 'unknown_friend_request' });
  });

  it('leave nothing of a request that was declined or taken back, and it may be sent again', async () => {
    const world = new ContactsWorld();
    const [ann, bob] = [world.person(), world.person()];
    for (const end of [() => world.declineFriend.execute(bob, ann), () => world.removeFriend.execute(ann, bob)]) {
      await world.requestFriend.execute(ann, bob);
      await end();

      expect([await world.relationsOf(ann), await world.relationsOf(bob)]).toEqual([[], []]);
      expect([world.inboxOf(ann.userId), world.inboxOf(bob.userId)]).toEqual([[], []]);
    }
  });

  it('end a friendship for both', async () => {
    const world = new ContactsWorld();
    const [ann, bob] = await world.friends();
    await world.removeFriend.execute(bob, ann);

    expect([await world.relationsOf(ann), await world.relationsOf(bob)]).toEqual([[], []]);
    for (const userId of [ann.userId, bob.userId, '77', 'x']) {
      await expect(world.removeFriend.execute(bob, { userId })).rejects.toMatchObject({ code: 'unknown_friend' });
    }
  });

  it('do not take back what another one asked', async () => {
    const world = new ContactsWorld();
    const [ann, bob] = [world.person(), world.person()];
    await world.requestFriend.execute(ann, bob);

    await expect(world.removeFriend.execute(bob, ann)).rejects.toMatchObject({ code: 'unknown_friend' });
    expect(await world.relationsOf(bob)).toEqual([`${ann.userId} incoming`]);
  });
});

describe('RemarkFriend', () => {
  it('names a friend for oneself', async () => {
    const world = new ContactsWorld();
    const [ann, bob] = await world.friends();
    await world.remarkFriend.execute(ann, { ...bob, remark: 'the tall one' });

    expect(await world.listFriends.execute(ann)).toMatchObject([{ userId: bob.userId, remark: 'the tall one' }]);
    expect((await world.listFriends.execute(bob))[0].remark).toBeUndefined();
    await world.remarkFriend.execute(ann, { ...bob, remark: '' });
    expect((await world.listFriends.execute(ann))[0].remark).toBeUndefined();
  });

  it('is for friends only', async () => {
    const world = new ContactsWorld();
    const [ann, bob] = [world.person(), world.person()];
    await world.requestFriend.execute(ann, bob);

    const remark = world.remarkFriend.execute(ann, { ...bob, remark: 'x' });
    await expect(remark).rejects.toMatchObject({ code: 'unknown_friend' });
  });
});

describe('ListFriends', () => {
  it('pages through everybody, or those of one kind', async () => {
    const world = new ContactsWorld();
    const me = world.person();
    const [asked, asking, friend] = [world.person(), world.person(), world.person()];
    await world.requestFriend.execute(me, asked);
    await world.requestFriend.execute(asking, me);
    await world.requestFriend.execute(friend, me);
    await world.acceptFriend.execute(me, friend);
    const idsOf = async (input: object): Promise<string[]> =>
      (await world.listFriends.execute(me, input)).map(({ userId }) => userId);

    expect(await idsOf({})).toEqual([asked.userId, asking.userId, friend.userId]);
    expect(await idsOf({ limit: 2, after: asked.userId })).toEqual([asking.userId, friend.userId]);
    expect(await idsOf({ limit: 1 })).toEqual([asked.userId]);
    expect(await idsOf({ relation: 'friend' })).toEqual([friend.userId]);
    for (const wrong of [{ limit: 0 }, { limit: FRIENDS_PAGE_MAX + 1 }, { limit: 1.5 }, { after: 'x' }]) {
      await expect(idsOf(wrong)).rejects.toMatchObject({ code: 'invalid' });
    }
  });
});
