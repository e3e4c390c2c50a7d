import type { Message } from '../../domain/messaging';
import type { Id } from '../../shared/ids';

/** Changes to existing messages. */
export abstract class MessageRepository {
  /** Locks the channel row and returns its head `seq`; undefined without such a channel. Only inside `UnitOfWork.run`. */
  abstract lockChannel(channelId: Id): Promise<number | undefined>;
  /** Undefined for an unknown message or a tombstone, unless recalled ones are wanted. */
  abstract find(channelId: Id, messageId: Id, withRecalled?: boolean): Promise<Message | undefined>;
  /**
   * Empties the message and keeps the row; false when there is none to empty. Only inside `UnitOfWork.run`.
   * @param how a recalled message is still found by those who ask for recalled ones
   */
  abstract bury(channelId: Id, messageId: Id, deletedAtMs: number, how?: 'deleted' | 'recalled'): Promise<boolean>;
  /** As {@link bury}; returns the ids of those that were there. */
  abstract buryMany(channelId: Id, messageIds: readonly Id[], deletedAtMs: number): Promise<readonly Id[]>;
  /** Writes content, flags, details and time of the edit. Only inside `UnitOfWork.run`. */
  abstract rewrite(message: Message): Promise<void>;
  /**
   * Pins a message, or unpins it without a time, and keeps the time of the channel's newest pin, which it returns. Only
   * inside `UnitOfWork.run`.
   */
  abstract setPin(channelId: Id, messageId: Id, pinnedAtMs: number | undefined): Promise<number | undefined>;
  abstract countPins(channelId: Id): Promise<number>;
}
