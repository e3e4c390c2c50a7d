import type { ReactionEmoji } from '../../domain/messaging';
import type { Id } from '../../shared/ids';

/** A custom emoji of some guild. */
export interface KnownEmoji extends ReactionEmoji {
  readonly id: Id;
  readonly guildId: Id;
}

export interface StoredReaction {
  readonly channelId: Id;
  readonly messageId: Id;
  readonly userId: Id;
  readonly emoji: ReactionEmoji;
}

/** Reactions under messages. The changing ones only inside `UnitOfWork.run`. */
export abstract class ReactionRepository {
  /** Locks the message against other reactions and returns the keys of the kinds it has; undefined when it is gone. */
  abstract lockKinds(channelId: Id, messageId: Id): Promise<ReadonlySet<string> | undefined>;
  /** False when the user had reacted with it before. */
  abstract add(reaction: StoredReaction, atMs: number): Promise<boolean>;
  /** The emoji as it was stored; undefined when there was no such reaction. */
  abstract remove(channelId: Id, messageId: Id, userId: Id, emojiKey: string): Promise<ReactionEmoji | undefined>;
  /** All of a message, or of one kind; false when there were none. */
  abstract clear(channelId: Id, messageId: Id, emojiKey?: string): Promise<boolean>;
  abstract findEmoji(emojiId: Id): Promise<KnownEmoji | undefined>;
}
