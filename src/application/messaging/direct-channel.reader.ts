import type { DirectChannel } from '../../domain/messaging';
import type { Id } from '../../shared/ids';

/** Direct channels of one user in one answer at most: the last used ones. */
export const DIRECT_CHANNELS_LISTED_MAX = 1_000;

/** Conversations of two. */
export abstract class DirectChannelReader {
  /** Undefined for channels of other kinds. */
  abstract find(channelId: Id): Promise<DirectChannel | undefined>;
  /** The conversation of these two, in either order. */
  abstract findPair(one: Id, other: Id): Promise<DirectChannel | undefined>;
  /** A user's conversations, last used first. */
  abstract ofUser(userId: Id, limit: number): Promise<readonly DirectChannel[]>;
}
