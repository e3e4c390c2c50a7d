import { Injectable } from '@nestjs/common';
import {
  readSyncCursor,
  syncEventTypes,
  type SyncPayloadJson,
  writeSyncPayload,
} from '../../../domain/rooms/sync-payload';
import { assert } from '../../../shared/assert';
import { OutboxConsumer, type OutboxDelivery } from '../../shared/outbox-consumer';
import { BuildSyncPayload } from './build-sync-payload';
import { ROOM_SYNC_TOPIC } from './outbox-room-sync-queue';
import { RoomSyncPositions } from './room-sync-positions';
import { SyncCallback } from './sync-callback';

/** Pushes room payloads to the callback URL. */
@Injectable()
export class RoomSyncConsumer extends OutboxConsumer {
  readonly topic = ROOM_SYNC_TOPIC;

  constructor(
    private readonly buildPayload: BuildSyncPayload,
    private readonly callback: SyncCallback,
    private readonly positions: RoomSyncPositions,
  ) {
    super();
  }

  async build(delivery: OutboxDelivery): Promise<string | undefined> {
    const eventType = syncEventTypes.find((known) => known === delivery.eventType);
    assert(eventType, `unknown sync event ${delivery.eventType}`);
    const payload = await this.buildPayload.execute(delivery.orderingKey, eventType);
    return payload && JSON.stringify(writeSyncPayload(payload));
  }

  deliver(delivery: OutboxDelivery, body: string, signal: AbortSignal): Promise<void> {
    return this.callback.post(delivery.deliveryId, body, signal);
  }

  /** Moves the acknowledged position to exactly what this body contained; the rest of the history follows at once. */
  async acknowledged(delivery: OutboxDelivery, body: string): Promise<boolean> {
    const { cursor, is_last_batch } = JSON.parse(body) as SyncPayloadJson;
    const read = readSyncCursor(cursor);
    assert(read, 'a stored payload has a cursor');
    await this.positions.acknowledge(delivery.orderingKey, read);
    return !is_last_batch;
  }
}
