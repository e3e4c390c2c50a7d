import { Logger } from '../../src/application/shared/logger';
import { Metrics } from '../../src/application/shared/metrics';

/** Keeps what is logged, says nothing. */
export class SilentLogger extends Logger {
  readonly problems: string[] = [];
  /** Fields of what was logged as information. */
  readonly notes: unknown[] = [];

  debug(): void {}

  info(_message: string, fields?: Readonly<Record<string, unknown>>): void {
    this.notes.push(fields);
  }

  warn(message: string): void {
    this.problems.push(message);
  }

  error(message: string): void {
    this.problems.push(message);
  }
}

/** Counts the limits that were reached. */
export class SilentMetrics extends Metrics {
  readonly limits: string[] = [];

  connectionOpened(): void {}

  connectionClosed(): void {}

  delivered(): void {}

  messageSent(): void {}

  limitReached(limit: string): void {
    this.limits.push(limit);
  }

  gauge(): void {}
}
