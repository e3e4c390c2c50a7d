import type { Attachment } from '../../domain/messaging';
import type { Id } from '../../shared/ids';

export interface NewAttachment extends Attachment {
  readonly channelId: Id;
  /** Who may send it: a person, a bot or a webhook. */
  readonly uploaderId: Id;
}

/** Which stored file belongs to which message. A file of none is cleaned up. */
export abstract class AttachmentRegistry {
  /** They belong to no message yet. */
  abstract add(attachments: readonly NewAttachment[]): Promise<void>;
  /** Gives attachments of nobody in this channel to a message. Only inside `UnitOfWork.run`. */
  abstract attach(channelId: Id, messageId: Id, attachmentIds: readonly Id[]): Promise<void>;
  /**
   * Takes the files of messages that are deleted, or that an edit dropped, from them: their links end at once.
   * Only inside `UnitOfWork.run`.
   * @param keptIds attachments that stay
   */
  abstract release(channelId: Id, messageIds: readonly Id[], keptIds?: readonly Id[]): Promise<void>;
  /** Takes the files of all messages in channels that were deleted since then; returns how many. */
  abstract releaseOfDeletedChannels(sinceMs: number): Promise<number>;
  /** Undefined for one that is unknown, that belongs to no message, or whose channel is deleted. */
  abstract find(channelId: Id, attachmentId: Id): Promise<Pick<Attachment, 'filename' | 'contentType'> | undefined>;
  /** The oldest that belong to no message and were made before. */
  abstract unused(createdBeforeMs: number, limit: number): Promise<readonly Id[]>;
  /** Those that belong to no message; returns the ids of those that were removed. */
  abstract removeUnused(attachmentIds: readonly Id[]): Promise<readonly Id[]>;
}
