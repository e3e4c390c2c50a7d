/** One entry on its way out. */
export interface OutboxDelivery {
  /** The same on every attempt, and never that of another entry, also after a backup was restored. */
  readonly deliveryId: string;
  readonly topic: string;
  readonly orderingKey: string;
  readonly eventType: string;
  readonly payload: Readonly<Record<string, unknown>>;
  /** From 1; an attempt cut off by a stop counts too. */
  readonly attempt: number;
}

/** Takes the entries of one topic to where they are due. */
export abstract class OutboxConsumer {
  abstract readonly topic: string;
  /**
   * The text to deliver, made at the first attempt from what is committed by then and kept for every later one. Absent
   * when there is nothing to deliver any more; the entry then counts as delivered.
   */
  abstract build(delivery: OutboxDelivery): Promise<string | undefined>;
  /**
   * Resolves when the outside has acknowledged. Rejects otherwise, with a {@link DeliveryError} when the reason may be
   * shown to operators. Must end soon after `signal` is aborted.
   */
  abstract deliver(delivery: OutboxDelivery, body: string, signal: AbortSignal): Promise<void>;
  /**
   * Runs in the transaction that marks the entry delivered.
   * @returns true when another entry like this one must follow at once
   */
  abstract acknowledged(delivery: OutboxDelivery, body: string): Promise<boolean>;
}

/** Why an attempt failed, in words that operators may read: no secret, no address with credentials. */
export class DeliveryError extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'DeliveryError';
  }
}
