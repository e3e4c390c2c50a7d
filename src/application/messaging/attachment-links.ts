import type { Attachment } from '../../domain/messaging';
import type { Id } from '../../shared/ids';

/** Links to attachments that whoever has them can follow without a token, for 24 hours. */
export abstract class AttachmentLinks {
  /** Absolute when PUBLIC_URL is set, else to the address the server listens on. */
  abstract sign(channelId: Id, attachment: Pick<Attachment, 'id' | 'filename'>): string;
}
