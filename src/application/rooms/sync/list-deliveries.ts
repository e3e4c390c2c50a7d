import { Injectable } from '@nestjs/common';
import {
  DELIVERIES_PAGE_MAX,
  OutboxDeliveries,
  type DeliveryStatus,
  type DeliveryView,
} from '../../shared/outbox-deliveries';
import { ROOM_SYNC_TOPIC } from './outbox-room-sync-queue';

/** The queue of payloads as operators see it, newest first. */
@Injectable()
export class ListDeliveries {
  constructor(private readonly deliveries: OutboxDeliveries) {}

  /** @param limit at most {@link DELIVERIES_PAGE_MAX} */
  execute(status: DeliveryStatus | undefined, limit: number): Promise<readonly DeliveryView[]> {
    return this.deliveries.list({
      topic: ROOM_SYNC_TOPIC,
      ...(status !== undefined && { status }),
      limit: Math.min(limit, DELIVERIES_PAGE_MAX),
    });
  }
}
