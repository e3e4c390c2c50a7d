import type { Message, ReactionCount } from '../../domain/messaging';
import type { Id } from '../../shared/ids';

export interface ReactingUsersQuery {
  readonly channelId: Id;
  readonly messageId: Id;
  /** `reactionKey` of the emoji. */
  readonly emojiKey: string;
  /** Users with a greater id. */
  readonly after?: Id;
  readonly limit: number;
}

/** Who reacted to messages, and with what. */
export abstract class ReactionReader {
  /**
   * The reactions of some messages with one query, the kind used first in front; messages without any are missing.
   * @param readerId decides what counts as own
   */
  abstract countsOf(
    messages: readonly Pick<Message, 'channelId' | 'id'>[],
    readerId?: Id,
  ): Promise<ReadonlyMap<Id, readonly ReactionCount[]>>;
  /** Users that reacted with one emoji, in ascending order of their ids. */
  abstract users(query: ReactingUsersQuery): Promise<readonly Id[]>;
}
