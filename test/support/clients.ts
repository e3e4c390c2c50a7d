/** Only to say what a client waited for in vain; no test is about time. */
const WAIT_MAX_MS = 20_000;
const SHOWN_MAX = 2_000;

interface Waiter<Entry> {
  readonly matches: (entry: Entry) => boolean;
  readonly resolve: (entry: Entry) => void;
}

/** What a client has received. `take` hands out each entry once, so that a test speaks of the next one of its kind. */
export class Received<Entry> {
  readonly all: Entry[] = [];
  private readonly untaken: Entry[] = [];
  private readonly waiters = new Set<Waiter<Entry>>();

  add(entry: Entry): void {
    this.all.push(entry);
    for (const waiter of this.waiters) {
      if (!waiter.matches(entry)) continue;
      this.waiters.delete(waiter);
      waiter.resolve(entry);
      return;
    }
    this.untaken.push(entry);
  }

  /** The first entry that matches and was not taken before, now or when it comes. */
  take(matches: (entry: Entry) => boolean, what: string): Promise<Entry> {
    const index = this.untaken.findIndex(matches);
    if (index >= 0) return Promise.resolve(this.untaken.splice(index, 1)[0]);
    return new Promise((resolve, reject) => {
      const waiter: Waiter<Entry> = {
        matches,
        resolve: (entry) => {
          clearTimeout(timer);
          resolve(entry);
        },
      };
      const timer = setTimeout(() => {
        this.waiters.delete(waiter);
        const seen = JSON.stringify(this.all.slice(-20)).slice(0, SHOWN_MAX);
        reject(new Error(`${what} did not come; the last of ${this.all.length} received: ${seen}`));
      }, WAIT_MAX_MS);
      // A client that was refused waits for nothing any more.
      timer.unref();
      this.waiters.add(waiter);
    });
  }
}

/** Polls a condition that no event tells of, such as a metric; the pauses only spare the processor. */
export async function until(condition: () => boolean | Promise<boolean>, what: string): Promise<void> {
  const deadline = performance.now() + WAIT_MAX_MS;
  while (!(await condition())) {
    if (performance.now() > deadline) throw new Error(`${what} did not become true`);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

export interface MessageJson {
  readonly id: string;
  readonly from: string | null;
  readonly nickname: string | null;
  readonly content: string;
  readonly is_admin: boolean;
  readonly created_at: string;
  readonly nonce?: string;
}

export interface ErrorJson {
  readonly code: string;
  readonly message: string;
  readonly field?: string;
  readonly retry_after_ms?: number;
}

export interface RoomJson {
  readonly room_id: string;
  readonly current_users: number;
  readonly peak_users: number;
}
