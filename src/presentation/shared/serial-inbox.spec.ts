import * as fc from 'fast-check';
import { settled } from '../../../test/fakes/timers';
import { type HandedOver, INBOX_IN_FLIGHT_MAX, SerialInbox } from './serial-inbox';

type Frame = string | undefined;

interface Begun {
  readonly frame: Frame;
  /** The work is done. */
  finish(): void;
  /** The order is kept, the work goes on; the returned function ends it, well or badly. */
  handOver(): (failure?: Error) => void;
}

/** An inbox whose work is done by the test. */
function setUp() {
  const begun: Begun[] = [];
  const pressure: boolean[] = [];
  const handle = (frame: Frame): Promise<HandedOver | undefined> =>
    new Promise((resolve) => {
      begun.push({
        frame,
        finish: () => resolve(undefined),
        handOver: () => {
          let end: (failure?: Error) => void = () => undefined;
          const settledWork = new Promise<void>((done, fail) => {
            end = (failure) => (failure ? fail(failure) : done());
          });
          resolve({ settled: settledWork });
          return end;
        },
      });
    });
  const inbox = new SerialInbox<Frame>(handle, (pause) => pressure.push(pause));
  return { inbox, begun, pressure, frames: () => begun.map(({ frame }) => frame) };
}

describe('SerialInbox', () => {
  it('begins a frame at once, and the next one only when it is done', async () => {
    const { inbox, begun, frames } = setUp();
    inbox.push('a');
    inbox.push('b');
    expect(frames()).toEqual(['a']);
    expect(inbox.depth).toBe(1);
    await settled();
    expect(frames()).toEqual(['a']);

    begun[0]?.finish();
    await settled();
    expect(frames()).toEqual(['a', 'b']);
    expect(inbox.depth).toBe(0);
  });

  it('begins the next frame once the one before was handed over', async () => {
    const { inbox, begun, frames } = setUp();
    for (const frame of ['a', 'b', 'c']) inbox.push(frame);

    begun[0]?.handOver();
    await settled();
    expect(frames()).toEqual(['a', 'b']);
    begun[1]?.finish();
    await settled();
    expect(frames()).toEqual(['a', 'b', 'c']);
  });

  it('works on a frame whose value is undefined, and on those behind it', async () => {
    const { inbox, begun, frames } = setUp();
    inbox.push('a');
    inbox.push(undefined);
    inbox.push('b');
    for (const index of [0, 1]) {
      begun[index]?.finish();
      await settled();
    }

    expect(frames()).toEqual(['a', undefined, 'b']);
  });

  it('pauses reading with 64 frames under way and goes on below', async () => {
    const { inbox, begun, pressure, frames } = setUp();
    const ends: ((failure?: Error) => void)[] = [];
    for (let index = 0; index < INBOX_IN_FLIGHT_MAX; index += 1) {
      expect(pressure).toEqual([]);
      inbox.push(String(index));
      await settled();
      ends.push(begun[index]?.handOver() ?? (() => undefined));
      await settled();
    }
    expect(pressure).toEqual([true]);
    inbox.push('one more');
    await settled();
    expect(frames()).toHaveLength(INBOX_IN_FLIGHT_MAX);

    ends[0]?.();
    await settled();
    expect(frames().at(-1)).toBe('one more');
    expect(pressure).toEqual([true]);
    begun.at(-1)?.finish();
    await settled();
    expect(pressure).toEqual([true, false]);
  });

  it('counts work that failed as done', async () => {
    const { inbox, begun, pressure } = setUp();
    inbox.push('a');
    const end = begun[0]?.handOver();
    for (let index = 1; index < INBOX_IN_FLIGHT_MAX; index += 1) inbox.push(String(index));
    expect(pressure).toEqual([true]);
    await settled();

    end?.(new Error('failed'));
    await settled();
    expect(pressure).toEqual([true, false]);
  });

  it('forgets what was not begun', async () => {
    const { inbox, begun, frames } = setUp();
    for (const frame of ['a', 'b', 'c']) inbox.push(frame);

    inbox.clear();
    begun[0]?.finish();
    await settled();
    expect(frames()).toEqual(['a']);
    inbox.push('d');
    expect(frames()).toEqual(['a', 'd']);
  });

  it('keeps the order and the bound for every course of the work', async () => {
    const actions = fc.array(
      fc.oneof(
        { weight: 6, arbitrary: fc.constant('push' as const) },
        { weight: 2, arbitrary: fc.constant('finish' as const) },
        { weight: 5, arbitrary: fc.constant('hand over' as const) },
        { weight: 2, arbitrary: fc.constant('end' as const) },
      ),
      { maxLength: 300 },
    );

    await fc.assert(
      fc.asyncProperty(actions, async (script) => {
        const { inbox, begun, pressure, frames } = setUp();
        const running: (() => void)[] = [];
        const wrong: object[] = [];
        let [pushed, working] = [0, 0];
        const act = {
          push: () => {
            inbox.push(String(pushed));
            pushed += 1;
          },
          finish: () => begun[working]?.finish(),
          'hand over': () => {
            const end = begun[working]?.handOver();
            if (end) running.push(end);
          },
          end: () => running.shift()?.(),
        };
        for (const action of [...script, ...Array.from({ length: 400 }, () => ['finish', 'end'] as const).flat()]) {
          const current = begun.length;
          act[action]();
          if (working < current && (action === 'finish' || action === 'hand over')) working += 1;
          await settled();
          // The frame being worked on is the newest one begun.
          const atWork = begun.length - working;
          const waiting = running.length + (pushed - working);
          const isRight =
            atWork <= 1 &&
            running.length + atWork <= INBOX_IN_FLIGHT_MAX &&
            (pressure.at(-1) ?? false) === waiting >= INBOX_IN_FLIGHT_MAX;
          if (!isRight) wrong.push({ action, atWork, running: running.length, waiting, pressure: pressure.at(-1) });
        }
        expect(wrong).toEqual([]);
        expect(frames()).toEqual(Array.from({ length: pushed }, (_, index) => String(index)));
        expect(inbox.depth).toBe(0);
      }),
      { numRuns: 30 },
    );
  });
});
