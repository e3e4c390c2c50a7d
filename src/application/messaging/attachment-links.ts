import type { Attachment } from '../../domain/messaging';
import type { Id } from '../../shared/ids';

/** Links to attachments that whoever has them can follow without a token, for 24 hours. */
export abstract class AttachmentLinks {
  /**
   * Absolute when PUBLIC_URL is set, else to the address the server listens on.
   * @param placeId the channel of its message; for its uploader also the uploader, before it is sent
   */
  abstract sign(placeId: Id, attachment: Pick<Attachment, 'id' | 'filename'>): string;

  /** To the picture's small form; undefined when it has none. */
  signThumbnail(placeId: Id, attachment: Pick<Attachment, 'id' | 'filename' | 'hasThumbnail'>): string | undefined {
    return attachment.hasThumbnail ? `${this.sign(placeId, attachment)}&thumbnail=1` : undefined;
  }
}
