import { aMessage, idOfSeq } from '../../../test/builders/messages';
import { anna, MessagesWorld } from '../../../test/fakes/messages-world';
import { guildError } from '../../domain/guilds';
import { unavailable } from '../../shared/errors';
import { LocateMessage } from './locate-message';

function setUp() {
  const world = new MessagesWorld();
  world.messages.put(aMessage(1), aMessage(2));
  const useCase = new LocateMessage(world.policies, world.reader);
  return { ...world, useCase, locate: (messageId: string) => useCase.execute(anna, messageId) };
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

  it('finds several with one query and one question for each channel, in the order of their ids', async () => {
    const { useCase, reader, policy, messages } = setUp();
    messages.put(aMessage(3, { channelId: '2000' }));
    const ids = [3, 1, 2].map(idOfSeq);
    reader.calls.length = 0;

    expect((await useCase.many(anna, ids)).map(({ id }) => id)).toEqual(ids);
    expect([reader.calls, policy.asked]).toEqual([['locate'], ['history', 'history']]);
    expect(await useCase.many(anna, [])).toEqual([]);
  });

  it('finds none of several when one is not for the reader', async () => {
    const { useCase, policy, messages } = setUp();
    const unknown = { code: 'unknown_message' };
    for (const other of ['404', 'x']) {
      await expect(useCase.many(anna, [idOfSeq(1), other])).rejects.toMatchObject(unknown);
    }
    policy.history = { fromSeq: 1 };
    await expect(useCase.many(anna, [idOfSeq(1), idOfSeq(2)])).rejects.toMatchObject(unknown);
    expect(await useCase.many(anna, [idOfSeq(2)])).toHaveLength(1);
    messages.recall(aMessage(2), 1);
    await expect(useCase.many(anna, [idOfSeq(2)])).rejects.toMatchObject(unknown);
    policy.refusals.set('history', guildError('missing_access'));
    await expect(useCase.many(anna, [idOfSeq(1)])).rejects.toMatchObject(unknown);
  });

  it('does not call a message unknown because the database is away', async () => {
    const { locate, policy } = setUp();
    policy.refusals.set('history', unavailable('later'));

    await expect(locate(idOfSeq(1))).rejects.toMatchObject({ kind: 'unavailable' });
  });
});
