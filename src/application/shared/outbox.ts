/** A durable fact to be handed to the outside: written with the transaction that made it true, delivered at least once. */
export interface OutboxEntry {
  /** Names the consumer, e.g. `room-sync`. */
  readonly topic: string;
  /** Entries of one key are delivered strictly one after the other, in the order of their commits. */
  readonly orderingKey: string;
  readonly eventType: string;
  /**
   * At most one pending entry of a topic has this key. Enqueueing again while the pending one has not been tried yet
   * adds nothing; once it has been tried, its body is old, and another run follows it.
   */
  readonly coalescingKey?: string;
  /** The first attempt, which builds the body, is made no sooner; absent: at once. */
  readonly delayMs?: number;
  /** What the consumer needs to build the body at the first attempt; small, no secrets. */
  readonly payload: Readonly<Record<string, unknown>>;
}

/** Entries of one `enqueueAll` at most. */
export const OUTBOX_ENTRIES_MAX = 1_000;

export abstract class Outbox {
  /** Adds a row in the running transaction; throws when called outside `UnitOfWork.run`. The relay wakes after commit. */
  abstract enqueue(entry: OutboxEntry): Promise<void>;
  /** As {@link enqueue} for up to {@link OUTBOX_ENTRIES_MAX} entries, of which no two have the same coalescing key. */
  abstract enqueueAll(entries: readonly OutboxEntry[]): Promise<void>;
}
