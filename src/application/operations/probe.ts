/** Asks one part the server cannot work without whether it answers. */
export abstract class Probe {
  /** Name of the part in `/health/ready`, e.g. `database`. */
  abstract readonly name: string;
  /** Resolves when the part answered; rejects with any error when it did not, within `timeoutMs` in both cases. */
  abstract check(timeoutMs: number): Promise<void>;
}

/** The probes of this process. */
export class Probes {
  constructor(readonly all: readonly Probe[]) {}
}
