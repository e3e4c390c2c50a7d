import { Injectable } from '@nestjs/common';
import { isId } from '../../../shared/ids';
import { deliveryNotFound, OutboxDeliveries } from '../../shared/outbox-deliveries';
import { ROOM_SYNC_TOPIC } from './outbox-room-sync-queue';

/** An operator has a payload tried again now, also one that was given up. */
@Injectable()
export class RetryDelivery {
  constructor(private readonly deliveries: OutboxDeliveries) {}

  /** @throws AppError `not_found`; `conflict` when it is delivered */
  async execute(deliveryId: string): Promise<void> {
    if (!isId(deliveryId)) throw deliveryNotFound(String(deliveryId));
    await this.deliveries.retry(ROOM_SYNC_TOPIC, deliveryId);
  }
}
