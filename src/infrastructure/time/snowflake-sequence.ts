import {
  type Id,
  idTimeMs,
  SNOWFLAKE_EPOCH_MS,
  SNOWFLAKE_INCREMENTS_MAX,
  SNOWFLAKE_TIME_SHIFT,
  SNOWFLAKE_WORKER_SHIFT,
} from '../../shared/ids';

/**
 * A hybrid logical clock: its time is the wall clock's as long as that moves forward, and its own otherwise. So ids
 * increase also when the wall clock is set back, when more than 4,096 are made in one millisecond, and past any id
 * that another process made.
 */
export class SnowflakeSequence {
  private timeMs = SNOWFLAKE_EPOCH_MS;
  private increment = -1;
  private last = 0n;

  /** The logical time: no id made so far is of a later millisecond. */
  get reachedMs(): number {
    return this.timeMs;
  }

  /** Later ids are of a millisecond after `timeMs`. */
  moveAfter(timeMs: number): void {
    if (timeMs < this.timeMs) return;
    this.timeMs = timeMs + 1;
    this.increment = -1;
  }

  /** Greater than every id before and than `after`. Nothing moves when `limitMs` is passed: then the answer is absent. */
  next(workerNumber: number, nowMs: number, limitMs: number, after?: Id): Id | undefined {
    let timeMs = Math.max(this.timeMs, Math.floor(nowMs));
    let increment = timeMs > this.timeMs ? 0 : this.increment + 1;
    if (increment >= SNOWFLAKE_INCREMENTS_MAX) {
      timeMs += 1;
      increment = 0;
    }
    let id = compose(timeMs, workerNumber, increment);
    if ((after !== undefined && id <= BigInt(after)) || id <= this.last) {
      // Another worker's id of this millisecond may be greater by its worker number: the next millisecond never is.
      timeMs = Math.max(timeMs, after === undefined ? timeMs : idTimeMs(after)) + 1;
      increment = 0;
      id = compose(timeMs, workerNumber, increment);
    }
    if (timeMs > limitMs) return undefined;
    this.timeMs = timeMs;
    this.increment = increment;
    this.last = id;
    return id.toString();
  }
}

function compose(timeMs: number, workerNumber: number, increment: number): bigint {
  return (
    (BigInt(timeMs - SNOWFLAKE_EPOCH_MS) << SNOWFLAKE_TIME_SHIFT) |
    (BigInt(workerNumber) << SNOWFLAKE_WORKER_SHIFT) |
    BigInt(increment)
  );
}
