import type { MessageFormat } from '../../../domain/messaging';

export class PresentedFile {
  id!: string;
  /** Good for a day. */
  url!: string;
  name!: string;
  /** Bytes. */
  size!: number;
  content_type!: string;
  /** Pixels; only pictures have them. */
  width?: number;
  height?: number;
}

export class PresentedMessage {
  id!: string;
  sender_id!: string;
  /** Null in a group. */
  receiver_id!: string | null;
  /** Null between two. */
  group_id!: string | null;
  /** Empty when it was recalled. */
  content!: string;
  message_type!: MessageFormat;
  created_at!: string;
  /** Between two: whether the receiver has read it. In a group: whether the one who asks has; one's own are read. */
  is_read!: boolean;
  reply_to_id!: string | null;
  recalled!: boolean;
  attachment?: PresentedFile;
}

export class PresentedReaction {
  emoji!: string;
  count!: number;
  /** Whether the one who asks is among them. */
  me!: boolean;
}

export class PresentedReactions {
  message_id!: string;
  reactions!: PresentedReaction[];
}

export class PresentedHit extends PresentedMessage {
  /** HTML: the text around the first match, which is marked with `<em>`. */
  highlight!: string;
}
