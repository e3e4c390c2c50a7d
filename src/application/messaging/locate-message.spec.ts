import { aMessage, idOfSeq } from '../../../test/builders/messages';
import { anna, MessagesWorld } from '../../../test/fakes/messages-world';
import { guildError } from '../../domain/guilds';
import { unavailable } from '../../shared/errors';
import { LocateMessage } from './locate-message';

function setUp() {
  const world = new MessagesWorld();
  world.messages.put(aMessage(1), aMessage(2));
  const useCase = new LocateMessage(world.policies, world.reader);
  return { ...world, locate: (messageId: string) => useCase.execute(anna, messageId) };
}

describe('LocateMessage', () => {
  it('finds a message by its id alone', async () => {
    const { locate } = setUp();

    expect(await locate(idOfSeq(2))).toEqual(aMessage(2));
  });

  it.each(['missing_access', 'unknown_channel'] as const)(
    'knows no message whose channel answers %s, as if there were none',
    async (code) => {
      const { locate, policy, messages } = setUp();
      messages.bury(idOfSeq(2));
      policy.refusals.set('history', guildError(code));

      for (const id of [idOfSeq(1), idOfSeq(2), '404', 'x', '']) {
        await expect(locate(id)).rejects.toMatchObject({ kind: 'not_found', code: 'unknown_message' });
      }
    },
  );

  it('knows no message from before the reader joined', async () => {
    const { locate, policy } = setUp();
    policy.history = { fromSeq: 1 };

    await expect(locate(idOfSeq(1))).rejects.toMatchObject({ code: 'unknown_message' });
    expect(await locate(idOfSeq(2))).toEqual(aMessage(2));
  });

  it('does not call a message unknown because the database is away', async () => {
    const { locate, policy } = setUp();
    policy.refusals.set('history', unavailable('later'));

    await expect(locate(idOfSeq(1))).rejects.toMatchObject({ kind: 'unavailable' });
  });
});
