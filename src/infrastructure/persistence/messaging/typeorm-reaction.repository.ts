import { Injectable } from '@nestjs/common';
import { type KnownEmoji, ReactionRepository, type StoredReaction } from '../../../application/messaging';
import { type ReactionEmoji, reactionKey } from '../../../domain/messaging';
import { assert } from '../../../shared/assert';
import type { Id } from '../../../shared/ids';
import { TransactionContext } from '../transaction-context';

/** The lock is on the message alone: reactions wait for one another, never for what is sent. */
const LOCK_MESSAGE = `SELECT id FROM messages WHERE channel_id = $1 AND id = $2 AND deleted_at IS NULL FOR UPDATE`;
const KINDS = 'SELECT DISTINCT emoji_key FROM reactions WHERE channel_id = $1 AND message_id = $2';
const ADD = `WITH added AS (
    INSERT INTO reactions (channel_id, message_id, emoji_key, user_id, emoji_name, animated, created_at)
    VALUES ($1, $2, $3, $4, $5, $6, $7) ON CONFLICT DO NOTHING RETURNING 1
  ) SELECT 1 FROM added`;
const REMOVE = `WITH removed AS (
    DELETE FROM reactions WHERE channel_id = $1 AND message_id = $2 AND user_id = $3 AND emoji_key = $4
    RETURNING emoji_key, emoji_name, animated
  ) SELECT * FROM removed`;
const CLEAR = `WITH removed AS (
    DELETE FROM reactions WHERE channel_id = $1 AND message_id = $2 AND emoji_key = coalesce($3, emoji_key) RETURNING 1
  ) SELECT 1 FROM removed LIMIT 1`;

interface EmojiPart {
  emoji_key: string;
  emoji_name: string | null;
  animated: boolean;
}

@Injectable()
export class TypeOrmReactionRepository extends ReactionRepository {
  constructor(private readonly context: TransactionContext) {
    super();
  }

  async lockKinds(channelId: Id, messageId: Id): Promise<ReadonlySet<string> | undefined> {
    assert(this.context.current, 'a message is only locked inside a unit of work');
    const locked = await this.context.query<unknown[]>(LOCK_MESSAGE, [channelId, messageId]);
    if (locked.length === 0) return undefined;
    const rows = await this.context.query<{ emoji_key: string }[]>(KINDS, [channelId, messageId]);
    return new Set(rows.map((row) => row.emoji_key));
  }

  async add({ channelId, messageId, userId, emoji }: StoredReaction, atMs: number): Promise<boolean> {
    const name = emoji.id === undefined ? null : emoji.name;
    const rows = await this.context.query<unknown[]>(ADD, [
      ...[channelId, messageId, reactionKey(emoji), userId, name, emoji.animated ?? false, new Date(atMs)],
    ]);
    return rows.length > 0;
  }

  async remove(channelId: Id, messageId: Id, userId: Id, emojiKey: string): Promise<ReactionEmoji | undefined> {
    const [row] = await this.context.query<EmojiPart[]>(REMOVE, [channelId, messageId, userId, emojiKey]);
    return row && toEmoji(row);
  }

  async clear(channelId: Id, messageId: Id, emojiKey?: string): Promise<boolean> {
    const rows = await this.context.query<unknown[]>(CLEAR, [channelId, messageId, emojiKey ?? null]);
    return rows.length > 0;
  }

  async findEmoji(emojiId: Id): Promise<KnownEmoji | undefined> {
    const [row] = await this.context.query<{ id: Id; guild_id: Id; name: string; animated: boolean }[]>(
      'SELECT id, guild_id, name, animated FROM emojis WHERE id = $1',
      [emojiId],
    );
    return row && { id: row.id, guildId: row.guild_id, name: row.name, ...(row.animated && { animated: true }) };
  }
}

const toEmoji = (row: EmojiPart): ReactionEmoji => ({
  ...(row.emoji_name !== null && { id: row.emoji_key }),
  name: row.emoji_name ?? row.emoji_key,
  ...(row.animated && { animated: true }),
});
