import type { Id } from '../../shared/ids';

export const syncEventTypes = ['room.created', 'room.closed', 'room.sync'] as const;
export type SyncEventType = (typeof syncEventTypes)[number];

/** Positions of a room's history that one payload advances at most, for messages and for visits. */
export const SYNC_BATCH_MAX = 1_000;

/** How far a room's history has been told: by `seq` of messages and by `closed_seq` of ended visits. */
export interface SyncPosition {
  readonly messageSeq: number;
  readonly visitSeq: number;
}

export const SYNC_START: SyncPosition = { messageSeq: 0, visitSeq: 0 };

/** A position, and which state of the room it was read with. */
export interface SyncCursor extends SyncPosition {
  /** Number of the transaction that had changed the room last; a decimal string. */
  readonly changedXid: string;
}

export interface SyncedMessage {
  readonly id: Id;
  /** Absent for an announcement. */
  readonly userKey?: string;
  readonly content: string;
  readonly createdAtMs: number;
}

export interface SyncedVisit {
  readonly userKey: string;
  readonly joinedAtMs: number;
  readonly leftAtMs: number;
}

/** What the outside system is told about one room, on whichever of the three ways. */
export interface SyncPayload {
  readonly eventType: SyncEventType;
  readonly roomId: Id;
  readonly name: string;
  readonly adminUserIds: readonly string[];
  readonly createdAtMs: number;
  readonly currentUsers: number;
  readonly peakUsers: number;
  readonly totalJoins: number;
  readonly messages: readonly SyncedMessage[];
  readonly visits: readonly SyncedVisit[];
  readonly bannedUserIds: readonly string[];
  /** Where the history of this payload ends. */
  readonly cursor: SyncCursor;
  readonly isLastBatch: boolean;
}

/** The end of the batch that follows `from`; both histories are without gaps, so a range of positions is a batch. */
export function batchEnd(from: SyncPosition, head: SyncPosition): SyncPosition & { readonly isLast: boolean } {
  const messageSeq = Math.min(head.messageSeq, from.messageSeq + SYNC_BATCH_MAX);
  const visitSeq = Math.min(head.visitSeq, from.visitSeq + SYNC_BATCH_MAX);
  return { messageSeq, visitSeq, isLast: messageSeq >= head.messageSeq && visitSeq >= head.visitSeq };
}

const cursorPattern = /^m(\d{1,15})\.v(\d{1,15})\.x(\d{1,19})$/;

/** Opaque to everybody outside. */
export const writeSyncCursor = ({ messageSeq, visitSeq, changedXid }: SyncCursor): string =>
  `m${messageSeq}.v${visitSeq}.x${changedXid}`;

/** Undefined for anything that {@link writeSyncCursor} did not write. */
export function readSyncCursor(text: string): SyncCursor | undefined {
  const match = cursorPattern.exec(text);
  if (!match) return undefined;
  const [, messageSeq, visitSeq, changedXid = ''] = match;
  return { messageSeq: Number(messageSeq), visitSeq: Number(visitSeq), changedXid };
}

/** A payload as it stands in a request body and in the answer of the pull. */
export interface SyncPayloadJson {
  readonly event_type: SyncEventType;
  readonly room_id: string;
  readonly room_name: string;
  readonly admin_user_ids: string[];
  /** Seconds since 1970. */
  readonly start_time: number;
  readonly current_users: number;
  readonly peak_users: number;
  readonly total_joins: number;
  readonly chat_history: {
    readonly id: string;
    readonly user_id: string | null;
    readonly content: string;
    readonly created_at: string;
  }[];
  readonly session_history: {
    readonly user_id: string;
    readonly join_time: string;
    readonly leave_time: string;
    readonly duration_seconds: number;
  }[];
  readonly banned_user_ids: string[];
  readonly cursor: string;
  readonly is_last_batch: boolean;
}

export function writeSyncPayload(payload: SyncPayload): SyncPayloadJson {
  return {
    event_type: payload.eventType,
    room_id: payload.roomId,
    room_name: payload.name,
    admin_user_ids: [...payload.adminUserIds],
    start_time: Math.floor(payload.createdAtMs / 1_000),
    current_users: payload.currentUsers,
    peak_users: payload.peakUsers,
    total_joins: payload.totalJoins,
    chat_history: payload.messages.map((message) => ({
      id: message.id,
      user_id: message.userKey ?? null,
      content: message.content,
      created_at: rfc3339(message.createdAtMs),
    })),
    session_history: payload.visits.map((visit) => ({
      user_id: visit.userKey,
      join_time: rfc3339(visit.joinedAtMs),
      leave_time: rfc3339(visit.leftAtMs),
      duration_seconds: Math.max(0, Math.floor((visit.leftAtMs - visit.joinedAtMs) / 1_000)),
    })),
    banned_user_ids: [...payload.bannedUserIds],
    cursor: writeSyncCursor(payload.cursor),
    is_last_batch: payload.isLastBatch,
  };
}

const rfc3339 = (timeMs: number): string => new Date(timeMs).toISOString();
