import { AsyncResource } from 'node:async_hooks';
import type { EventBus } from '../../application/shared/event-bus';
import type { Logger } from '../../application/shared/logger';
import type { Metrics } from '../../application/shared/metrics';
import type { Outbox } from '../../application/shared/outbox';
import { DeliveryError, type OutboxConsumer, type OutboxDelivery } from '../../application/shared/outbox-consumer';
import type { OutboxDeliveries } from '../../application/shared/outbox-deliveries';
import type { Timers } from '../../application/shared/timers';
import type { UnitOfWork } from '../../application/shared/unit-of-work';
import { assert } from '../../shared/assert';
import type { ClaimedEntry, OutboxClaims } from '../persistence/platform/outbox-claims';
import type { OutboxFilled } from '../persistence/platform/typeorm-outbox';
import { DELIVERY_LIFETIME_SECONDS, retryDelayMs } from './retry-schedule';

/** Deliveries under way at once in one process. */
export const OUTBOX_IN_FLIGHT_MAX = 8;
/** A due entry waits at most this long for being seen, also when another process enqueued it. */
export const OUTBOX_POLL_MS = 1_000;
/** A delivery is cut off after this long, well within the lease, whatever its consumer does. */
export const OUTBOX_DELIVERY_TIMEOUT_MS = 20_000;
/** At a stop, deliveries under way get this long. */
export const OUTBOX_STOP_GRACE_MS = 5_000;
const LAST_ERROR_MAX = 300;

export interface OutboxRelayPorts {
  readonly claims: OutboxClaims;
  readonly outbox: Outbox;
  readonly deliveries: OutboxDeliveries;
  readonly unitOfWork: UnitOfWork;
  readonly bus: EventBus;
  readonly timers: Timers;
  readonly metrics: Metrics;
  readonly logger: Logger;
  readonly newLeaseId: () => string;
  /** From 0 to 1. */
  readonly chance: () => number;
}

/** Hands due outbox entries to their consumers: at least once, in order per key, at most eight at a time. */
export class OutboxRelay {
  private readonly consumers = new Map<string, OutboxConsumer>();
  private readonly underWay = new Map<Promise<void>, AbortController>();
  private pumping: Promise<void> | undefined;
  private pumpAgain = false;
  private running = false;
  private cancelPoll: () => void = () => undefined;
  private unsubscribe: () => void = () => undefined;

  constructor(private readonly ports: OutboxRelayPorts) {}

  /** Before {@link start}. Entries of a topic without a consumer stay pending. */
  register(consumer: OutboxConsumer): void {
    assert(!this.consumers.has(consumer.topic), `two consumers of the outbox topic ${consumer.topic}`);
    this.consumers.set(consumer.topic, consumer);
    this.measure(consumer.topic);
  }

  start(): void {
    if (this.running || this.consumers.size === 0) return;
    this.running = true;
    // What a request enqueued is delivered outside its async context: its request id would name all that follows.
    const wake = AsyncResource.bind(() => this.wake());
    this.unsubscribe = this.ports.bus.subscribe<OutboxFilled>('outbox.filled', wake);
    this.wake();
  }

  /** Takes no more entries, lets those under way end within {@link OUTBOX_STOP_GRACE_MS}, then cuts them off. */
  async stop(): Promise<void> {
    if (!this.running) return;
    this.running = false;
    this.unsubscribe();
    this.cancelPoll();
    await this.pumping;
    const cancelGrace = this.ports.timers.after(OUTBOX_STOP_GRACE_MS, () => {
      for (const controller of this.underWay.values()) controller.abort();
    });
    await Promise.all(this.underWay.keys());
    cancelGrace();
  }

  /** Looks for due entries now. */
  wake(): void {
    if (!this.running) return;
    this.pumpAgain = true;
    this.pumping ??= this.pump().finally(() => {
      this.pumping = undefined;
      if (this.pumpAgain) this.wake();
    });
  }

  private async pump(): Promise<void> {
    let dueInMs: number | undefined;
    while (this.running && this.pumpAgain) {
      this.pumpAgain = false;
      try {
        dueInMs = await this.claimAll();
      } catch (error) {
        dueInMs = undefined;
        this.ports.logger.warn('the outbox could not be read; trying again', { error });
      }
    }
    this.pollIn(dueInMs);
  }

  /** @returns milliseconds until the next entry falls due, when known */
  private async claimAll(): Promise<number | undefined> {
    const topics = [...this.consumers.keys()];
    for (;;) {
      const room = OUTBOX_IN_FLIGHT_MAX - this.underWay.size;
      if (room <= 0 || !this.running) return undefined;
      const claimed = await this.ports.claims.claim(topics, this.ports.newLeaseId(), room);
      if (claimed.length === 0) return this.ports.claims.nextDueInMs(topics);
      for (const entry of claimed) this.carry(entry);
    }
  }

  private pollIn(dueInMs: number | undefined): void {
    this.cancelPoll();
    if (!this.running) return;
    // What is due but was not claimed waits for another entry, whose end wakes the relay that has it.
    const delayMs = dueInMs !== undefined && dueInMs > 0 ? Math.ceil(dueInMs) : OUTBOX_POLL_MS;
    this.cancelPoll = this.ports.timers.after(Math.min(delayMs, OUTBOX_POLL_MS), () => this.wake());
  }

  private carry(entry: ClaimedEntry): void {
    const controller = new AbortController();
    const cancelTimeout = this.ports.timers.after(OUTBOX_DELIVERY_TIMEOUT_MS, () => controller.abort());
    const carried = this.attempt(entry, controller.signal)
      .catch((error: unknown) => {
        this.ports.logger.warn('an outbox entry could not be settled; its lease will run out', {
          delivery: entry.id,
          topic: entry.topic,
          error,
        });
      })
      .finally(() => {
        cancelTimeout();
        this.underWay.delete(carried);
        this.wake();
      });
    this.underWay.set(carried, controller);
  }

  private async attempt(entry: ClaimedEntry, signal: AbortSignal): Promise<void> {
    const consumer = this.consumers.get(entry.topic);
    if (!consumer) return;
    const delivery = toDelivery(entry);
    try {
      const body = entry.body ?? (await this.build(consumer, entry, delivery));
      if (!this.running) signal.throwIfAborted();
      if (body !== undefined) await consumer.deliver(delivery, body, signal);
      await this.acknowledge(consumer, entry, delivery, body);
    } catch (error) {
      if (signal.aborted && !this.running) await this.ports.claims.free(entry);
      else await this.fail(entry, error);
    }
  }

  /** Kept before it is sent, so that every attempt sends the same bytes. */
  private async build(
    consumer: OutboxConsumer,
    entry: ClaimedEntry,
    delivery: OutboxDelivery,
  ): Promise<string | undefined> {
    const body = await consumer.build(delivery);
    if (body !== undefined && !(await this.ports.claims.storeBody(entry, body))) {
      throw new DeliveryError('building the body took longer than the lease');
    }
    return body;
  }

  private async acknowledge(
    consumer: OutboxConsumer,
    entry: ClaimedEntry,
    delivery: OutboxDelivery,
    body: string | undefined,
  ): Promise<void> {
    await this.ports.unitOfWork.run(async () => {
      const settled = await this.ports.claims.markDelivered(entry);
      if (!settled) return;
      const goesOn = body !== undefined && (await consumer.acknowledged(delivery, body));
      if (goesOn || settled.rerun) await this.ports.outbox.enqueue(successorOf(entry));
    });
  }

  private async fail(entry: ClaimedEntry, error: unknown): Promise<void> {
    const { claims, outbox, unitOfWork, logger, chance } = this.ports;
    const text = describe(error);
    const delayMs = retryDelayMs(entry.attempts, chance());
    const settled = await unitOfWork.run(async () => {
      const failed = await claims.markFailed(entry, text, delayMs, DELIVERY_LIFETIME_SECONDS);
      if (failed?.dead && failed.rerun) await outbox.enqueue(successorOf(entry));
      return failed;
    });
    // The lease was lost: the entry is another relay's business.
    if (!settled) return;
    const fields = { delivery: entry.id, topic: entry.topic, key: entry.orderingKey, attempt: entry.attempts };
    if (settled.dead) logger.error(`gave up an outbox entry after 24 hours: ${text}`, fields);
    else logger.warn(`an outbox entry was not delivered, it will be tried again: ${text}`, fields);
    if (!(error instanceof DeliveryError)) logger.debug('why an outbox entry failed', { ...fields, error });
  }

  private measure(topic: string): void {
    const { metrics, deliveries } = this.ports;
    const name = topic.replaceAll('-', '_');
    metrics.gauge(`outbox_${name}_lag_seconds`, `How long the oldest due ${topic} delivery waits`, async () => {
      const { lagSeconds } = await deliveries.counts(topic);
      return lagSeconds;
    });
    metrics.gauge(`outbox_${name}_pending`, `Pending ${topic} deliveries`, async () => {
      const { pending } = await deliveries.counts(topic);
      return pending;
    });
  }
}

const toDelivery = (entry: ClaimedEntry): OutboxDelivery => ({
  deliveryId: `msg_${entry.id}_${entry.createdAtMs.toString(36)}`,
  topic: entry.topic,
  orderingKey: entry.orderingKey,
  eventType: entry.eventType,
  payload: entry.payload,
  attempt: entry.attempts,
});

const successorOf = ({ topic, orderingKey, eventType, coalescingKey, payload }: ClaimedEntry) => ({
  topic,
  orderingKey,
  eventType,
  ...(coalescingKey !== undefined && { coalescingKey }),
  payload,
});

/** Only a DeliveryError is known to hold no secret. */
function describe(error: unknown): string {
  return error instanceof DeliveryError ? error.message.slice(0, LAST_ERROR_MAX) : 'internal error, see the log';
}
