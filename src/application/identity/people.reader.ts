import type { Id } from '../../shared/ids';

export interface PeopleQuery {
  /** What a name contains, whatever its case and width. */
  readonly search?: string;
  /** Only greater ids. */
  readonly after?: Id;
  readonly exceptId: Id;
  readonly limit: number;
}

/** Finds accounts that are not deleted, people and bots, never guests. */
export abstract class PeopleReader {
  /** Ascending. */
  abstract find(query: PeopleQuery): Promise<readonly Id[]>;
}
