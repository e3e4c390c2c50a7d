import fc from 'fast-check';
import { compareIds, type Id, SNOWFLAKE_EPOCH_MS, SNOWFLAKE_INCREMENTS_MAX } from '../../shared/ids';
import { SnowflakeSequence } from './snowflake-sequence';

const BASE_MS = Date.UTC(2026, 0, 1);
const NO_LIMIT = Number.MAX_SAFE_INTEGER;

const made = (id: Id | undefined): Id => {
  if (id === undefined) throw new Error('the sequence refused');
  return id;
};

describe('SnowflakeSequence', () => {
  it('makes unique, increasing ids under any clock, worker number and id to move past', () => {
    const step = fc.record({
      nowMs: fc.integer({ min: BASE_MS - 100_000, max: BASE_MS + 100_000 }),
      worker: fc.integer({ min: 0, max: 1_023 }),
      afterMs: fc.option(fc.integer({ min: -200_000, max: 200_000 }), { nil: undefined }),
      afterWorkerAndIncrement: fc.integer({ min: 0, max: (1 << 22) - 1 }),
      count: fc.constantFrom(1, 2, SNOWFLAKE_INCREMENTS_MAX + 1),
    });

    fc.assert(
      fc.property(fc.array(step, { minLength: 1, maxLength: 12 }), (steps) => {
        const sequence = new SnowflakeSequence();
        let last: Id = '0';
        for (const { nowMs, worker, afterMs, afterWorkerAndIncrement, count } of steps) {
          const after =
            afterMs === undefined
              ? undefined
              : ((BigInt(BASE_MS + afterMs - SNOWFLAKE_EPOCH_MS) << 22n) | BigInt(afterWorkerAndIncrement)).toString();
          for (let index = 0; index < count; index += 1) {
            const id = made(sequence.next(worker, nowMs, NO_LIMIT, after));
            const isPast = compareIds(id, last) > 0 && (after === undefined || compareIds(id, after) > 0);
            if (!isPast || ((BigInt(id) >> 12n) & 1_023n) !== BigInt(worker)) return false;
            last = id;
          }
        }
        return true;
      }),
      { numRuns: 50 },
    );
  });

  it('moves its time on when more than 4,096 ids are made in one millisecond', () => {
    const sequence = new SnowflakeSequence();
    for (let count = 0; count <= SNOWFLAKE_INCREMENTS_MAX; count += 1) sequence.next(1, BASE_MS, NO_LIMIT);

    expect(sequence.reachedMs).toBe(BASE_MS + 1);
  });

  it('stays where it is when the limit would be passed', () => {
    const sequence = new SnowflakeSequence();
    const first = made(sequence.next(1, BASE_MS, BASE_MS));

    expect(sequence.next(1, BASE_MS + 1, BASE_MS)).toBeUndefined();
    expect(compareIds(made(sequence.next(1, BASE_MS, BASE_MS)), first)).toBe(1);
  });

  it('starts after the ids of earlier holders of its number', () => {
    const sequence = new SnowflakeSequence();
    sequence.moveAfter(BASE_MS + 50);

    expect(sequence.next(3, BASE_MS, NO_LIMIT)).toBe(
      ((BigInt(BASE_MS + 51 - SNOWFLAKE_EPOCH_MS) << 22n) | (3n << 12n)).toString(),
    );
  });
});
