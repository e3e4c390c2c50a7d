import type { DomainEvent } from '../../shared/events';
import type { Id } from '../../shared/ids';
import type { Message } from './message';

/** How far somebody has read a channel. */
export interface ReadState {
  readonly channelId: Id;
  readonly lastReadId: Id;
  readonly lastReadSeq: number;
}

/** Somebody's read pointer moved on. */
export interface ChannelRead extends DomainEvent {
  readonly type: 'channel.read';
  readonly channelId: Id;
  readonly userId: Id;
  /** Everything up to this message is read. */
  readonly messageId: Id;
  readonly seq: number;
}

/** What is known of a person and a channel that says what they have read there. */
export interface Reading {
  readonly lastReadSeq?: number;
  /** Of the last message they sent there, also when it is gone by now: who writes has seen what was above. */
  readonly ownLastSeq?: number;
}

/** Up to which `seq` somebody has read a channel. */
export const readBoundOf = ({ lastReadSeq = 0, ownLastSeq = 0 }: Reading): number => Math.max(lastReadSeq, ownLastSeq);

/** Whether a message is one that people read: what the server says and what is gone is not. */
export const isCounted = ({ kind }: Pick<Message, 'kind'>, isGone: boolean): boolean => kind === 'text' && !isGone;
