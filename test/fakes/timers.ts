import { Timers } from '../../src/application/shared/timers';
import { ManualClock } from './rooms-platform';

interface Timer {
  dueAtMs: number;
  readonly intervalMs: number | undefined;
  readonly work: () => void;
}

/** Time passes when a test says so; it moves the clock along. */
export class ManualTimers extends Timers {
  private readonly timers = new Set<Timer>();
  private tick: (() => void)[] = [];

  constructor(readonly clock = new ManualClock()) {
    super();
  }

  /** Timers that have not run or been cancelled. */
  get running(): number {
    return this.timers.size;
  }

  /** Works waiting for the end of the tick. */
  get waitingForTick(): number {
    return this.tick.length;
  }

  endOfTick(work: () => void): void {
    this.tick.push(work);
  }

  after(delayMs: number, work: () => void): () => void {
    return this.start({ dueAtMs: this.clock.nowMs() + delayMs, intervalMs: undefined, work });
  }

  every(intervalMs: number, work: () => void): () => void {
    return this.start({ dueAtMs: this.clock.nowMs() + intervalMs, intervalMs, work });
  }

  /** All input of the tick has been handled. */
  endTick(): void {
    const due = this.tick;
    this.tick = [];
    for (const work of due) work();
  }

  /** Lets `milliseconds` pass; what falls due runs in the order of its time. */
  pass(milliseconds: number): void {
    const untilMs = this.clock.nowMs() + milliseconds;
    for (let next = this.nextUntil(untilMs); next; next = this.nextUntil(untilMs)) {
      this.clock.advance(Math.max(0, next.dueAtMs - this.clock.nowMs()));
      if (next.intervalMs === undefined) this.timers.delete(next);
      else next.dueAtMs += next.intervalMs;
      next.work();
    }
    this.clock.advance(untilMs - this.clock.nowMs());
  }

  private start(timer: Timer): () => void {
    this.timers.add(timer);
    return () => {
      this.timers.delete(timer);
    };
  }

  private nextUntil(untilMs: number): Timer | undefined {
    let next: Timer | undefined;
    for (const timer of this.timers) {
      if (timer.dueAtMs <= untilMs && (!next || timer.dueAtMs < next.dueAtMs)) next = timer;
    }
    return next;
  }
}

/** Resolves once every promise that can go on without new input has gone on. */
export const settled = (): Promise<void> =>
  new Promise((resolve) => {
    setImmediate(resolve);
  });
