import * as fc from 'fast-check';
import { aMessage, anAuthor, aNewMessage, CHANNEL } from '../../../../test/builders/messages';
import { ManualClock, SequentialIds } from '../../../../test/fakes/rooms-platform';
import type { NewMessage } from '../../../application/messaging';
import type { Message } from '../../../domain/messaging';
import { compareIds, firstIdAt, idTimeMs } from '../../../shared/ids';
import { type AppendOutcome, AppendPlan, authorKeyOf, type ChannelHead, nonceKey } from './append-plan';

interface Known {
  readonly heads?: readonly Partial<ChannelHead>[];
  readonly firstByNonce?: readonly [string, Message][];
  readonly lastSendMs?: readonly [string, number][];
}

function setUp({ heads = [{}], firstByNonce = [], lastSendMs = [] }: Known = {}) {
  const clock = new ManualClock();
  const channels = heads.map((head): ChannelHead => ({
    id: CHANNEL,
    headSeq: 0,
    headId: undefined,
    closed: false,
    isSearched: false,
    ...head,
  }));
  const plan = new AppendPlan(
    new Map(channels.map((channel) => [channel.id, channel])),
    new Map(firstByNonce),
    new Map(lastSendMs),
    new SequentialIds(clock),
    clock.nowMs(),
  );
  return { clock, plan };
}

const storedSeq = (outcome: AppendOutcome): number | undefined =>
  outcome.kind === 'stored' ? outcome.message.seq : undefined;

describe('AppendPlan', () => {
  it('gives seq without gaps after the head, and ids that increase after it', () => {
    const headId = firstIdAt(Date.UTC(2030, 0, 1));
    const { plan } = setUp({ heads: [{ headSeq: 7, headId }] });

    const outcomes = [plan.add(aNewMessage()), plan.add(aNewMessage()), plan.add(aNewMessage())];

    expect(outcomes.map(storedSeq)).toEqual([8, 9, 10]);
    const ids = plan.messages.map(({ id }) => id);
    for (const [index, id] of ids.entries()) expect(compareIds(id, ids[index - 1] ?? headId)).toBeGreaterThan(0);
    expect(plan.heads).toEqual([{ id: CHANNEL, headSeq: 10, headId: ids[2], closed: false, isSearched: false }]);
  });

  it('keeps what was sent, and the time that stands in the id', () => {
    const { plan } = setUp();
    const author = anAuthor('anna', { name: 'Anna' });

    plan.add(aNewMessage({ author, byAdmin: true, content: 'hi', nonce: 'n1' }));
    plan.add(aNewMessage({ kind: 'announcement', author: undefined, content: 'all' }));

    const [first, second] = plan.messages;
    expect(first).toEqual({
      ...{ id: first?.id, channelId: CHANNEL, seq: 1, kind: 'text', author, byAdmin: true, content: 'hi', nonce: 'n1' },
      createdAtMs: idTimeMs(first?.id ?? '0'),
    });
    expect(second).toMatchObject({ seq: 2, kind: 'announcement', content: 'all' });
    expect(second).not.toHaveProperty('author');
    expect(second).not.toHaveProperty('nonce');
  });

  it('counts each channel by itself and moves only the heads of those written to', () => {
    const { plan } = setUp({ heads: [{}, { id: '2000', headSeq: 4 }, { id: '3000' }] });

    const seqs = [CHANNEL, '2000', CHANNEL].map((channelId) => storedSeq(plan.add(aNewMessage({ channelId }))));

    expect(seqs).toEqual([1, 5, 2]);
    expect(plan.heads.map(({ id, headSeq }) => [id, headSeq])).toEqual([
      [CHANNEL, 2],
      ['2000', 5],
    ]);
  });

  it('refuses an unknown channel', () => {
    const { plan } = setUp();

    expect(plan.add(aNewMessage({ channelId: '404' }))).toMatchObject({
      kind: 'refused',
      error: { kind: 'not_found' },
    });
    expect([plan.messages, plan.heads]).toEqual([[], []]);
  });

  it('refuses a closed channel, yet answers a repeat in it', () => {
    const first = aMessage(1, { nonce: 'n1' });
    const { plan } = setUp({
      heads: [{ headSeq: 1, closed: true }],
      firstByNonce: [[nonceKey(CHANNEL, '42', 'n1'), first]],
    });

    expect(plan.add(aNewMessage())).toMatchObject({ kind: 'refused', error: { code: 'channel_closed' } });
    expect(plan.add(aNewMessage({ nonce: 'n1' }))).toEqual({ kind: 'repeated', message: first });
    expect(plan.heads).toEqual([]);
  });

  it('answers a nonce seen before with the first message, leaving no gap', () => {
    const first = aMessage(3, { nonce: 'n1', content: 'first' });
    const { plan } = setUp({ heads: [{ headSeq: 3 }], firstByNonce: [[nonceKey(CHANNEL, '42', 'n1'), first]] });

    expect(plan.add(aNewMessage({ nonce: 'n1', content: 'other' }))).toEqual({ kind: 'repeated', message: first });
    expect(storedSeq(plan.add(aNewMessage()))).toBe(4);
  });

  it('sees a repeat within the batch', () => {
    const { plan } = setUp();

    const [first, again] = [plan.add(aNewMessage({ nonce: 'n1' })), plan.add(aNewMessage({ nonce: 'n1' }))];

    expect(again).toEqual({ kind: 'repeated', message: plan.messages[0] });
    expect(first.kind).toBe('stored');
    expect(plan.messages).toHaveLength(1);
    expect(storedSeq(plan.add(aNewMessage({ nonce: 'n2' })))).toBe(2);
  });

  it.each<[string, Partial<NewMessage>]>([
    ['another author', { author: anAuthor('bob', { userId: '43' }) }],
    ['another channel', { channelId: '2000' }],
    ['nobody', { author: undefined }],
  ])('takes the same nonce of %s for a new message', (_name, changes) => {
    const { plan } = setUp({ heads: [{}, { id: '2000' }] });
    plan.add(aNewMessage({ nonce: 'n1' }));

    expect(plan.add(aNewMessage({ nonce: 'n1', ...changes })).kind).toBe('stored');
  });

  it('makes an author wait in slow mode, to the millisecond', () => {
    const interval = { authorIntervalMs: 10_000 };
    const now = new ManualClock().nowMs();
    const lastSent = (agoMs: number) =>
      setUp({ lastSendMs: [[authorKeyOf(CHANNEL, '42'), now - agoMs]] }).plan.add(aNewMessage(interval));

    expect(lastSent(9_999)).toMatchObject({
      kind: 'refused',
      error: { kind: 'limited', code: 'slow_mode', details: { retryAfterMs: 1 } },
    });
    expect(lastSent(10_000).kind).toBe('stored');
    expect(lastSent(4_000)).toMatchObject({ error: { details: { retryAfterMs: 6_000 } } });
  });

  it('counts slow mode per author and channel, within the batch too', () => {
    const { plan } = setUp({ heads: [{}, { id: '2000' }] });
    const slow = (changes: Partial<NewMessage>) => plan.add(aNewMessage({ authorIntervalMs: 10_000, ...changes })).kind;

    expect(slow({})).toBe('stored');
    expect(slow({})).toBe('refused');
    expect(slow({ author: anAuthor('bob', { userId: '43' }) })).toBe('stored');
    expect(slow({ channelId: '2000' })).toBe('stored');
    expect(slow({ author: undefined })).toBe('stored');
    expect(plan.add(aNewMessage()).kind).toBe('stored');
  });

  it('answers a repeat in slow mode instead of making it wait', () => {
    const { plan } = setUp();
    const entry = aNewMessage({ nonce: 'n1', authorIntervalMs: 10_000 });
    plan.add(entry);

    expect(plan.add(entry).kind).toBe('repeated');
  });

  it('keeps every channel gap-free and in order, whatever is in the batch', () => {
    const entries = fc.record({
      channelId: fc.constantFrom(CHANNEL, '2000', '404', 'closed'),
      nonce: fc.option(fc.constantFrom('n1', 'n2'), { nil: undefined }),
      authorIntervalMs: fc.option(fc.constant(1_000), { nil: undefined }),
      author: fc.constantFrom(anAuthor('anna'), anAuthor('bob', { userId: '43' }), undefined),
    });

    fc.assert(
      fc.property(fc.array(entries, { maxLength: 40 }), (batch) => {
        const { plan } = setUp({ heads: [{ headSeq: 5 }, { id: '2000' }, { id: 'closed', closed: true }] });
        const outcomes = batch.map((entry) => plan.add(aNewMessage(entry)));

        for (const [channelId, head] of [
          [CHANNEL, 5],
          ['2000', 0],
          ['closed', 0],
        ] as const) {
          const inChannel = plan.messages.filter((message) => message.channelId === channelId);
          expect(inChannel.map(({ seq }) => seq)).toEqual(inChannel.map((_, index) => head + index + 1));
          expect(inChannel.map(({ id }) => id)).toEqual(inChannel.map(({ id }) => id).sort(compareIds));
        }
        expect(outcomes.filter(({ kind }) => kind === 'stored')).toHaveLength(plan.messages.length);
        for (const outcome of outcomes) {
          if (outcome.kind === 'repeated') expect(plan.messages).toContain(outcome.message);
        }
        const keys = plan.messages.flatMap(({ channelId, author, nonce }) =>
          author && nonce !== undefined ? [nonceKey(channelId, author.userId, nonce)] : [],
        );
        expect(new Set(keys).size).toBe(keys.length);
      }),
    );
  });
});
