import type { Id } from '../../../shared/ids';

export interface AuthoredMessages {
  readonly channelId: Id;
  readonly messageIds: readonly Id[];
}

export interface PurgeQuery {
  readonly guildId: Id;
  readonly authorIds: readonly Id[];
  /** Sent at this time or later. */
  readonly sinceMs: number;
  /** Messages at most. */
  readonly limit: number;
}

/** What somebody said in a guild's channels and threads. */
export abstract class AuthoredMessagesReader {
  /** By channel, oldest first; without deleted messages. */
  abstract find(query: PurgeQuery): Promise<readonly AuthoredMessages[]>;
}
