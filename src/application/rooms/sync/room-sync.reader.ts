import type { SyncedVisit, SyncPosition } from '../../../domain/rooms/sync-payload';
import type { Id } from '../../../shared/ids';

/** A room as the sync sees it. Later reads of history up to `head` find all of it, because it has no gaps. */
export interface RoomSyncState {
  readonly roomId: Id;
  readonly name: string;
  readonly adminUserIds: readonly string[];
  readonly createdAtMs: number;
  readonly closedAtMs?: number;
  readonly peakUsers: number;
  readonly totalJoins: number;
  readonly head: SyncPosition;
  /** Number of the transaction that changed the room last. */
  readonly changedXid: string;
  /** What the outside system has acknowledged. */
  readonly acknowledged: SyncPosition;
}

export interface OpenRoomsQuery {
  /**
   * Only rooms that changed since their last acknowledged sync; among them closed ones, whose last stays may have ended
   * after the payload that told of the closing.
   */
  readonly changedOnly: boolean;
  /** Without the rooms that the server made itself. */
  readonly exceptDefaults?: boolean;
  readonly after?: Id;
  readonly limit: number;
}

export interface ChangedRoomsQuery {
  /** Rooms, closed ones too, changed by this transaction or a later one. Absent: every open room. */
  readonly sinceXid?: string;
  readonly after?: Id;
  readonly limit: number;
}

/**
 * A moment of the database: every change that cannot be seen at it is made by a transaction numbered `xid` or higher.
 * The numbers mean nothing in another database cluster than `systemIdentifier`.
 */
export interface SyncSnapshot {
  readonly systemIdentifier: string;
  readonly xid: string;
}

export abstract class RoomSyncReader {
  abstract find(roomId: Id): Promise<RoomSyncState | undefined>;
  /** Ended visits after position `afterSeq` up to `toSeq`, in that order. */
  abstract visits(roomId: Id, afterSeq: number, toSeq: number): Promise<readonly SyncedVisit[]>;
  /** All users banned at `nowMs`. */
  abstract bannedUserKeys(roomId: Id, nowMs: number): Promise<readonly string[]>;
  /** Ascending by id. */
  abstract openRoomIds(query: OpenRoomsQuery): Promise<readonly Id[]>;
  /** Ascending by id. */
  abstract changedRoomIds(query: ChangedRoomsQuery): Promise<readonly Id[]>;
  abstract snapshot(): Promise<SyncSnapshot>;
}
