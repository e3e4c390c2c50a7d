import { randomUUID } from 'node:crypto';
import type { DataSource } from 'typeorm';
import type { OutboxEntry } from '../../src/application/shared/outbox';
import { OutboxConsumer, type OutboxDelivery } from '../../src/application/shared/outbox-consumer';
import type { Timers } from '../../src/application/shared/timers';
import { InProcessEventBus } from '../../src/infrastructure/events/in-process-event-bus';
import { OutboxRelay } from '../../src/infrastructure/outbox/outbox-relay';
import { InvalidationHub } from '../../src/infrastructure/persistence/invalidation-hub';
import { OutboxClaims } from '../../src/infrastructure/persistence/platform/outbox-claims';
import type { OutboxRow } from '../../src/infrastructure/persistence/platform/outbox.table';
import { TypeOrmOutbox } from '../../src/infrastructure/persistence/platform/typeorm-outbox';
import { TypeOrmOutboxDeliveries } from '../../src/infrastructure/persistence/platform/typeorm-outbox-deliveries';
import { TransactionContext } from '../../src/infrastructure/persistence/transaction-context';
import { TypeOrmUnitOfWork } from '../../src/infrastructure/persistence/typeorm-unit-of-work';
import { NodeTimers } from '../../src/infrastructure/time/node-timers';
import { SilentLogger, SilentMetrics } from '../fakes/rooms-log';
import { until } from '../support/until';

export const TOPIC = 'test';

/** Does as a test says, and remembers. */
export class ScriptedConsumer extends OutboxConsumer {
  readonly topic = TOPIC;
  readonly attempts: { readonly delivery: OutboxDelivery; readonly body: string }[] = [];
  readonly built: string[] = [];
  readonly acknowledgements: string[] = [];
  onBuild: (delivery: OutboxDelivery) => Promise<string | undefined> = async ({ payload }) =>
    `body ${this.built.length} of ${String(payload.name)}`;
  onDeliver: (delivery: OutboxDelivery, signal: AbortSignal) => Promise<void> = async () => undefined;
  onAcknowledged: (delivery: OutboxDelivery) => Promise<boolean> = async () => false;

  async build(delivery: OutboxDelivery): Promise<string | undefined> {
    const body = await this.onBuild(delivery);
    this.built.push(String(delivery.payload.name));
    return body;
  }

  deliver(delivery: OutboxDelivery, body: string, signal: AbortSignal): Promise<void> {
    this.attempts.push({ delivery, body });
    return this.onDeliver(delivery, signal);
  }

  async acknowledged(delivery: OutboxDelivery): Promise<boolean> {
    const goesOn = await this.onAcknowledged(delivery);
    this.acknowledgements.push(String(delivery.payload.name));
    return goesOn;
  }

  /** Names of the payloads, in the order of their attempts. */
  get names(): readonly string[] {
    return this.attempts.map(({ delivery }) => String(delivery.payload.name));
  }
}

/** One process's outbox on a database. */
export class OutboxRig {
  readonly logger = new SilentLogger();
  readonly bus = new InProcessEventBus(this.logger);
  readonly context: TransactionContext;
  readonly unitOfWork: TypeOrmUnitOfWork;
  readonly outbox: TypeOrmOutbox;
  readonly deliveries: TypeOrmOutboxDeliveries;
  readonly claims: OutboxClaims;
  readonly relay: OutboxRelay;

  constructor(
    readonly dataSource: DataSource,
    readonly consumer = new ScriptedConsumer(),
    timers: Timers = new NodeTimers(),
  ) {
    this.context = new TransactionContext(dataSource);
    this.unitOfWork = new TypeOrmUnitOfWork(dataSource, this.context, this.bus, new InvalidationHub(this.logger));
    this.outbox = new TypeOrmOutbox(this.context, this.unitOfWork);
    this.deliveries = new TypeOrmOutboxDeliveries(this.context, this.unitOfWork);
    this.claims = new OutboxClaims(dataSource, this.context);
    const { claims, outbox, deliveries, unitOfWork, bus, logger } = this;
    this.relay = new OutboxRelay({
      ...{ claims, outbox, deliveries, unitOfWork, bus, logger },
      timers,
      metrics: new SilentMetrics(),
      newLeaseId: () => randomUUID(),
      chance: () => 0,
    });
    this.relay.register(consumer);
  }

  enqueue(name: string, entry: Partial<OutboxEntry> = {}): Promise<void> {
    return this.unitOfWork.run(() =>
      this.outbox.enqueue({ topic: TOPIC, orderingKey: 'key', eventType: 'event', payload: { name }, ...entry }),
    );
  }

  /** All entries, oldest first. */
  rows(): Promise<OutboxRow[]> {
    return this.dataSource.query<OutboxRow[]>('SELECT * FROM outbox ORDER BY id');
  }

  /** Spares the tests the wait between two attempts. */
  async makeDue(): Promise<void> {
    await this.dataSource.query(`UPDATE outbox SET next_attempt_at = clock_timestamp() WHERE status = 'pending'`);
    this.relay.wake();
  }

  /** As if the leases of a process that died had run out. */
  async expireLeases(): Promise<void> {
    await this.dataSource.query(`UPDATE outbox SET leased_until = clock_timestamp() WHERE leased_until IS NOT NULL`);
    this.relay.wake();
  }

  /** The oldest entry once this attempt of it has failed. */
  failed(attempt: number): Promise<OutboxRow> {
    return until(async () => {
      const [row] = await this.rows();
      return row?.attempts === attempt && row.lease_id === null && row;
    }, `failure of attempt ${attempt}`);
  }

  /** The entries once they have these statuses, oldest first, and none is under way. */
  statuses(...expected: string[]): Promise<OutboxRow[]> {
    return until(async () => {
      const rows = await this.rows();
      const matches = rows.map((row) => row.status).join() === expected.join();
      return matches && rows.every((row) => row.lease_id === null) && rows;
    }, `statuses ${expected.join()}`);
  }
}
