import { ContactsWorld } from '../../../../test/fakes/contacts-world';
import { FakeChannelPolicy } from '../../../../test/fakes/messaging';
import type { Id } from '../../../shared/ids';

function setUp() {
  const world = new ContactsWorld();
  const [ann, bob] = [world.person(), world.person()];
  const policy = new FakeChannelPolicy();
  policy.readers = [ann.userId, bob.userId];
  const toldOf = async (author: Id | undefined, ...userIds: readonly Id[]): Promise<string[]> => {
    const notices = await world.messageNotices.of(policy, {
      channelId: '9',
      ...(author !== undefined && { author: { userId: author } }),
      details: { mentions: { userIds, roleIds: ['5'], everyone: true } },
    });
    return notices.map(({ userId, kind }) => `${userId} ${kind}`);
  };
  return { world, policy, ann, bob, toldOf };
}

describe('MessageNotices', () => {
  it('are for those who may read it, never for the author', async () => {
    const { ann, bob, toldOf, world } = setUp();
    const stranger = world.person();

    expect(await toldOf(ann.userId, ann.userId, bob.userId, stranger.userId)).toEqual([`${bob.userId} mention`]);
    expect(await toldOf(stranger.userId, ann.userId, bob.userId)).toHaveLength(2);
    expect(await toldOf(ann.userId)).toEqual([]);
    expect(await toldOf(undefined, bob.userId)).toEqual([]);
  });

  it('are not for who has blocked the author, programs and accounts that are gone', async () => {
    const { world, policy, ann, bob, toldOf } = setUp();
    const [bot, gone] = [world.person(), world.person()];
    world.users.add(bot.userId, { kind: 'bot' });
    world.users.add(gone.userId, { isDeleted: true });
    policy.readers = [...policy.readers, bot.userId, gone.userId];
    await world.blockUser.execute(bob, ann);

    expect(await toldOf(ann.userId, bob.userId, bot.userId, gone.userId)).toEqual([]);
    // A block is felt in one direction here: whoever blocks may be told of in a group.
    expect(await toldOf(bob.userId, ann.userId)).toEqual([`${ann.userId} mention`]);
  });
});
