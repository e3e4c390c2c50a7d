import type { Attachment } from '../../domain/messaging';
import type { Id } from '../../shared/ids';

/** One file of a message that is to be in another message too. */
export interface AttachmentCopy {
  /** Of the new attachment. */
  readonly id: Id;
  readonly channelId: Id;
  readonly uploaderId: Id;
  readonly original: { readonly channelId: Id; readonly attachmentId: Id };
}

/** Where a stored file belongs. */
export interface AttachmentPlace {
  readonly uploaderId: Id;
  /** Absent until it is sent. */
  readonly message?: { readonly channelId: Id; readonly messageId: Id };
}

/** Files that are uploaded before the message they are for, and files that messages share. */
export abstract class UploadedFiles {
  /**
   * Those that this person uploaded before their message, sent or not, in no order. A sent one is among them because
   * a repeated send names it again; what its message lost is not.
   */
  abstract own(uploaderId: Id, attachmentIds: readonly Id[]): Promise<readonly Attachment[]>;
  /** How many this person has uploaded and not sent. */
  abstract countUnsent(uploaderId: Id): Promise<number>;
  /** Makes attachments of no message yet that have the bytes of others; returns the ids of those whose original is there. */
  abstract copy(copies: readonly AttachmentCopy[]): Promise<readonly Id[]>;
  /** Undefined when it is unknown or its message has lost it. */
  abstract placeOf(attachmentId: Id): Promise<AttachmentPlace | undefined>;
}
