import { unavailable } from '../../../shared/errors';

export type Release = () => void;

interface Waiter {
  readonly grant: () => void;
  readonly timer: NodeJS.Timeout;
}

/**
 * The embedded database has one session. Whoever holds this mutex has the session for one statement or one whole
 * transaction; the others wait in order of arrival.
 */
export class SessionMutex {
  private held = false;
  private readonly waiters = new Set<Waiter>();

  /**
   * Resolves with the function that gives the session back; calling it again does nothing.
   * @param timeoutMs most milliseconds to wait
   * @throws AppError `unavailable` when the wait is over: usually a query that was not given the manager of the
   *   transaction it runs in, and so waits for itself.
   */
  acquire(timeoutMs: number): Promise<Release> {
    if (!this.held) {
      this.held = true;
      return Promise.resolve(this.releaseOnce());
    }
    return new Promise((resolve, reject) => {
      const waiter: Waiter = {
        grant: () => {
          clearTimeout(waiter.timer);
          this.waiters.delete(waiter);
          resolve(this.releaseOnce());
        },
        timer: setTimeout(() => {
          this.waiters.delete(waiter);
          reject(unavailable(`waited ${timeoutMs} ms for another transaction on the embedded database`));
        }, timeoutMs),
      };
      this.waiters.add(waiter);
    });
  }

  get waiting(): number {
    return this.waiters.size;
  }

  private releaseOnce(): Release {
    let released = false;
    return () => {
      if (released) return;
      released = true;
      const [next] = this.waiters;
      if (next) next.grant();
      else this.held = false;
    };
  }
}
