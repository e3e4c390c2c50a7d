/** Work that exactly one process does every so often. Must be safe when run twice. */
export abstract class ScheduledJob {
  /** Unique; the database remembers under it when the job last ran. */
  abstract readonly name: string;
  /** Seconds from one start to the next at least; a start may be a second late, never early. 0: never runs. */
  abstract readonly intervalSeconds: number;
  /** Ends soon after `signal` is aborted: the process stops, or is no longer the one that runs jobs. */
  abstract run(signal: AbortSignal): Promise<void>;
}
