import type { Group, Message } from '../../../domain/messaging';
import type { Id } from '../../../shared/ids';
import type { ConversationSettings } from './conversation-settings.repository';

export const conversationKinds = ['direct', 'group', 'room'] as const;
export type ConversationKind = (typeof conversationKinds)[number];

interface ConversationPlace {
  readonly channelId: Id;
  /** The channel's head when the reader joined. */
  readonly joinedSeq: number;
  readonly settings: ConversationSettings;
  /** When something was said there last, or the reader came in, whichever is later. */
  readonly updatedAtMs: number;
}

/** A conversation somebody takes part in, without what is in it. */
export type ConversationEntry =
  | (ConversationPlace & { readonly kind: 'direct'; readonly otherUserId: Id })
  | (ConversationPlace & { readonly kind: 'group'; readonly group: Group })
  | (ConversationPlace & { readonly kind: 'room'; readonly room: { readonly id: Id; readonly name: string } });

export interface ConversationsQuery {
  readonly kinds: readonly ConversationKind[];
  readonly limit: number;
}

/** Where to look for a last message. */
export interface VisibleChannel {
  readonly channelId: Id;
  /** Only messages with a greater `seq`. */
  readonly fromSeq?: number;
}

/** Conversations as one of their people sees them. */
export abstract class ConversationReader {
  /**
   * Those somebody takes part in, pinned ones first, then the one updated last. Closed ones are missing, and those of two
   * in which nothing was said, unless the reader has settings there. Two queries at most.
   */
  abstract ofUser(userId: Id, query: ConversationsQuery): Promise<readonly ConversationEntry[]>;
  /** What people said last: no notices, nothing deleted, but what was recalled. By channel; one query. */
  abstract lastMessages(channels: readonly VisibleChannel[]): Promise<ReadonlyMap<Id, Message>>;
}
