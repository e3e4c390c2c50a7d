import { aMessage, CHANNEL, idOfSeq } from '../../../test/builders/messages';
import { anna, MessagesWorld } from '../../../test/fakes/messages-world';
import { guildError } from '../../domain/guilds';
import { ReadMessage } from './read-message';

function setUp() {
  const world = new MessagesWorld();
  world.messages.put(aMessage(1), aMessage(2));
  const useCase = new ReadMessage(world.policies, world.repository);
  return { ...world, read: (messageId: string) => useCase.execute(anna, { channelId: CHANNEL, messageId }) };
}

describe('ReadMessage', () => {
  it('reads what is there', async () => {
    const { read, messages } = setUp();
    messages.bury(idOfSeq(2));

    expect(await read(idOfSeq(1))).toEqual(aMessage(1));
    for (const id of [idOfSeq(2), '404']) await expect(read(id)).rejects.toMatchObject({ code: 'unknown_message' });
  });

  it('knows nothing of what was said before the reader joined', async () => {
    const { read, policy } = setUp();
    policy.history = { fromSeq: 1 };

    await expect(read(idOfSeq(1))).rejects.toMatchObject({ code: 'unknown_message' });
    expect(await read(idOfSeq(2))).toEqual(aMessage(2));
  });

  it('is for whoever may read the history, and tells others nothing of what is there', async () => {
    const { read, policy } = setUp();
    policy.refusals.set('history', guildError('missing_access'));

    for (const id of [idOfSeq(1), '404']) await expect(read(id)).rejects.toMatchObject({ code: 'missing_access' });
  });
});
