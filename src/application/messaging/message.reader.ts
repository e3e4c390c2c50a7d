import type { Message } from '../../domain/messaging';
import type { Id } from '../../shared/ids';

export const HISTORY_PAGE_MAX = 100;

/** `before`, `after` and `around` exclude each other; the first two are exclusive. Without any, the newest. */
export interface HistoryQuery {
  readonly channelId: Id;
  readonly before?: Id;
  /** The oldest `limit` messages after this id. */
  readonly after?: Id;
  /** This message, if it is there, in the middle of those before and after it. */
  readonly around?: Id;
  /** Only messages with a greater `seq`. */
  readonly fromSeq?: number;
  /** Whether the places of recalled messages are listed too. */
  readonly withRecalled?: boolean;
  readonly limit: number;
}

export interface PinsQuery {
  readonly channelId: Id;
  readonly beforeMs?: number;
  /** Only messages with a greater `seq`. */
  readonly fromSeq?: number;
  readonly limit: number;
}

/** Where a message is. */
export interface MessageAddress {
  readonly channelId: Id;
  readonly messageId: Id;
}

/** History without tombstones but recalled ones where they are asked for, always oldest first. */
export abstract class MessageReader {
  abstract page(query: HistoryQuery): Promise<readonly Message[]>;
  /** In no order; deleted and unknown ones are missing. */
  abstract findMany(addresses: readonly MessageAddress[]): Promise<readonly Message[]>;
  /** By their ids alone, wherever they are; in no order, deleted and unknown ones are missing, recalled ones are not. */
  abstract locate(messageIds: readonly Id[]): Promise<readonly Message[]>;
  /** Pinned messages, the newest pin in front. */
  abstract pins(query: PinsQuery): Promise<readonly Message[]>;
  /** Messages whose `seq` lies in the range, both ends included; tombstones are left out. */
  abstract range(channelId: Id, fromSeq: number, toSeq: number): Promise<readonly Message[]>;
  /** `seq` of the newest message, 0 for an empty channel; undefined when there is no such channel. */
  abstract headSeq(channelId: Id): Promise<number | undefined>;
  abstract headSeqs(channelIds: readonly Id[]): Promise<ReadonlyMap<Id, number>>;
}
