import type { Room, RoomAccess } from '../../domain/rooms';
import type { Id } from '../../shared/ids';

export const ROOMS_PAGE_MAX = 1_000;

export interface RoomListQuery {
  /** Also closed rooms. */
  readonly closed: boolean;
  /** Absent: rooms of every kind of access. */
  readonly access?: RoomAccess;
  readonly after?: Id;
  /** At least 1; `ListRooms` bounds it by {@link ROOMS_PAGE_MAX} and reads one more. */
  readonly limit: number;
}

/** Figures of a room that only the database knows. */
export interface RoomFigures {
  readonly peakUsers: number;
  readonly totalJoins: number;
  readonly uniqueUsers: number;
  readonly messages: number;
  /** Mean of the last five minutes. */
  readonly messagesPerMinute: number;
  readonly banned: number;
  readonly muted: number;
}

export interface ServerFigures {
  readonly openRooms: number;
  readonly closedRooms: number;
  readonly messages: number;
}

/** Lists and figures for operators, in SQL. */
export abstract class RoomReader {
  /** Ascending by id. */
  abstract list(query: RoomListQuery): Promise<readonly Room[]>;
  abstract figures(roomId: Id, nowMs: number): Promise<RoomFigures>;
  abstract serverFigures(): Promise<ServerFigures>;
}
