import { aNewMessage, CHANNEL } from '../../../../test/builders/messages';
import type { ChannelHead } from './append-plan';
import { KNOWN_HEADS_MAX, KnownHeads } from './known-heads';

const aHead = (changes: Partial<ChannelHead> = {}): ChannelHead => ({
  id: CHANNEL,
  headSeq: 3,
  headId: '30',
  closed: false,
  isSearched: false,
  ...changes,
});

const entriesFor = (...channelIds: readonly string[]) => channelIds.map((channelId) => aNewMessage({ channelId }));

describe('KnownHeads', () => {
  it('gives copies: moving them changes nothing it remembers', () => {
    const heads = new KnownHeads();
    const remembered = aHead();
    heads.remember([remembered]);
    remembered.headSeq = 99;

    const copy = heads.copyAll(entriesFor(CHANNEL, CHANNEL))?.get(CHANNEL);
    expect(copy).toEqual(aHead());
    if (copy) copy.headSeq = 100;

    expect(heads.copyAll(entriesFor(CHANNEL))).toEqual(new Map([[CHANNEL, aHead()]]));
  });

  it('gives nothing when one of the heads is unknown or was forgotten', () => {
    const heads = new KnownHeads();
    heads.remember([aHead(), aHead({ id: '2000' })]);

    expect(heads.copyAll(entriesFor(CHANNEL, '3000'))).toBeUndefined();
    expect([...(heads.copyAll(entriesFor('2000', CHANNEL))?.keys() ?? [])]).toEqual(['2000', CHANNEL]);
    heads.forget([aHead({ id: '2000' })]);
    expect(heads.copyAll(entriesFor('2000', CHANNEL))).toBeUndefined();
    expect(heads.copyAll(entriesFor(CHANNEL))).toBeDefined();
  });

  it('forgets the channels written to longest ago beyond its bound', () => {
    const heads = new KnownHeads();
    const idAt = (index: number): string => String(1_000 + index);
    heads.remember(Array.from({ length: KNOWN_HEADS_MAX }, (_, index) => aHead({ id: idAt(index) })));

    heads.remember([aHead({ id: idAt(0), headSeq: 4 })]);
    heads.remember([aHead({ id: idAt(KNOWN_HEADS_MAX) })]);

    expect(heads.copyAll(entriesFor(idAt(0)))?.get(idAt(0))?.headSeq).toBe(4);
    expect(heads.copyAll(entriesFor(idAt(1)))).toBeUndefined();
    expect(heads.copyAll(entriesFor(idAt(2), idAt(KNOWN_HEADS_MAX)))).toBeDefined();
  });
});
