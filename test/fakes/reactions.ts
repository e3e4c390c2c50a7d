import {
  type KnownEmoji,
  type ReactingUsersQuery,
  ReactionReader,
  ReactionRepository,
  type StoredReaction,
} from '../../src/application/messaging';
import type { UnitOfWork } from '../../src/application/shared/unit-of-work';
import { type Message, type ReactionCount, type ReactionEmoji, reactionKey } from '../../src/domain/messaging';
import { assert } from '../../src/shared/assert';
import { compareIds, type Id } from '../../src/shared/ids';
import type { FakeMessages } from './messaging';

/** Reactions in the order in which they were added. */
export class FakeReactions extends ReactionRepository {
  stored: StoredReaction[] = [];
  readonly emojis = new Map<Id, KnownEmoji>();

  constructor(
    private readonly messages: FakeMessages,
    private readonly uow: UnitOfWork,
  ) {
    super();
  }

  async lockKinds(channelId: Id, messageId: Id): Promise<ReadonlySet<string> | undefined> {
    assert(this.uow.active, 'a message is only locked inside a unit of work');
    if (!this.messages.of(channelId)?.some(({ id }) => id === messageId)) return undefined;
    return new Set(this.of(messageId).map(({ emoji }) => reactionKey(emoji)));
  }

  async add(reaction: StoredReaction): Promise<boolean> {
    if (this.find(reaction.messageId, reaction.userId, reactionKey(reaction.emoji))) return false;
    this.stored.push(reaction);
    return true;
  }

  async remove(_channelId: Id, messageId: Id, userId: Id, emojiKey: string): Promise<ReactionEmoji | undefined> {
    const found = this.find(messageId, userId, emojiKey);
    this.stored = this.stored.filter((one) => one !== found);
    return found?.emoji;
  }

  async clear(_channelId: Id, messageId: Id, emojiKey?: string): Promise<boolean> {
    const gone = this.of(messageId).filter(({ emoji }) => (emojiKey ?? reactionKey(emoji)) === reactionKey(emoji));
    this.stored = this.stored.filter((one) => !gone.includes(one));
    return gone.length > 0;
  }

  async findEmoji(emojiId: Id): Promise<KnownEmoji | undefined> {
    return this.emojis.get(emojiId);
  }

  of(messageId: Id): readonly StoredReaction[] {
    return this.stored.filter((one) => one.messageId === messageId && !this.isRecalled(one));
  }

  private isRecalled({ channelId, messageId }: StoredReaction): boolean {
    return this.messages.of(channelId, true)?.some(({ id, recalledAtMs }) => id === messageId && recalledAtMs) === true;
  }

  private find(messageId: Id, userId: Id, emojiKey: string): StoredReaction | undefined {
    return this.of(messageId).find((one) => one.userId === userId && reactionKey(one.emoji) === emojiKey);
  }
}

export class FakeReactionReader extends ReactionReader {
  constructor(private readonly reactions: FakeReactions) {
    super();
  }

  async countsOf(
    messages: readonly Pick<Message, 'id'>[],
    readerId?: Id,
  ): Promise<ReadonlyMap<Id, readonly ReactionCount[]>> {
    const counted = messages.map(({ id }) => [id, this.counts(id, readerId)] as const);
    return new Map(counted.filter(([, counts]) => counts.length > 0));
  }

  async users({ messageId, emojiKey, after = '0', limit }: ReactingUsersQuery): Promise<readonly Id[]> {
    return this.reactions
      .of(messageId)
      .filter(({ emoji, userId }) => reactionKey(emoji) === emojiKey && compareIds(userId, after) > 0)
      .map(({ userId }) => userId)
      .sort(compareIds)
      .slice(0, limit);
  }

  private counts(messageId: Id, readerId: Id | undefined): ReactionCount[] {
    const kinds = new Map<string, ReactionCount>();
    for (const { emoji, userId } of this.reactions.of(messageId)) {
      const known = kinds.get(reactionKey(emoji)) ?? { emoji, count: 0, isOwn: false };
      const isOwn = known.isOwn || userId === readerId;
      kinds.set(reactionKey(emoji), { ...known, count: known.count + 1, isOwn });
    }
    return [...kinds.values()];
  }
}
