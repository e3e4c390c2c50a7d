import type { Attachment } from '../../domain/messaging';
import type { Id } from '../../shared/ids';

export interface NewAttachment extends Attachment {
  /** Absent for a file that is uploaded before its message. */
  readonly channelId?: Id;
  /** Who may send it: a person, a bot or a webhook. */
  readonly uploaderId: Id;
}

/** A stored file as a reader needs it. */
export interface StoredAttachment extends Pick<Attachment, 'filename' | 'contentType' | 'hasThumbnail'> {
  /** Under which `FileStorage` has the bytes: the attachment's own id, or that of the one it was forwarded from. */
  readonly fileId: Id;
}

/** Attachments that are gone, and the files that none is left of. */
export interface RemovedAttachments {
  readonly ids: readonly Id[];
  readonly fileIds: readonly Id[];
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
  /**
   * Undefined for one that is unknown, that belongs to no message, or whose channel is deleted.
   * @param placeId the channel; or the uploader, whose own file is there before it is sent as well
   */
  abstract find(placeId: Id, attachmentId: Id): Promise<StoredAttachment | undefined>;
  /** The oldest that belong to no message and were made before. */
  abstract unused(createdBeforeMs: number, limit: number): Promise<readonly Id[]>;
  /** Those that belong to no message. */
  abstract removeUnused(attachmentIds: readonly Id[]): Promise<RemovedAttachments>;
}
