import { until } from './until';

interface Emitter {
  on(name: string, listener: (...values: unknown[]) => void): unknown;
}

/** Everything that a library's client said, so that a test can ask for it before or after it happens. */
export class EventLog {
  private readonly seen = new Map<string, unknown[][]>();

  constructor(emitter: Emitter, names: readonly string[]) {
    for (const name of names) {
      const values: unknown[][] = [];
      this.seen.set(name, values);
      emitter.on(name, (...event: unknown[]) => void values.push(event));
    }
  }

  /** The first event of this name that fits. */
  next<Values extends unknown[]>(name: string, fits: (...values: Values) => boolean = () => true): Promise<Values> {
    return until(() => this.of<Values>(name).find((values) => fits(...values)), `the event ${name}`);
  }

  /** All events of this name so far. */
  of<Values extends unknown[]>(name: string): Values[] {
    const seen = this.seen.get(name);
    if (!seen) throw new Error(`nobody listens to ${name}`);
    return seen as Values[];
  }
}
