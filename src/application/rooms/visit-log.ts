import type { Id } from '../../shared/ids';

export interface Visit {
  readonly id: Id;
  readonly roomId: Id;
  readonly userKey: string;
  readonly joinedAtMs: number;
  /** Users inside with this one; moves the room's peak. */
  readonly currentUsers: number;
}

/** The record of stays. Concurrent calls share commits. */
export abstract class VisitLog {
  /** Resolves when the stay is committed: total joins and peak have moved. */
  abstract open(visit: Visit): Promise<void>;
  /** Ends the stay; the ended visit gets its place in the room's session history. */
  abstract close(visit: Pick<Visit, 'id' | 'roomId'>, leftAtMs: number): Promise<void>;
  /** Ends the stays of processes that no longer live, at the time they were last heard of; returns how many. */
  abstract closeAbandoned(): Promise<number>;
  /** Waits until everything handed in is committed. */
  abstract flush(): Promise<void>;
}
