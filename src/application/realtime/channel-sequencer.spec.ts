import * as fc from 'fast-check';
import { created, deleted } from '../../../test/builders/messages';
import { nameOf } from '../../../test/fakes/realtime';
import { ManualTimers, settled } from '../../../test/fakes/timers';
import type { MessageCreated, MessageUpdated } from '../../domain/messaging';
import { ChannelSequencer, GAP_READ_MAX, GAP_WAIT_MS } from './channel-sequencer';
import type { ChannelEvent } from './frames';

interface Read {
  readonly range: readonly [number, number];
  answer(events: readonly MessageCreated[]): void;
  fail(error: Error): void;
}

/** A sequencer that waits for `nextSeq`, whose reads of gaps wait for the test. */
function setUp(nextSeq = 1) {
  const timers = new ManualTimers();
  const emitted: ChannelEvent[] = [];
  const reads: Read[] = [];
  const failures: unknown[] = [];
  const read = (fromSeq: number, toSeq: number): Promise<readonly MessageCreated[]> =>
    new Promise((answer, fail) => reads.push({ range: [fromSeq, toSeq], answer, fail }));
  const sequencer = new ChannelSequencer(
    nextSeq,
    (event) => emitted.push(event),
    { read },
    timers,
    (error) => failures.push(error),
  );
  return { timers, reads, failures, sequencer, names: () => emitted.map(nameOf) };
}

describe('ChannelSequencer', () => {
  it('lets messages through as they come, without a timer, while they are next', () => {
    const { sequencer, timers, names } = setUp(5);

    for (const seq of [5, 6, 7]) sequencer.accept(created(seq));

    expect(names()).toEqual(['#5', '#6', '#7']);
    expect(timers.running).toBe(0);
  });

  it('holds what is not next until the missing ones came, and reads nothing then', () => {
    const { sequencer, timers, reads, names } = setUp();

    sequencer.accept(created(3));
    sequencer.accept(created(2));
    timers.pass(GAP_WAIT_MS - 1);
    expect(names()).toEqual([]);
    sequencer.accept(created(1));
    timers.pass(GAP_WAIT_MS * 10);

    expect(names()).toEqual(['#1', '#2', '#3']);
    expect(reads).toEqual([]);
  });

  it('drops duplicates: passed ones and waiting ones', () => {
    const { sequencer, names } = setUp();

    for (const seq of [1, 1, 3, 3, 2, 3, 2]) sequencer.accept(created(seq));

    expect(names()).toEqual(['#1', '#2', '#3']);
  });

  it('waits 200 ms for a gap, then reads exactly what is missing up to the newest known', async () => {
    const { sequencer, timers, reads, names } = setUp();
    sequencer.accept(created(1));
    sequencer.accept(created(4));

    timers.pass(199);
    expect(reads).toEqual([]);
    timers.pass(1);
    expect(reads.map(({ range }) => range)).toEqual([[2, 4]]);
    reads[0]?.answer([created(2), created(3), created(4)]);
    await settled();

    expect(names()).toEqual(['#1', '#2', '#3', '#4']);
    expect(timers.running).toBe(0);
  });

  it('passes tombstones over, and a late event of one is dropped', async () => {
    const { sequencer, timers, reads, names } = setUp();
    sequencer.accept(created(5));
    timers.pass(GAP_WAIT_MS);

    reads[0]?.answer([created(2), created(5)]);
    await settled();
    sequencer.accept(created(3));
    sequencer.accept(created(6));

    expect(names()).toEqual(['#2', '#5', '#6']);
  });

  it('goes on after a gap that holds nothing but tombstones', async () => {
    const { sequencer, timers, reads, names } = setUp();
    sequencer.noticeHead(3);
    timers.pass(GAP_WAIT_MS);

    reads[0]?.answer([]);
    await settled();
    sequencer.accept(created(4));

    expect(names()).toEqual(['#4']);
  });

  it('emits what arrives during the read once, in order', async () => {
    const { sequencer, timers, reads, names } = setUp();
    sequencer.accept(created(3));
    timers.pass(GAP_WAIT_MS);

    sequencer.accept(created(1));
    sequencer.accept(created(5));
    reads[0]?.answer([created(1), created(2), created(3)]);
    await settled();
    sequencer.accept(created(4));

    expect(names()).toEqual(['#1', '#2', '#3', '#4', '#5']);
  });

  it('never lets a deletion pass the message that was the head when it committed', () => {
    const { sequencer, names } = setUp();

    sequencer.accept(deleted(1, 3));
    sequencer.accept(created(1));
    sequencer.accept(created(2));
    expect(names()).toEqual(['#1', '#2']);
    sequencer.accept(created(3));

    expect(names()).toEqual(['#1', '#2', '#3', nameOf(deleted(1, 3))]);
  });

  it('never lets an edit pass the message that was the head when it committed', () => {
    const { sequencer, names } = setUp();
    const { channelId, message } = created(1);
    const edited: MessageUpdated = { type: 'message.updated', channelId, message, headSeq: 2 };
    for (const event of [created(1), edited, created(2)]) {
      sequencer.accept(event);
    }

    expect(names()).toEqual(['#1', '#2', nameOf(edited)]);
  });

  it('lets a deletion through at once when its head has passed', () => {
    const { sequencer, names } = setUp(4);

    sequencer.accept(deleted(1, 3));

    expect(names()).toEqual([nameOf(deleted(1, 3))]);
  });

  it('reads a message that only a deletion tells of', async () => {
    const { sequencer, timers, reads, names } = setUp();
    sequencer.accept(deleted(1, 2));
    timers.pass(GAP_WAIT_MS);

    reads[0]?.answer([created(2)]);
    await settled();

    expect(reads.map(({ range }) => range)).toEqual([[1, 2]]);
    expect(names()).toEqual(['#2', nameOf(deleted(1, 2))]);
  });

  it('lets everything that has no place in the order pass at once', () => {
    const { sequencer, names } = setUp();

    sequencer.accept(created(2));
    sequencer.accept({ type: 'room.notice', channelId: '1000' });

    expect(names()).toEqual(['room.notice']);
  });

  it('reads a head that was noticed although no event came', async () => {
    const { sequencer, timers, reads, names } = setUp(7);
    sequencer.noticeHead(6);
    expect(timers.running).toBe(0);
    sequencer.noticeHead(8);
    timers.pass(GAP_WAIT_MS);

    reads[0]?.answer([created(7), created(8)]);
    await settled();

    expect(names()).toEqual(['#7', '#8']);
  });

  it('tries a failed read again after the same wait, and tells each failure', async () => {
    const { sequencer, timers, reads, failures, names } = setUp();
    sequencer.accept(created(2));
    timers.pass(GAP_WAIT_MS);
    const failure = new Error('the database is away');

    reads[0]?.fail(failure);
    await settled();
    expect(failures).toEqual([failure]);
    timers.pass(GAP_WAIT_MS);
    reads[1]?.answer([created(1), created(2)]);
    await settled();

    expect(names()).toEqual(['#1', '#2']);
    expect(timers.running).toBe(0);
  });

  it('fills a large gap in steps', async () => {
    const { sequencer, timers, reads, names } = setUp();
    const head = GAP_READ_MAX + 2;
    sequencer.noticeHead(head);
    timers.pass(GAP_WAIT_MS);
    reads[0]?.answer(Array.from({ length: GAP_READ_MAX }, (_, index) => created(index + 1)));
    await settled();
    timers.pass(GAP_WAIT_MS);
    reads[1]?.answer([created(head - 1), created(head)]);
    await settled();

    expect(reads.map(({ range }) => range)).toEqual([
      [1, GAP_READ_MAX],
      [GAP_READ_MAX + 1, head],
    ]);
    expect(names()).toHaveLength(head);
  });

  it('does nothing any more once closed: no timer, nothing from a read under way, no retry', async () => {
    const waiting = setUp();
    waiting.sequencer.accept(created(2));
    waiting.sequencer.close();
    waiting.timers.pass(GAP_WAIT_MS);
    expect(waiting.reads).toEqual([]);

    const reading = setUp();
    reading.sequencer.accept(created(2));
    reading.sequencer.accept(deleted(1, 2));
    reading.timers.pass(GAP_WAIT_MS);
    reading.sequencer.close();
    reading.reads[0]?.answer([created(1), created(2)]);
    await settled();
    expect(reading.names()).toEqual([]);

    const failing = setUp();
    failing.sequencer.accept(created(2));
    failing.timers.pass(GAP_WAIT_MS);
    failing.sequencer.close();
    failing.reads[0]?.fail(new Error('the database is away'));
    await settled();
    failing.sequencer.noticeHead(9);
    failing.timers.pass(GAP_WAIT_MS);
    expect(failing.reads).toHaveLength(1);
    expect(failing.timers.running).toBe(0);
  });
});

/** What happens to the messages 1..n of a channel on their way: order, losses, doubles, deletions, pauses between. */
const journeys = fc.integer({ min: 1, max: 30 }).chain((count) => {
  const seqs = Array.from({ length: count }, (_, index) => index + 1);
  return fc.record({
    count: fc.constant(count),
    order: fc.shuffledSubarray(seqs, { minLength: 0, maxLength: count }),
    repeated: fc.subarray(seqs),
    buried: fc.subarray(seqs),
    deletionHeads: fc.uniqueArray(fc.integer({ min: 1, max: count }), { maxLength: 5 }),
    pauses: fc.array(fc.integer({ min: 0, max: 150 }), { maxLength: 40 }),
    failingReads: fc.integer({ min: 0, max: 2 }),
  });
});

type Journey = typeof journeys extends fc.Arbitrary<infer Value> ? Value : never;

async function travel(journey: Journey): Promise<ChannelEvent[]> {
  const { count, order, repeated, buried, deletionHeads, pauses } = journey;
  const timers = new ManualTimers();
  const emitted: ChannelEvent[] = [];
  let failuresLeft = journey.failingReads;
  const read = async (fromSeq: number, toSeq: number): Promise<readonly MessageCreated[]> => {
    await Promise.resolve();
    if (failuresLeft > 0) {
      failuresLeft -= 1;
      throw new Error('the database is away');
    }
    const range = Array.from({ length: toSeq - fromSeq + 1 }, (_, index) => fromSeq + index);
    return range.filter((seq) => !buried.includes(seq)).map((seq) => created(seq));
  };
  const sequencer = new ChannelSequencer(
    1,
    (event) => emitted.push(event),
    { read },
    timers,
    () => undefined,
  );
  const deletions = deletionHeads.map((headSeq) => deleted(headSeq, headSeq));
  const events = [...order.map((seq) => created(seq)), ...repeated.map((seq) => created(seq)), ...deletions];
  for (const [index, event] of events.entries()) {
    sequencer.accept(event);
    timers.pass(pauses[index] ?? 0);
    if (pauses[index]) await settled();
  }
  sequencer.noticeHead(count);
  for (let round = 0; round < 2 + journey.failingReads; round += 1) {
    timers.pass(GAP_WAIT_MS);
    await settled();
  }
  return emitted;
}

describe('ChannelSequencer, for every order of delivery and every loss', () => {
  it('emits each existing message exactly once, in order, and deletions after their head', async () => {
    await fc.assert(
      fc.asyncProperty(journeys, async (journey) => {
        const emitted = await travel(journey);
        const seqs = emitted.flatMap((event) => ('message' in event ? [(event as MessageCreated).message.seq] : []));
        // A deleted message is seen when its event came in time, never more than once.
        const required = Array.from({ length: journey.count }, (_, index) => index + 1).filter(
          (seq) => !journey.buried.includes(seq),
        );

        expect(seqs).toEqual([...new Set(seqs)].sort((a, b) => a - b));
        expect(seqs).toEqual(expect.arrayContaining(required));
        const places = new Map(emitted.map((event, place) => [nameOf(event), place]));
        for (const headSeq of journey.deletionHeads) {
          const deletionAt = places.get(nameOf(deleted(headSeq, headSeq))) ?? -1;
          expect(deletionAt).toBeGreaterThanOrEqual(0);
          for (const seq of seqs.filter((one) => one <= headSeq)) {
            expect(places.get(`#${seq}`)).toBeLessThan(deletionAt);
          }
        }
      }),
    );
  });
});
