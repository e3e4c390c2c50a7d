import { aMessage, CHANNEL, idOfSeq } from '../../../test/builders/messages';
import { FakeHistoryCounter } from '../../../test/fakes/history-counter';
import { anna, MessagesWorld } from '../../../test/fakes/messages-world';
import { guildError } from '../../domain/guilds';
import { PageHistory, type PageHistoryInput } from './page-history';
import { ReadHistory } from './read-history';

/** Seven messages, of which the fourth is deleted. */
function setUp() {
  const { messages, policies, policy, reader } = new MessagesWorld();
  messages.put(...[1, 2, 3, 4, 5, 6, 7].map((seq) => aMessage(seq)));
  messages.bury(idOfSeq(4));
  const pageHistory = new PageHistory(policies, new ReadHistory(policies, reader), new FakeHistoryCounter(messages));
  const page = async (input: Partial<PageHistoryInput>) => {
    const {
      messages: read,
      total,
      hasMore,
    } = await pageHistory.execute(anna, { channelId: CHANNEL, limit: 2, ...input });
    return [read.map(({ seq }) => seq), total, hasMore];
  };
  return { page, policy, messages };
}

describe('PageHistory', () => {
  it.each<[string, Partial<PageHistoryInput>, unknown]>([
    ['the newest', {}, [[6, 7], 6, true]],
    ['those before the newest', { offset: 2 }, [[3, 5], 6, true]],
    ['the oldest by offset', { offset: 4 }, [[1, 2], 6, false]],
    ['nothing beyond', { offset: 6 }, [[], 6, false]],
    ['what came before', { before: idOfSeq(6) }, [[3, 5], 6, true]],
    ['what came after', { after: idOfSeq(2) }, [[3, 5], 6, true]],
    ['all after', { after: idOfSeq(5) }, [[6, 7], 6, false]],
    ['all', { limit: 100 }, [[1, 2, 3, 5, 6, 7], 6, false]],
  ])('reads %s, and says whether there is more', async (_name, input, expected) => {
    expect(await setUp().page(input)).toEqual(expected);
  });

  it('knows nothing from before the reader joined', async () => {
    const { page, policy } = setUp();
    policy.history = { fromSeq: 4 };

    expect(await page({})).toEqual([[6, 7], 3, true]);
    expect(await page({ limit: 3 })).toEqual([[5, 6, 7], 3, false]);
    expect(await page({ offset: 3 })).toEqual([[], 3, false]);
  });

  it.each([{ offset: -1 }, { offset: 1.5 }, { offset: 10_001 }, { offset: 1, before: '5' }, { offset: 1, after: '5' }])(
    'refuses %j',
    async (input) => {
      await expect(setUp().page(input)).rejects.toMatchObject({ kind: 'invalid', details: { field: 'offset' } });
    },
  );

  it('tells nothing that the policy refuses', async () => {
    const { page, policy } = setUp();
    policy.refusal = guildError('unknown_channel');

    await expect(page({})).rejects.toMatchObject({ code: 'unknown_channel' });
  });
});
