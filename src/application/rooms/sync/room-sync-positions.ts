import type { SyncCursor } from '../../../domain/rooms/sync-payload';
import type { Id } from '../../../shared/ids';

/** How far the outside system has acknowledged each room. */
export abstract class RoomSyncPositions {
  /** In the running transaction. Positions only move forward: an older payload acknowledged late takes nothing back. */
  abstract acknowledge(roomId: Id, cursor: SyncCursor): Promise<void>;
}
