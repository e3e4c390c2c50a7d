import type { Id } from '../../../shared/ids';

/** The conversations of one person that are looked at for contacts; the last used ones. */
export const CONTACT_CONVERSATIONS_MAX = 2_000;

export interface ContactConversations {
  /** The other side of each conversation of two, unless one of the two has blocked the other. */
  readonly directUserIds: readonly Id[];
  readonly groupIds: readonly Id[];
}

export abstract class ContactReader {
  /** At most {@link CONTACT_CONVERSATIONS_MAX} in all. */
  abstract conversationsOf(userId: Id): Promise<ContactConversations>;
}
