/**
 * The rule of who has read what, in SQL: up to which `seq` a person has read a channel, null for nothing. The domain has
 * it as `readBoundOf`. Both arguments are expressions; each costs one look-up by an index.
 */
export const readBoundSql = (channelId: string, userId: string): string => `greatest(
    (SELECT state.last_read_seq FROM read_states state WHERE state.user_id = ${userId} AND state.channel_id = ${channelId}),
    (SELECT own.seq FROM messages own
     WHERE own.channel_id = ${channelId} AND own.author_id = ${userId} AND own.kind = 'text'
     ORDER BY own.id DESC LIMIT 1))`;

/**
 * Messages of `m` that nobody has to read, the opposite of the domain's `isCounted`; word for word the condition of
 * the index `messages_uncounted_idx`. They are few, so unread messages are counted by subtracting them from `seq`,
 * which has no gaps.
 */
export const UNCOUNTED = `(m.deleted_at IS NOT NULL OR m.kind <> 'text')`;
