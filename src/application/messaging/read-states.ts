import type { ReadState } from '../../domain/messaging';
import type { Id } from '../../shared/ids';

/** A channel somebody is in, for counting what they have not read. Whatever was there before the join does not count. */
export interface JoinedChannel {
  readonly channelId: Id;
  /** The channel's head at the join; 0 or absent: in it from the beginning. */
  readonly joinedSeq?: number;
  /** Where only the time of the join is known, as in guilds: messages of that millisecond count. */
  readonly joinedAtMs?: number;
}

/** A place in a channel. */
export interface ReadPoint {
  readonly id: Id;
  readonly seq: number;
}

/** Somebody in a channel. */
export interface ChannelReader {
  readonly channelId: Id;
  readonly userId: Id;
}

/** How far people have read. */
export abstract class ReadStates {
  /** Moves the pointer to the message, never back; false when it stands there or behind already. */
  abstract advance(userId: Id, message: ReadPoint & { readonly channelId: Id }): Promise<boolean>;
  /** Moves the pointer to the channel's newest message; undefined when it stands there already, or there is none. */
  abstract advanceToHead(userId: Id, channelId: Id): Promise<ReadPoint | undefined>;
  /** Of all channels that somebody ever read in, with one query. */
  abstract of(userId: Id): Promise<readonly ReadState[]>;
  /**
   * How many messages somebody has not read, exactly, with one query whose cost does not depend on how many they are:
   * those after {@link readUpTo} and the join that are neither notices nor deleted. Channels without any are missing.
   */
  abstract unread(userId: Id, channels: readonly JoinedChannel[]): Promise<ReadonlyMap<Id, number>>;
  /**
   * The `seq` up to which these people have read a channel: their pointer or, when that is later, the last message they
   * sent, be it deleted or not. With one query; whoever has read nothing is missing.
   */
  abstract readUpTo(channelId: Id, userIds: readonly Id[]): Promise<ReadonlyMap<Id, number>>;
  /** As {@link readUpTo} for several channels with one query: in the order asked, 0 for whoever has read nothing there. */
  abstract readUpToEach(readers: readonly ChannelReader[]): Promise<readonly number[]>;
}
