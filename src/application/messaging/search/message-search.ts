import type { Message, SearchQuery } from '../../../domain/messaging';
import type { Id } from '../../../shared/ids';

/** Conversations that are searched, those with the newest messages. */
export const SEARCHED_CHANNELS_MAX = 1_000;

/** `SEARCH_BLOCK_MESSAGES` of a conversation, or what of them somebody may read. */
export interface SearchBlock {
  readonly channelId: Id;
  readonly block: number;
  /** Messages up to this `seq` are not for the reader. */
  readonly fromSeq: number;
  /** No message of the block has a higher id. */
  readonly newestId: Id;
}

export interface BlocksQuery {
  readonly userId: Id;
  /** Absent: all conversations. */
  readonly channelId?: Id;
  /** Leaves out blocks that begin with this message or a newer one. */
  readonly before?: Id;
  readonly limit: number;
}

export interface CandidatesQuery {
  readonly blocks: readonly SearchBlock[];
  readonly query: SearchQuery;
  readonly fromUserId?: Id;
  /** Exclusive. */
  readonly before?: Id;
  readonly limit: number;
}

/** The index that messages are searched by. Recalled and deleted messages are in none. */
export abstract class MessageSearch {
  /**
   * What somebody may search, from the database and not from a cache: conversations the user takes part in now, from the
   * join on unless the history is open. The block with the newest message first.
   */
  abstract blocks(query: BlocksQuery): Promise<readonly SearchBlock[]>;
  /** Messages of these blocks that have all terms of the query, newest first. Not each of them contains the query. */
  abstract candidates(query: CandidatesQuery): Promise<readonly Message[]>;
}
