import { Injectable } from '@nestjs/common';
import { collectDefaultMetrics, Counter, Gauge, Histogram, Registry } from 'prom-client';
import { MetricsReport } from '../../application/operations/metrics-report';
import { Logger } from '../../application/shared/logger';
import type { Dialect, Transport } from '../../application/shared/metrics';
import { Metrics } from '../../application/shared/metrics';

const NAME_PREFIX = 'guildhall_';
const GAUGE_READ_TIMEOUT_MS = 2_000;
const SEND_SECONDS_BUCKETS = [0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5];
const REQUEST_SECONDS_BUCKETS = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];

let ofProcess: Registry | undefined;

/**
 * What prom-client tells of the process, e.g. `nodejs_eventloop_lag_seconds`. Once: its observers cannot be taken back,
 * and would hold every server that was ever started in the process.
 */
function processRegistry(): Registry {
  if (ofProcess) return ofProcess;
  ofProcess = new Registry();
  collectDefaultMetrics({ register: ofProcess });
  return ofProcess;
}

/** Metrics in Prometheus' text form, with those of the process. */
@Injectable()
export class PrometheusMetrics extends Metrics implements MetricsReport {
  private readonly registry = new Registry();
  private readonly connections = new Gauge({
    name: 'guildhall_connections',
    help: 'Open sockets',
    labelNames: ['dialect', 'transport'],
    registers: [this.registry],
  });
  private readonly closed = new Counter({
    name: 'guildhall_connections_closed_total',
    help: 'Sockets that were closed, by reason',
    labelNames: ['dialect', 'transport', 'reason'],
    registers: [this.registry],
  });
  private readonly deliveries = new Counter({
    name: 'guildhall_deliveries_total',
    help: 'Frames handed to sockets',
    labelNames: ['dialect'],
    registers: [this.registry],
  });
  private readonly sends = new Histogram({
    name: 'guildhall_send_duration_seconds',
    help: 'Time from the call of a send until its acknowledgement',
    buckets: SEND_SECONDS_BUCKETS,
    registers: [this.registry],
  });
  private readonly limits = new Counter({
    name: 'guildhall_limits_reached_total',
    help: 'Named maxima that were reached',
    labelNames: ['limit'],
    registers: [this.registry],
  });
  private readonly requests = new Histogram({
    name: 'guildhall_http_request_duration_seconds',
    help: 'Time until an HTTP request was answered',
    labelNames: ['method', 'status'],
    buckets: REQUEST_SECONDS_BUCKETS,
    registers: [this.registry],
  });

  constructor(private readonly logger: Logger) {
    super();
    processRegistry();
  }

  get contentType(): string {
    return this.registry.contentType;
  }

  async text(): Promise<string> {
    const texts = await Promise.all([processRegistry().metrics(), this.registry.metrics()]);
    return texts.join('\n');
  }

  connectionOpened(dialect: Dialect, transport: Transport): void {
    this.connections.inc({ dialect, transport });
  }

  connectionClosed(dialect: Dialect, transport: Transport, reason: string): void {
    this.connections.dec({ dialect, transport });
    this.closed.inc({ dialect, transport, reason });
  }

  delivered(dialect: Dialect, count: number): void {
    this.deliveries.inc({ dialect }, count);
  }

  messageSent(seconds: number): void {
    this.sends.observe(seconds);
  }

  limitReached(limit: string): void {
    this.limits.inc({ limit });
  }

  /** `status` is counted by its class (`2xx`), so that the number of series stays small. */
  requestAnswered(method: string, status: number, seconds: number): void {
    this.requests.observe({ method, status: `${Math.floor(status / 100)}xx` }, seconds);
  }

  /** A name without the prefix `guildhall_` gets it. A read that fails or takes too long leaves the last value. */
  gauge(name: string, help: string, read: () => number | Promise<number>): void {
    const fullName = name.startsWith(NAME_PREFIX) ? name : `${NAME_PREFIX}${name}`;
    const logger = this.logger;
    new Gauge({
      name: fullName,
      help,
      registers: [this.registry],
      async collect() {
        try {
          this.set(await within(GAUGE_READ_TIMEOUT_MS, read));
        } catch (error) {
          logger.debug('a gauge could not be read', { gauge: fullName, error });
        }
      },
    });
  }
}

async function within(timeoutMs: number, read: () => number | Promise<number>): Promise<number> {
  let timer: NodeJS.Timeout | undefined;
  const deadline = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => reject(new Error(`not read within ${timeoutMs} ms`)), timeoutMs);
  });
  try {
    return await Promise.race([read(), deadline]);
  } finally {
    clearTimeout(timer);
  }
}
