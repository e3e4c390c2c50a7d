import fc from 'fast-check';
import { aMessage, CHANNEL, idOfSeq } from '../../../../test/builders/messages';
import { FakeMessageSearch } from '../../../../test/fakes/message-search';
import { FakeChannelPolicy, OneChannelPolicy } from '../../../../test/fakes/messaging';
import { propertyRuns } from '../../../../test/support/property-runs';
import { guildError } from '../../../domain/guilds';
import { type Message, SEARCH_BLOCK_MESSAGES } from '../../../domain/messaging';
import type { Id } from '../../../shared/ids';
import { type AccountActor, operator } from '../../shared/actor';
import {
  SEARCH_ROUND_BLOCKS,
  SearchMessages,
  type SearchMessagesInput,
  type SearchPage,
  SPARE_CANDIDATES,
} from './search-messages';

const ann: AccountActor = { kind: 'account', userId: '20' };

class DirectPolicy extends FakeChannelPolicy {
  override readonly kind = 'direct' as never;
}

function setUp(policy: FakeChannelPolicy = new DirectPolicy()) {
  const search = new FakeMessageSearch();
  const useCase = new SearchMessages(new OneChannelPolicy(policy), search);
  const find = (query: string, input: Partial<SearchMessagesInput> = {}): Promise<SearchPage> =>
    useCase.execute(ann, { query, limit: 25, ...input });
  const put = (...messages: Message[]): void => search.messages.put(...messages);
  search.join(ann.userId, CHANNEL);
  return { search, policy, useCase, find, put };
}

const seqsOf = ({ hits }: SearchPage): number[] => hits.map(({ message }) => message.seq);

describe('SearchMessages', () => {
  it('finds Chinese and Latin in own conversations, newest first, and marks it', async () => {
    const { find, put } = setUp();
    put(aMessage(1, { content: '今天天气很好' }), aMessage(2, { content: '<b>Weather</b>' }));
    put(aMessage(3, { content: '天气' }), aMessage(1, { content: '天气', channelId: '77', id: idOfSeq(9) }));

    expect(await find('天气')).toEqual({
      hits: [
        expect.objectContaining({ ranges: [{ start: 0, end: 2 }], snippet: '<em>天气</em>' }) as object,
        expect.objectContaining({ ranges: [{ start: 2, end: 4 }], snippet: '今天<em>天气</em>很好' }) as object,
      ],
    });
    expect((await find('WEATHER'))?.hits[0]?.snippet).toBe('&lt;b&gt;<em>Weather</em>&lt;/b&gt;');
  });

  it('leaves out what only has the same pairs of characters', async () => {
    const { find, put } = setUp();
    put(aMessage(1, { content: '天气天' }), aMessage(2, { content: '气天 天气' }));

    expect(seqsOf(await find('天气天'))).toEqual([1]);
  });

  it('goes on from page to page', async () => {
    const { find, put } = setUp();
    put(...[1, 2, 3, 4, 5].map((seq) => aMessage(seq, { content: `hit ${seq}` })));

    const first = await find('hit', { limit: 2 });
    expect(first).toMatchObject({ next: idOfSeq(4) });
    const second = await find('hit', { limit: 2, before: first.next });
    const third = await find('hit', { limit: 2, before: second.next });
    expect([first, second, third].map(seqsOf)).toEqual([[5, 4], [3, 2], [1]]);
    expect(third.next).toBeUndefined();
  });

  it('of one author or of one conversation only', async () => {
    const { search, find, put } = setUp();
    search.join(ann.userId, '77');
    put(aMessage(1), aMessage(2, { author: { userId: '5' } }), aMessage(3, { channelId: '77' }));

    expect(seqsOf(await find('message', { fromUserId: '5' }))).toEqual([2]);
    expect(seqsOf(await find('message', { channelId: '77' }))).toEqual([3]);
    expect(seqsOf(await find('message'))).toEqual([3, 2, 1]);
  });

  it.each<[string, Partial<SearchMessagesInput>]>([
    ['query', { query: '天' }],
    ['query', { query: 'x'.repeat(101) }],
    ['limit', { limit: 0 }],
    ['limit', { limit: 101 }],
    ['limit', { limit: 1.5 }],
    ['before', { before: 'x' }],
    ['fromUserId', { fromUserId: '-1' }],
  ])('refuses a wrong %s: %p', async (field, input) => {
    const { find } = setUp();

    await expect(find('message', input)).rejects.toMatchObject({ kind: 'invalid', details: { field } });
  });

  it('refuses a conversation that the policy refuses, and a channel of a kind that is not searched', async () => {
    const { policy, find } = setUp();
    policy.refusal = guildError('unknown_channel');

    await expect(find('message', { channelId: CHANNEL })).rejects.toMatchObject({ code: 'unknown_channel' });
    await expect(setUp(new FakeChannelPolicy()).find('message', { channelId: CHANNEL })).rejects.toMatchObject({
      details: { field: 'channelId' },
    });
  });

  it('finds nothing for somebody who has no conversations', async () => {
    const { useCase, put } = setUp();
    put(aMessage(1));

    expect(await useCase.execute(operator, { query: 'message', limit: 5 })).toEqual({ hits: [] });
  });
});

describe('SearchMessages, in long conversations', () => {
  const block = (number: number): number => (number + 1) * SEARCH_BLOCK_MESSAGES;
  const [firstRound = 0] = SEARCH_ROUND_BLOCKS;
  const inBlock = (number: number): Message => aMessage(block(number), { content: `message ${number}.` });

  it('looks at as many blocks as it takes to fill the page', async () => {
    const { search, find, put } = setUp();
    for (let number = 0; number < firstRound + 10; number += 1) put(inBlock(number));

    expect(seqsOf(await find('message', { limit: 3 }))).toHaveLength(3);
    expect(search.rounds).toEqual([firstRound]);
    search.rounds.length = 0;
    expect(seqsOf(await find('message 0.'))).toEqual([block(0)]);
    expect(search.rounds).toEqual([firstRound, 10]);
  });

  it('ends somewhere, and says where to go on', async () => {
    const { search, find, put } = setUp();
    const all = SEARCH_ROUND_BLOCKS.reduce((sum, one) => sum + one);
    for (let number = 0; number < all + 2; number += 1) put(inBlock(number));

    const page = await find('message 0.');
    expect(page.hits).toEqual([]);
    expect(search.rounds).toEqual([...SEARCH_ROUND_BLOCKS]);
    expect(seqsOf(await find('message 0.', { before: page.next }))).toEqual([block(0)]);
  });

  it('says where to go on when all that was compared was something else', async () => {
    const { find, put } = setUp();
    for (let seq = 2; seq <= 1 + SPARE_CANDIDATES + 25; seq += 1) put(aMessage(seq, { content: 'aab baa' }));
    put(aMessage(1, { content: 'aaba' }));

    const page = await find('aaba');
    expect(page).toEqual({ hits: [], next: idOfSeq(2) });
    expect(seqsOf(await find('aaba', { before: page.next }))).toEqual([1]);
  });

  it('finds the same as a look at every message, page by page', async () => {
    const message = fc.record({
      channel: fc.constantFrom('1', '2', '3'),
      block: fc.nat(50),
      content: fc.string({ unit: fc.constantFrom('a', 'b', '天'), maxLength: 6 }),
    });
    const query = fc.string({ unit: fc.constantFrom('a', 'b', '天'), minLength: 2, maxLength: 3 });
    await fc.assert(
      fc.asyncProperty(fc.array(message, { maxLength: 300 }), query, fc.integer({ min: 1, max: 7 }), findsAll),
      propertyRuns(50),
    );
  });
});

async function findsAll(
  said: readonly { channel: Id; block: number; content: string }[],
  query: string,
  limit: number,
): Promise<void> {
  const { search, find } = setUp();
  for (const channelId of ['1', '2']) search.join(ann.userId, channelId);
  const bySeq = [...said].sort((a, b) => a.block - b.block);
  const messages = bySeq.map(({ channel: channelId, block, content }, index) =>
    aMessage(index, { channelId, content, seq: block * SEARCH_BLOCK_MESSAGES + index + 1 }),
  );
  search.messages.put(...messages);
  const expected = messages.filter(({ channelId, content }) => channelId !== '3' && content.includes(query));

  const found: Id[] = [];
  let before: Id | undefined;
  do {
    const page = await find(query, { limit, before });
    expect(page.hits.length).toBeLessThanOrEqual(limit);
    found.push(...page.hits.map((hit) => hit.message.id));
    before = page.next;
  } while (before !== undefined);
  expect(found).toEqual(expected.map(({ id }) => id).reverse());
}
