/** What keeps the database small and quick. */
export abstract class Housekeeping {
  /** Deletes outbox entries whose time is over; returns how many. Ends early when `signal` is aborted. */
  abstract cleanOutbox(signal: AbortSignal): Promise<number>;
  /** Deletes invalidations that every process has read long ago; returns how many. */
  abstract cleanInvalidations(): Promise<number>;
  /** What a database server does by itself and the embedded one does not. */
  abstract maintain(): Promise<void>;
  /** Whether {@link maintain} does anything. */
  abstract readonly needsMaintenance: boolean;
}
