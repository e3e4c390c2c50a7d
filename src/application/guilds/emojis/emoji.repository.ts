import type { Emoji } from '../../../domain/guilds';
import type { Id } from '../../../shared/ids';

/** A guild's own emojis as they are written. Call it under the guild's lock. */
export abstract class EmojiRepository {
  abstract insert(emoji: Emoji): Promise<void>;
  /** Name and roles. */
  abstract update(emoji: Emoji): Promise<void>;
  abstract remove(emojiId: Id): Promise<void>;
}
