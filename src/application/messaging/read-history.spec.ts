import { aMessage, CHANNEL, idOfSeq } from '../../../test/builders/messages';
import { FakeChannelPolicy, FakeMessageReader, OneChannelPolicy } from '../../../test/fakes/messaging';
import { notJoined } from '../../domain/rooms';
import { operator } from '../shared/actor';
import type { HistoryQuery } from './message.reader';
import { ReadHistory } from './read-history';

function setUp() {
  const reader = new FakeMessageReader();
  reader.messages.put(...[1, 2, 3, 4, 5].map((seq) => aMessage(seq)));
  const policy = new FakeChannelPolicy();
  const readHistory = new ReadHistory(new OneChannelPolicy(policy), reader);
  const read = (query: Partial<HistoryQuery>) =>
    readHistory.execute(operator, { channelId: CHANNEL, limit: 100, ...query });
  return { reader, policy, read };
}

describe('ReadHistory', () => {
  it.each<[string, Partial<HistoryQuery>, number[]]>([
    ['the newest', { limit: 2 }, [4, 5]],
    ['what came before a message', { limit: 2, before: idOfSeq(4) }, [2, 3]],
    ['what came after a message', { limit: 2, after: idOfSeq(2) }, [3, 4]],
    ['all there is when the limit is larger', { limit: 100 }, [1, 2, 3, 4, 5]],
  ])('reads %s, oldest first', async (_name, query, seqs) => {
    const { read } = setUp();

    expect((await read(query)).map(({ seq }) => seq)).toEqual(seqs);
  });

  it.each([0, -1, 101, 1.5, Number.NaN, Number.POSITIVE_INFINITY])('refuses a limit of %p', async (limit) => {
    const { read, reader } = setUp();

    await expect(read({ limit })).rejects.toMatchObject({ kind: 'invalid', details: { field: 'limit' } });
    expect(reader.calls).toEqual([]);
  });

  it('refuses both bounds at once', async () => {
    const { read } = setUp();

    await expect(read({ before: idOfSeq(5), after: idOfSeq(1) })).rejects.toMatchObject({
      kind: 'invalid',
      details: { field: 'before' },
    });
  });

  it('reads nothing from before the reader joined', async () => {
    const { read, policy } = setUp();
    policy.history = { fromSeq: 3 };

    expect((await read({})).map(({ seq }) => seq)).toEqual([4, 5]);
    expect((await read({ before: idOfSeq(5) })).map(({ seq }) => seq)).toEqual([4]);
    expect((await read({ after: idOfSeq(1) })).map(({ seq }) => seq)).toEqual([4, 5]);
    expect((await read({ around: idOfSeq(4) })).map(({ seq }) => seq)).toEqual([4, 5]);
  });

  it('reads nothing that the policy refuses', async () => {
    const { read, policy, reader } = setUp();
    policy.refusal = notJoined();

    await expect(read({})).rejects.toMatchObject({ code: 'not_joined' });
    expect(reader.calls).toEqual([]);
  });
});
