import type { Id } from '../../shared/ids';

export interface HistoryRange {
  readonly channelId: Id;
  /** Only messages with a greater `seq`. */
  readonly afterSeq?: number;
  /** Up to and with this `seq`. */
  readonly toSeq?: number;
}

/** How much there is to read in a channel: what people and operators said and is not deleted. */
export abstract class HistoryCounter {
  abstract count(range: HistoryRange): Promise<number>;
  /** The message with `offset` newer ones in the range; undefined when there are not so many. */
  abstract idAt(range: HistoryRange, offset: number): Promise<Id | undefined>;
}
