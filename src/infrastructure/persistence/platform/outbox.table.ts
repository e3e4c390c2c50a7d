import { EntitySchema } from 'typeorm';

/**
 * Durable facts on their way out. `body` is built at the first attempt and kept, so that retries are byte-equal.
 * `coalescing_key` allows one pending row of a kind; a trigger meanwhile sets `rerun`.
 */
export interface OutboxRow {
  id: string;
  topic: string;
  ordering_key: string;
  event_type: string;
  coalescing_key: string | null;
  rerun: boolean;
  payload: Record<string, unknown>;
  body: string | null;
  status: string;
  attempts: number;
  last_error: string | null;
  next_attempt_at: Date;
  first_attempt_at: Date | null;
  leased_until: Date | null;
  lease_id: string | null;
  created_at: Date;
  delivered_at: Date | null;
}

export const outboxTable = new EntitySchema<OutboxRow>({
  name: 'outbox',
  tableName: 'outbox',
  columns: {
    id: { type: 'bigint', primary: true, generated: 'increment', primaryKeyConstraintName: 'outbox_pkey' },
    topic: { type: 'text' },
    ordering_key: { type: 'text' },
    event_type: { type: 'text' },
    coalescing_key: { type: 'text', nullable: true },
    rerun: { type: 'boolean', default: false },
    payload: { type: 'jsonb' },
    body: { type: 'text', nullable: true },
    status: { type: 'text', default: 'pending' },
    attempts: { type: 'integer', default: 0 },
    last_error: { type: 'text', nullable: true },
    next_attempt_at: { type: 'timestamptz', default: () => 'now()' },
    first_attempt_at: { type: 'timestamptz', nullable: true },
    leased_until: { type: 'timestamptz', nullable: true },
    lease_id: { type: 'uuid', nullable: true },
    created_at: { type: 'timestamptz', default: () => 'now()' },
    delivered_at: { type: 'timestamptz', nullable: true },
  },
  indices: [
    { name: 'outbox_order_idx', columns: ['topic', 'ordering_key', 'id'], where: `status = 'pending'` },
    { name: 'outbox_due_idx', columns: ['next_attempt_at'], where: `status = 'pending'` },
    { name: 'outbox_status_idx', columns: ['topic', 'status', 'id'] },
    {
      name: 'outbox_coalescing_key',
      columns: ['topic', 'coalescing_key'],
      unique: true,
      where: `status = 'pending' AND coalescing_key IS NOT NULL`,
    },
  ],
  checks: [{ name: 'outbox_status_check', expression: `status IN ('pending', 'delivered', 'dead')` }],
});
