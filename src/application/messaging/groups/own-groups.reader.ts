import type { Group } from '../../../domain/messaging';
import type { Id } from '../../../shared/ids';

/** A group as one of its members lists it. */
export interface OwnGroup {
  readonly group: Group;
  /** The member's join point. */
  readonly joinedSeq: number;
  /** The first members by id, to show who is in it. */
  readonly faceIds: readonly Id[];
}

export interface OwnGroupsQuery {
  readonly limit: number;
  /** Faces of each group at most. */
  readonly facesMax: number;
}

/** The groups of somebody with what a list shows of them. */
export abstract class OwnGroupsReader {
  /** Last used first; one query. */
  abstract ofUser(userId: Id, query: OwnGroupsQuery): Promise<readonly OwnGroup[]>;
}
