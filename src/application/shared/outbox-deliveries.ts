import { AppError } from '../../shared/errors';

export const deliveryStatuses = ['pending', 'delivered', 'dead'] as const;
/** `dead`: given up 24 hours after its first attempt; only retried by hand. */
export type DeliveryStatus = (typeof deliveryStatuses)[number];

export const DELIVERIES_PAGE_MAX = 1_000;

export interface DeliveryView {
  readonly id: string;
  readonly orderingKey: string;
  readonly eventType: string;
  readonly status: DeliveryStatus;
  /** Started ones. */
  readonly attempts: number;
  readonly lastError?: string;
  /** Only of a pending one. */
  readonly nextAttemptAtMs?: number;
  readonly createdAtMs: number;
  readonly deliveredAtMs?: number;
}

export interface DeliveriesQuery {
  readonly topic: string;
  readonly status?: DeliveryStatus;
  /** 1 to {@link DELIVERIES_PAGE_MAX}. */
  readonly limit: number;
}

/** Of one topic. */
export interface DeliveryCounts {
  readonly pending: number;
  readonly dead: number;
  /** How long the oldest due entry has been waiting; 0 when none is due. */
  readonly lagSeconds: number;
}

/** The outbox as operators see it. */
export abstract class OutboxDeliveries {
  /** Newest first. */
  abstract list(query: DeliveriesQuery): Promise<readonly DeliveryView[]>;
  /**
   * Makes a pending entry due now and brings a dead one back for another 24 hours, under its old id and with its old
   * body; it still waits for older ones of its key.
   * @throws AppError `not_found`; `conflict` when it is delivered
   */
  abstract retry(topic: string, id: string): Promise<void>;
  /** Removes up to `limit` entries delivered, or given up, before these times; returns how many. */
  abstract removeOld(deliveredBeforeMs: number, deadBeforeMs: number, limit: number): Promise<number>;
  abstract counts(topic: string): Promise<DeliveryCounts>;
}

export const deliveryNotFound = (id: string): AppError =>
  new AppError('not_found', 'delivery_not_found', `Delivery ${id} not found`, { field: 'id' });
