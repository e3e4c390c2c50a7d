import { Global, Module, type OnApplicationShutdown, type Provider } from '@nestjs/common';
import { Clock } from '../application/shared/clock';
import { EventBus } from '../application/shared/event-bus';
import { IdGenerator } from '../application/shared/id-generator';
import { Invalidations } from '../application/shared/invalidations';
import { LiveProcesses } from '../application/shared/live-processes';
import { Logger } from '../application/shared/logger';
import { ProcessIdentity } from '../application/shared/process-identity';
import { Timers } from '../application/shared/timers';
import { UnitOfWork } from '../application/shared/unit-of-work';
import { InProcessEventBus } from '../infrastructure/events/in-process-event-bus';
import { InvalidationHub } from '../infrastructure/persistence/invalidation-hub';
import { WorkerLeaseStore } from '../infrastructure/persistence/platform/worker-lease.store';
import { PreparedQueries } from '../infrastructure/persistence/prepared-queries';
import { TransactionContext } from '../infrastructure/persistence/transaction-context';
import { TypeOrmUnitOfWork } from '../infrastructure/persistence/typeorm-unit-of-work';
import { NodeTimers } from '../infrastructure/time/node-timers';
import { RandomProcessIdentity } from '../infrastructure/security/random-process-identity';
import { SnowflakeIdGenerator } from '../infrastructure/time/snowflake-id-generator';
import { DatabaseHandle } from './platform.module';

const providers: Provider[] = [
  TransactionContext,
  InvalidationHub,
  WorkerLeaseStore,
  PreparedQueries,
  { provide: Timers, useClass: NodeTimers },
  { provide: EventBus, useClass: InProcessEventBus },
  { provide: UnitOfWork, useClass: TypeOrmUnitOfWork },
  { provide: Invalidations, useExisting: InvalidationHub },
  { provide: ProcessIdentity, useClass: RandomProcessIdentity },
  {
    provide: SnowflakeIdGenerator,
    inject: [WorkerLeaseStore, ProcessIdentity, Clock, Timers, Logger, DatabaseHandle],
    useFactory: startIdGenerator,
  },
  { provide: IdGenerator, useExisting: SnowflakeIdGenerator },
  {
    provide: LiveProcesses,
    inject: [SnowflakeIdGenerator],
    useFactory: (ids: SnowflakeIdGenerator): LiveProcesses => ({ count: () => ids.liveProcesses() }),
  },
];

/** Transactions, events after commit, ids and timers: what every use case stands on. */
@Global()
@Module({ providers, exports: providers })
export class PersistenceModule implements OnApplicationShutdown {
  constructor(private readonly ids: SnowflakeIdGenerator) {}

  async onApplicationShutdown(): Promise<void> {
    await this.ids.stop();
  }
}

async function startIdGenerator(
  leases: WorkerLeaseStore,
  identity: ProcessIdentity,
  clock: Clock,
  timers: Timers,
  logger: Logger,
  { database }: DatabaseHandle,
): Promise<SnowflakeIdGenerator> {
  const generator = new SnowflakeIdGenerator({
    leases,
    identity,
    clock,
    timers,
    logger,
    monotonicMs: () => performance.now(),
    warnsOfNeighbours: database.kind === 'server',
  });
  await generator.start();
  return generator;
}
