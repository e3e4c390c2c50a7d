import type { Message, MessageAuthor, MessageDetails, MessageKind, MessageOrigin } from '../../domain/messaging';
import type { Id } from '../../shared/ids';
import type { MessageNotice } from './notifications/message-notices';

/** Sends waiting for a commit, in messages; beyond it a send is refused with `limited`. */
export const WRITER_QUEUE_MAX = 10_000;
/** One commit carries at most this many messages ... */
export const WRITER_BATCH_MESSAGES_MAX = 256;
/** ... and at most this many bytes of content and details. */
export const WRITER_BATCH_BYTES_MAX = 1_048_576;

export interface NewMessage {
  readonly channelId: Id;
  readonly kind: MessageKind;
  readonly author?: MessageAuthor;
  readonly byAdmin: boolean;
  readonly content: string;
  /** Idempotency key of this author in this channel, kept for 24 h; needs an author. */
  readonly nonce?: string;
  /** Slow mode: refused when the author's last message in the channel is younger. */
  readonly authorIntervalMs?: number;
  /** Bits of `MessageFlag`. */
  readonly flags?: number;
  /** Its attachments must be stored already; their rows get the message's id in the append's transaction. */
  readonly details?: MessageDetails;
  /** Written into the inboxes with the message; needs an author. `notification.created` follows `message.created`. */
  readonly notices?: readonly MessageNotice[];
  /** Only told with the event; see `MessageCreated`. */
  readonly echoNonce?: string | number;
  readonly origin?: MessageOrigin;
}

export interface Appended {
  readonly message: Message;
  /** True when the nonce was seen before and nothing new was written or published. */
  readonly isRepeat: boolean;
}

/**
 * The only way a message row comes into being, of whatever kind. Concurrent appends share a commit. Gives `seq` without
 * gaps and ids that increase in commit order within the channel, publishes `message.created` after the commit.
 */
export abstract class MessageWriter {
  /**
   * Resolves after the commit, with the first message when the nonce was seen before.
   * Throws when called inside `UnitOfWork.run`: it owns its transaction.
   * @throws AppError `limited` when the queue is full, `slow_mode` (with `retryAfterMs`), `not_found` for an unknown
   *   channel, `channel_closed` (conflict) for a closed one, `unavailable` when the database does not answer.
   */
  abstract append(message: NewMessage): Promise<Appended>;
  /** Waits until every accepted append has been settled. */
  abstract flush(): Promise<void>;
}
