import type { Id } from '../../../shared/ids';

/** How somebody keeps a conversation. */
export interface ConversationSettings {
  readonly isPinned: boolean;
  readonly isMuted: boolean;
  /** What was typed and not sent; empty for nothing. */
  readonly draft: string;
}

export const DEFAULT_CONVERSATION_SETTINGS: ConversationSettings = { isPinned: false, isMuted: false, draft: '' };

export abstract class ConversationSettingsRepository {
  /** Writes the given parts, leaves the others as they are, and returns all. Only inside `UnitOfWork.run`. */
  abstract change(
    userId: Id,
    channelId: Id,
    changes: Partial<ConversationSettings>,
    nowMs: number,
  ): Promise<ConversationSettings>;
}
