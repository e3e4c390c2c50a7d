import { randomUUID } from 'node:crypto';
import {
  type BeforeApplicationShutdown,
  Global,
  Module,
  type OnApplicationBootstrap,
  type OnModuleDestroy,
  type Provider,
} from '@nestjs/common';
import { EventBus } from '../application/shared/event-bus';
import { Logger } from '../application/shared/logger';
import { Metrics } from '../application/shared/metrics';
import { Outbox } from '../application/shared/outbox';
import { OutboxDeliveries } from '../application/shared/outbox-deliveries';
import { Timers } from '../application/shared/timers';
import { UnitOfWork } from '../application/shared/unit-of-work';
import { OutboxRelay, type OutboxRelayPorts } from '../infrastructure/outbox/outbox-relay';
import { OutboxClaims } from '../infrastructure/persistence/platform/outbox-claims';
import { TypeOrmOutbox } from '../infrastructure/persistence/platform/typeorm-outbox';
import { TypeOrmOutboxDeliveries } from '../infrastructure/persistence/platform/typeorm-outbox-deliveries';
import { DatabaseHandle } from './platform.module';

const relay: Provider = {
  provide: OutboxRelay,
  inject: [OutboxClaims, Outbox, OutboxDeliveries, UnitOfWork, EventBus, Timers, Metrics, Logger],
  useFactory: (
    claims: OutboxClaims,
    outbox: Outbox,
    deliveries: OutboxDeliveries,
    unitOfWork: UnitOfWork,
    bus: EventBus,
    timers: Timers,
    metrics: Metrics,
    logger: Logger,
  ): OutboxRelay => {
    const chance = (): number => Math.random();
    const ports: OutboxRelayPorts = {
      ...{ claims, outbox, deliveries, unitOfWork, bus, timers, metrics, logger, chance },
      newLeaseId: () => randomUUID(),
    };
    return new OutboxRelay(ports);
  },
};

const providers: Provider[] = [
  OutboxClaims,
  { provide: Outbox, useClass: TypeOrmOutbox },
  { provide: OutboxDeliveries, useClass: TypeOrmOutboxDeliveries },
  relay,
];

/** Durable facts on their way out. A feature registers its consumer with the relay when its module starts. */
@Global()
@Module({ providers, exports: providers })
export class OutboxModule implements OnApplicationBootstrap, OnModuleDestroy, BeforeApplicationShutdown {
  private stopping: Promise<void> | undefined;

  constructor(
    private readonly relay: OutboxRelay,
    private readonly claims: OutboxClaims,
    private readonly handle: DatabaseHandle,
  ) {}

  async onApplicationBootstrap(): Promise<void> {
    // Nobody else can be there: what is leased was under way when the last process was killed.
    if (this.handle.database.kind === 'embedded') await this.claims.freeAll();
    this.relay.start();
  }

  onModuleDestroy(): void {
    this.stopping = this.relay.stop();
  }

  async beforeApplicationShutdown(): Promise<void> {
    await this.stopping;
  }
}
