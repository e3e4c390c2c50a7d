import { Injectable } from '@nestjs/common';
import { Outbox, OUTBOX_ENTRIES_MAX, type OutboxEntry } from '../../../application/shared/outbox';
import { UnitOfWork } from '../../../application/shared/unit-of-work';
import { assert } from '../../../shared/assert';
import type { DomainEvent } from '../../../shared/events';
import { TransactionContext } from '../transaction-context';
import { lockKeys } from './outbox-keys';

/** Published after the commit of entries; wakes this process's relay. */
export interface OutboxFilled extends DomainEvent {
  readonly type: 'outbox.filled';
}

@Injectable()
export class TypeOrmOutbox extends Outbox {
  constructor(
    private readonly context: TransactionContext,
    private readonly unitOfWork: UnitOfWork,
  ) {
    super();
  }

  enqueue(entry: OutboxEntry): Promise<void> {
    return this.enqueueAll([entry]);
  }

  async enqueueAll(entries: readonly OutboxEntry[]): Promise<void> {
    assert(this.context.current, 'an outbox entry must commit with what it tells: enqueue inside a unit of work');
    assert(entries.length <= OUTBOX_ENTRIES_MAX, `at most ${OUTBOX_ENTRIES_MAX} outbox entries at once`);
    if (entries.length === 0) return;
    const { manager } = this.context;
    const topics = entries.map((entry) => entry.topic);
    const orderingKeys = entries.map((entry) => entry.orderingKey);
    await lockKeys(manager, topics, orderingKeys);
    // A pending entry that was claimed once has its body, or is building it from what was committed before this.
    await manager.query(
      `INSERT INTO outbox (topic, ordering_key, event_type, coalescing_key, payload, created_at, next_attempt_at)
       SELECT e.topic, e.ordering_key, e.event_type, e.coalescing_key, e.payload::jsonb,
         clock_timestamp(), clock_timestamp() + make_interval(secs => e.delay_ms / 1000)
       FROM unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::text[], $6::double precision[])
         WITH ORDINALITY AS e(topic, ordering_key, event_type, coalescing_key, payload, delay_ms, place)
       ORDER BY e.place
       ON CONFLICT (topic, coalescing_key) WHERE status = 'pending' AND coalescing_key IS NOT NULL
       DO UPDATE SET rerun = outbox.rerun OR outbox.first_attempt_at IS NOT NULL`,
      [
        topics,
        orderingKeys,
        entries.map((entry) => entry.eventType),
        entries.map((entry) => entry.coalescingKey ?? null),
        entries.map((entry) => JSON.stringify(entry.payload)),
        entries.map((entry) => entry.delayMs ?? 0),
      ],
    );
    const filled: OutboxFilled = { type: 'outbox.filled' };
    this.unitOfWork.record(filled);
  }
}
