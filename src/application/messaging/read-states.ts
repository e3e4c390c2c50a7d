import type { ReadState } from '../../domain/messaging';
import type { Id } from '../../shared/ids';

/** A channel somebody is in, for counting what they have not read. */
export interface JoinedChannel {
  readonly channelId: Id;
  /** Whatever was there before does not count. */
  readonly joinedAtMs: number;
}

/** Unread messages of a channel are counted up to this many. */
export const UNREAD_COUNTED_MAX = 1_000;

/** How far people have read. */
export abstract class ReadStates {
  /** Moves the pointer to the message, never back; false when it stands there or behind already. */
  abstract advance(
    userId: Id,
    message: { readonly channelId: Id; readonly id: Id; readonly seq: number },
  ): Promise<boolean>;
  /** Of all channels that somebody ever read in, with one query. */
  abstract of(userId: Id): Promise<readonly ReadState[]>;
  /**
   * Unread messages with one query, {@link UNREAD_COUNTED_MAX} when there are more: newer than the pointer, the own last message and the join, neither notices nor
   * deleted. Channels without any are missing.
   */
  abstract unread(userId: Id, channels: readonly JoinedChannel[]): Promise<ReadonlyMap<Id, number>>;
}
