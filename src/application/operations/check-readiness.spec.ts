import { Logger } from '../shared/logger';
import { CheckReadiness, PROBE_TIMEOUT_MS } from './check-readiness';
import type { Probe } from './probe';
import { Probes } from './probe';
import { ServerState } from './server-state';

class ListLogger extends Logger {
  readonly warnings: unknown[] = [];
  debug(): void {}
  info(): void {}
  warn(message: string, fields?: object): void {
    this.warnings.push({ message, ...fields });
  }
  error(): void {}
}

const answering = (name: string): Probe => ({ name, check: () => Promise.resolve() });
const failing = (name: string): Probe => ({ name, check: () => Promise.reject(new Error('refused')) });

describe('CheckReadiness', () => {
  const logger = new ListLogger();
  const check = (probes: Probe[], state = new ServerState()): ReturnType<CheckReadiness['execute']> =>
    new CheckReadiness(new Probes(probes), state, logger).execute();

  it('is ready when every part answers', async () => {
    expect(await check([answering('database'), answering('redis')])).toEqual({
      status: 'ok',
      checks: { database: 'ok', redis: 'ok' },
    });
  });

  it('names the part that does not answer, and logs why', async () => {
    expect(await check([answering('database'), failing('redis')])).toEqual({
      status: 'error',
      checks: { database: 'ok', redis: 'unreachable' },
    });
    expect(logger.warnings).toEqual([expect.objectContaining({ part: 'redis', error: new Error('refused') })]);
  });

  it('gives every part the same time', async () => {
    const asked: number[] = [];
    const patient = (name: string): Probe => ({
      name,
      check: (timeoutMs) => {
        asked.push(timeoutMs);
        return Promise.resolve();
      },
    });
    await check([patient('database'), patient('redis')]);
    expect(asked).toEqual([PROBE_TIMEOUT_MS, PROBE_TIMEOUT_MS]);
  });

  it('is not ready while the process stops, and asks nobody then', async () => {
    const state = new ServerState();
    state.beginStopping();
    expect(await check([failing('database')], state)).toEqual({ status: 'stopping', checks: {} });
  });
});
