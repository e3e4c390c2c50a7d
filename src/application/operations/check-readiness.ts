import { Injectable } from '@nestjs/common';
import { Logger } from '../shared/logger';
import type { Probe } from './probe';
import { Probes } from './probe';
import { ServerState } from './server-state';

export const PROBE_TIMEOUT_MS = 2_000;

export interface Readiness {
  readonly status: 'ok' | 'error' | 'stopping';
  /** One entry per probe, by its name. */
  readonly checks: Readonly<Record<string, 'ok' | 'unreachable'>>;
}

/** Tells whether a load balancer may send work here: every part answers and the process is not stopping. */
@Injectable()
export class CheckReadiness {
  constructor(
    private readonly probes: Probes,
    private readonly state: ServerState,
    private readonly logger: Logger,
  ) {}

  async execute(): Promise<Readiness> {
    if (this.state.stopping) return { status: 'stopping', checks: {} };
    const results = await Promise.all(this.probes.all.map((probe) => this.ask(probe)));
    const isReady = results.every(([, result]) => result === 'ok');
    return { status: isReady ? 'ok' : 'error', checks: Object.fromEntries(results) };
  }

  private async ask(probe: Probe): Promise<[string, 'ok' | 'unreachable']> {
    try {
      await probe.check(PROBE_TIMEOUT_MS);
      return [probe.name, 'ok'];
    } catch (error) {
      this.logger.warn('a part the server needs does not answer', { part: probe.name, error });
      return [probe.name, 'unreachable'];
    }
  }
}
