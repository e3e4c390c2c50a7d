import type { DynamicModule, OnApplicationShutdown, Provider } from '@nestjs/common';
import { Global, Module } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { MetricsReport } from '../application/operations/metrics-report';
import { type Probe, Probes } from '../application/operations/probe';
import { ServerInfo } from '../application/operations/server-info';
import { ServerState } from '../application/operations/server-state';
import { Clock } from '../application/shared/clock';
import { Logger } from '../application/shared/logger';
import { Metrics } from '../application/shared/metrics';
import { RateLimiter } from '../application/shared/rate-limiter';
import { readServerInfo } from '../config/server-info';
import type { Settings } from '../config/settings';
import { settingProviders } from '../config/settings';
import { FlexibleRateLimiter } from '../infrastructure/limits/flexible-rate-limiter';
import { PinoLog } from '../infrastructure/logging/pino-log';
import { PrometheusMetrics } from '../infrastructure/metrics/prometheus-metrics';
import type { Database } from '../infrastructure/persistence/database';
import { RedisConnection } from '../infrastructure/redis/redis-connection';
import { SystemClock } from '../infrastructure/time/system-clock';
import { AllowedMethods } from '../presentation/shared/allowed-methods';
import { HttpErrorPresenters } from '../presentation/shared/http-error-presenters';
import { HttpErrors } from '../presentation/shared/http-errors';
import { UnreadAnswers } from '../presentation/shared/unread-answers';

/** The open database, for what needs more of it than its `DataSource`. */
export class DatabaseHandle {
  constructor(readonly database: Database) {}
}

/** The connection to Redis, when one is configured. */
export abstract class OptionalRedis {
  abstract readonly connection?: RedisConnection;
}

const providers: Provider[] = [
  ServerState,
  AllowedMethods,
  HttpErrorPresenters,
  HttpErrors,
  UnreadAnswers,
  PrometheusMetrics,
  { provide: ServerInfo, useFactory: readServerInfo },
  { provide: Logger, useExisting: PinoLog },
  { provide: Metrics, useExisting: PrometheusMetrics },
  { provide: MetricsReport, useExisting: PrometheusMetrics },
  { provide: Clock, useClass: SystemClock },
];

/**
 * What every context needs of the process: settings, log, metrics, clock, database.
 *
 * Order of a stop, which Nest runs from the root module to the global ones:
 * 1. `onModuleDestroy`: the root module marks the process as stopping (readiness and new requests get 503), then the
 *    features stop taking work (no new jobs, no new claims).
 * 2. `beforeApplicationShutdown`: sockets are told to reconnect and closed, and writers flush what is still queued.
 * 3. Nest closes Socket.IO and the HTTP server, which waits a few seconds for requests that are being answered.
 * 4. `onApplicationShutdown`: features first. This module is global and imported first, so it comes last: Redis, then the
 *    database, which nobody needs any more.
 */
@Global()
@Module({})
export class PlatformModule implements OnApplicationShutdown {
  constructor(
    private readonly redis: OptionalRedis,
    private readonly handle: DatabaseHandle,
  ) {}

  /** Takes over the database: closing the application closes it. */
  static register(settings: Settings, log: PinoLog, database: Database): DynamicModule {
    const ofProcess: Provider[] = [
      ...settingProviders(settings),
      { provide: PinoLog, useValue: log },
      { provide: DatabaseHandle, useValue: new DatabaseHandle(database) },
      { provide: DataSource, useValue: database.dataSource },
      { provide: OptionalRedis, useFactory: () => openRedis(settings.redis.url, log) },
      {
        provide: RateLimiter,
        useFactory: ({ connection }: OptionalRedis) => new FlexibleRateLimiter(connection?.client),
        inject: [OptionalRedis],
      },
      {
        provide: Probes,
        useFactory: (redis: OptionalRedis) => new Probes(probes(database, redis)),
        inject: [OptionalRedis],
      },
    ];
    const all = [...providers, ...ofProcess];
    return { module: PlatformModule, providers: all, exports: all };
  }

  async onApplicationShutdown(): Promise<void> {
    this.redis.connection?.close();
    await this.handle.database.close();
  }
}

function probes(database: Database, { connection }: OptionalRedis): Probe[] {
  const databaseProbe: Probe = { name: 'database', check: (timeoutMs) => database.ping(timeoutMs) };
  return connection ? [databaseProbe, connection] : [databaseProbe];
}

const openRedis = async (url: string | undefined, log: PinoLog): Promise<OptionalRedis> =>
  url === undefined ? {} : { connection: await RedisConnection.open(url, log) };
