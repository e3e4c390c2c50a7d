import { aMessage, CHANNEL, idOfSeq } from '../../../../test/builders/messages';
import { ANNA, anna, MessagesWorld } from '../../../../test/fakes/messages-world';
import { guildError } from '../../../domain/guilds';
import { MarkConversationRead } from './mark-conversation-read';

function setUp(...seqs: number[]) {
  const world = new MessagesWorld();
  world.messages.put(...seqs.map((seq) => aMessage(seq, { author: { userId: '9' } })));
  const useCase = new MarkConversationRead(world.policies, world.readStates, world.uow);
  return { ...world, markAll: () => useCase.execute(anna, CHANNEL) };
}

describe('MarkConversationRead', () => {
  it('reads all there is, tombstones included, and tells it once', async () => {
    const { markAll, messages, readStates, uow } = setUp(1, 2, 3);
    messages.bury(idOfSeq(3));

    await markAll();
    await markAll();

    expect(await readStates.unread(ANNA, [{ channelId: CHANNEL }])).toEqual(new Map());
    expect(uow.events).toEqual([
      { type: 'channel.read', channelId: CHANNEL, userId: ANNA, messageId: idOfSeq(3), seq: 3 },
    ]);
  });

  it('has nothing to tell of a channel where nothing was said', async () => {
    const { markAll, uow } = setUp();

    await markAll();

    expect(uow.events).toEqual([]);
  });

  it('is for whoever may read', async () => {
    const { markAll, policy, readStates } = setUp(1);
    policy.refusal = guildError('unknown_channel');

    await expect(markAll()).rejects.toMatchObject({ code: 'unknown_channel' });
    expect(await readStates.of(ANNA)).toEqual([]);
  });
});
