import type { PresentedMessage } from '../messages/message-answer.dto';

export class PresentedConversationSettings {
  type!: 'direct' | 'group';
  /** Of the other person, or of the group. */
  id!: string;
  /** What was typed and not sent. */
  draft!: string;
  is_pinned!: boolean;
  is_muted!: boolean;
}

export class PresentedConversation extends PresentedConversationSettings {
  /** Of the other person, or of the group. */
  name!: string;
  unread_count!: number;
  last_message!: PresentedMessage | null;
  updated_at!: string;
}
