import { Injectable } from '@nestjs/common';
import {
  type DeliveriesQuery,
  type DeliveryCounts,
  deliveryNotFound,
  deliveryStatuses,
  type DeliveryView,
  OutboxDeliveries,
} from '../../../application/shared/outbox-deliveries';
import type { OutboxFilled } from './typeorm-outbox';
import { UnitOfWork } from '../../../application/shared/unit-of-work';
import { assert } from '../../../shared/assert';
import { AppError } from '../../../shared/errors';
import { TransactionContext } from '../transaction-context';
import { lockKeys } from './outbox-keys';
import type { OutboxRow } from './outbox.table';

@Injectable()
export class TypeOrmOutboxDeliveries extends OutboxDeliveries {
  constructor(
    private readonly context: TransactionContext,
    private readonly unitOfWork: UnitOfWork,
  ) {
    super();
  }

  async list({ topic, status, limit }: DeliveriesQuery): Promise<readonly DeliveryView[]> {
    const rows = await this.context.query<OutboxRow[]>(
      `SELECT id, ordering_key, event_type, status, attempts, last_error, next_attempt_at, created_at, delivered_at
       FROM outbox WHERE topic = $1 AND status = ANY($2::text[]) ORDER BY id DESC LIMIT $3`,
      [topic, status === undefined ? deliveryStatuses : [status], limit],
    );
    return rows.map(toView);
  }

  retry(topic: string, id: string): Promise<void> {
    return this.unitOfWork.run(async () => {
      const { manager } = this.context;
      const [entry] = await manager.query<OutboxRow[]>('SELECT ordering_key FROM outbox WHERE topic = $1 AND id = $2', [
        topic,
        id,
      ]);
      if (!entry) throw deliveryNotFound(id);
      await lockKeys(manager, [topic], [entry.ordering_key]);
      // A newer entry with the same coalescing key may be pending already; this one comes back beside it.
      const [, affected] = await manager.query<[unknown, number]>(
        `UPDATE outbox SET next_attempt_at = clock_timestamp(),
           status = 'pending',
           coalescing_key = CASE WHEN status = 'dead' THEN NULL ELSE coalescing_key END,
           rerun = CASE WHEN status = 'dead' THEN false ELSE rerun END,
           attempts = CASE WHEN status = 'dead' THEN 0 ELSE attempts END,
           first_attempt_at = CASE WHEN status = 'dead' THEN clock_timestamp() ELSE first_attempt_at END
         WHERE id = $1 AND status <> 'delivered'`,
        [id],
      );
      if (affected === 0) throw new AppError('conflict', 'delivered_already', `Delivery ${id} is delivered already`);
      const filled: OutboxFilled = { type: 'outbox.filled' };
      this.unitOfWork.record(filled);
    });
  }

  async removeOld(deliveredBeforeMs: number, deadBeforeMs: number, limit: number): Promise<number> {
    const [, affected] = await this.context.query<[unknown, number]>(
      `DELETE FROM outbox WHERE id IN (
         SELECT id FROM outbox
         WHERE (status = 'delivered' AND delivered_at < $1) OR (status = 'dead' AND next_attempt_at < $2)
         LIMIT $3 FOR UPDATE SKIP LOCKED)`,
      [new Date(deliveredBeforeMs), new Date(deadBeforeMs), limit],
    );
    return affected;
  }

  async counts(topic: string): Promise<DeliveryCounts> {
    const [row] = await this.context.query<{ pending: string; dead: string; lag_seconds: string | null }[]>(
      `SELECT (SELECT count(*) FROM outbox WHERE topic = $1 AND status = 'pending') AS pending,
         (SELECT count(*) FROM outbox WHERE topic = $1 AND status = 'dead') AS dead,
         (SELECT extract(epoch FROM clock_timestamp() - min(next_attempt_at)) FROM outbox
          WHERE topic = $1 AND status = 'pending') AS lag_seconds`,
      [topic],
    );
    assert(row, 'a count has one row');
    return {
      pending: Number(row.pending),
      dead: Number(row.dead),
      lagSeconds: Math.max(0, Number(row.lag_seconds ?? 0)),
    };
  }
}

function toView(row: OutboxRow): DeliveryView {
  const status = deliveryStatuses.find((known) => known === row.status);
  assert(status, `unknown delivery status ${row.status}`);
  return {
    id: row.id,
    orderingKey: row.ordering_key,
    eventType: row.event_type,
    status,
    attempts: row.attempts,
    ...(row.last_error !== null && { lastError: row.last_error }),
    ...(status === 'pending' && { nextAttemptAtMs: row.next_attempt_at.getTime() }),
    createdAtMs: row.created_at.getTime(),
    ...(row.delivered_at !== null && { deliveredAtMs: row.delivered_at.getTime() }),
  };
}
