import type { Id } from '../../shared/ids';

export interface OccupantView {
  readonly userKey: string;
  readonly nickname?: string;
  readonly isAdmin: boolean;
  readonly joinedAtMs: number;
  readonly connections: number;
}

/** Who is inside which room right now. */
export abstract class RoomOccupancy {
  abstract count(roomId: Id): number;
  /** In the order of joining. */
  abstract users(roomId: Id): readonly OccupantView[];
  /** Live connections of all rooms together. */
  abstract readonly connections: number;
}
