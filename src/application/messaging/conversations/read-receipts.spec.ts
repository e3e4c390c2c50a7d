import { fakeConversations } from '../../../../test/builders/conversations';
import { FakeGroupReader } from '../../../../test/fakes/groups';
import { ManualInvalidations } from '../../../../test/fakes/guilds-platform';
import { FakeChannelPolicy, OneChannelPolicy } from '../../../../test/fakes/messaging';
import { guildError } from '../../../domain/guilds';
import type { ChannelKind, Message } from '../../../domain/messaging';
import { DirectChannels } from '../direct/direct-channels';
import { GroupMemberships } from '../groups';
import { ReadMessage } from '../read-message';
import { ReadReceipts, type ReadReceiptsInput } from './read-receipts';

const [ANN, BOB, CAT, DAN] = ['20', '21', '22', '23'] as const;

function setUp(kind: ChannelKind) {
  const scene = fakeConversations();
  const policy = Object.assign(new FakeChannelPolicy(), { kind });
  const policies = new OneChannelPolicy(policy);
  const useCase = new ReadReceipts(
    policies,
    new ReadMessage(policies, scene.parts.repository),
    new DirectChannels(scene.stores.direct),
    new GroupMemberships(new FakeGroupReader(scene.stores.groups), new ManualInvalidations()),
    scene.parts.readStates,
  );
  const receipts = ({ channelId, id }: Message, changes: Partial<ReadReceiptsInput> = {}) =>
    useCase.execute(
      { kind: 'account', userId: ANN },
      { channelId, messageId: id, state: 'read', limit: 100, ...changes },
    );
  const both = async (message: Message) => [await receipts(message), await receipts(message, { state: 'unread' })];
  return { scene, policy, receipts, both };
}

describe('ReadReceipts', () => {
  it('tell whether the other one of two has read', async () => {
    const { scene, both } = setUp('direct');
    const message = await scene.say(await scene.pair(ANN, BOB), ANN);
    expect(await both(message)).toEqual([[], [BOB]]);

    await scene.parts.readStates.advance(BOB, message);

    expect(await both(message)).toEqual([[BOB], []]);
  });

  it('take an answer for having read, also a deleted one', async () => {
    const { scene, both } = setUp('direct');
    const channelId = await scene.pair(ANN, BOB);
    const message = await scene.say(channelId, ANN);

    await scene.bury(await scene.say(channelId, BOB));

    expect(await both(message)).toEqual([[BOB], []]);
  });

  it('are of those members of a group who may see the message, but not of its author', async () => {
    const { scene, both } = setUp('group');
    const channelId = await scene.group([ANN, BOB, CAT]);
    const message = await scene.say(channelId, BOB);
    await scene.join(channelId, DAN);
    await scene.leave(channelId, CAT);

    expect(await both(message)).toEqual([[], [ANN]]);
    await scene.parts.readStates.advanceToHead(ANN, channelId);
    expect(await both(message)).toEqual([[ANN], []]);
  });

  it('are also of those who came later where the group shows them what was said before', async () => {
    const { scene, both } = setUp('group');
    const channelId = await scene.group([ANN, BOB], { isHistoryVisible: true });
    const message = await scene.say(channelId, ANN);
    await scene.join(channelId, DAN);

    expect(await both(message)).toEqual([[], [BOB, DAN]]);
  });

  it('come in pages, ascending by user', async () => {
    const { scene, receipts } = setUp('group');
    const message = await scene.say(await scene.group([DAN, CAT, BOB, ANN]), ANN);
    const page = (changes: object) => receipts(message, { state: 'unread', limit: 2, ...changes });

    expect(await page({})).toEqual([BOB, CAT]);
    expect(await page({ after: CAT })).toEqual([DAN]);
    for (const limit of [0, 101, 1.5]) {
      await expect(page({ limit })).rejects.toMatchObject({ kind: 'invalid', details: { field: 'limit' } });
    }
    await expect(page({ after: 'x' })).rejects.toMatchObject({ kind: 'invalid', details: { field: 'after' } });
  });

  it('are refused with the message, and where nobody is known to take part', async () => {
    const { scene, policy, receipts } = setUp('room');
    const message = await scene.say(await scene.group([ANN, BOB]), ANN);
    await expect(receipts(message)).rejects.toMatchObject({ code: 'wrong_channel_type' });
    await expect(receipts({ ...message, id: '404' })).rejects.toMatchObject({ code: 'unknown_message' });
    policy.refusal = guildError('unknown_channel');

    await expect(receipts(message)).rejects.toMatchObject({ code: 'unknown_channel' });
  });
});
