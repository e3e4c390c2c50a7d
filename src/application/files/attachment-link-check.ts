import type { Id } from '../../shared/ids';

/** A link as somebody follows it; nothing of it was checked. */
export interface FollowedLink {
  readonly channelId: Id;
  readonly attachmentId: Id;
  readonly filename: string;
  /** Hexadecimal seconds at which the link ends and at which it was made, and the signature. */
  readonly ex: string;
  readonly is: string;
  readonly hm: string;
  /** Asks for the picture's small form; no secret, so not signed. */
  readonly isThumbnail?: boolean;
}

export abstract class AttachmentLinkCheck {
  /** True for a link that this server made and that has not ended; compares in constant time. */
  abstract isValid(link: FollowedLink): boolean;
}
