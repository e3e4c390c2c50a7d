import { Injectable } from '@nestjs/common';
import type { Id } from '../../../shared/ids';
import { Outbox, type OutboxEntry } from '../../shared/outbox';
import { type RoomSyncEvent, RoomSyncQueue } from '../room-sync-queue';
import { SyncSettings } from '../sync-settings';

/** Topic of the outbox; the ordering key is the room. */
export const ROOM_SYNC_TOPIC = 'room-sync';

/** Those inside leave when the room has closed; their stays belong into its payload. */
export const ROOM_CLOSED_DELAY_MS = 1_000;

@Injectable()
export class OutboxRoomSyncQueue extends RoomSyncQueue {
  constructor(
    private readonly outbox: Outbox,
    private readonly settings: SyncSettings,
  ) {
    super();
  }

  async enqueue(roomId: Id, event: RoomSyncEvent): Promise<void> {
    await this.enqueueAll([roomId], event);
  }

  /** As {@link enqueue} for several different rooms; returns how many were queued: none without a callback URL. */
  async enqueueAll(roomIds: readonly Id[], event: RoomSyncEvent): Promise<number> {
    if (this.settings.callbackUrl === undefined) return 0;
    await this.outbox.enqueueAll(roomIds.map((roomId) => entryOf(roomId, event)));
    return roomIds.length;
  }
}

const entryOf = (roomId: Id, event: RoomSyncEvent): OutboxEntry => ({
  topic: ROOM_SYNC_TOPIC,
  orderingKey: roomId,
  eventType: event,
  ...(event === 'room.sync' && { coalescingKey: roomId }),
  ...(event === 'room.closed' && { delayMs: ROOM_CLOSED_DELAY_MS }),
  payload: {},
});
