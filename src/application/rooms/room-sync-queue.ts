import type { Id } from '../../shared/ids';

export type RoomSyncEvent = 'room.created' | 'room.closed' | 'room.sync';

/** Where a room's change is queued for the outside system; nothing is queued while no callback URL is set. */
export abstract class RoomSyncQueue {
  /**
   * Queues one delivery in the running transaction. At most one `room.sync` is pending per room: another trigger only
   * marks it for a further run.
   */
  abstract enqueue(roomId: Id, event: RoomSyncEvent): Promise<void>;
}
