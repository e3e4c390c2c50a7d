/** Deferred work; a port so that tests decide when time passes. */
export abstract class Timers {
  /** Runs `work` once all input that is ready now has been handled. */
  abstract endOfTick(work: () => void): void;
  /** Runs `work` once after `delayMs`; the returned function cancels it. Does not keep the process alive. */
  abstract after(delayMs: number, work: () => void): () => void;
  /** Runs `work` every `intervalMs`; the returned function ends it. Does not keep the process alive. */
  abstract every(intervalMs: number, work: () => void): () => void;
}
