import { compareIds, type Id, idTimeMs } from '../../shared/ids';
import type { Message } from './message';

/** How far somebody has read a channel. */
export interface ReadState {
  readonly channelId: Id;
  readonly lastReadId: Id;
  readonly lastReadSeq: number;
}

export interface Reading {
  readonly userId: Id;
  readonly lastReadId?: Id;
  readonly joinedAtMs: number;
}

/**
 * Messages of one channel that somebody has not read: newer than the pointer, the own last message and the join. Notices
 * never count, and what was deleted is not among them.
 */
export function countUnread(messages: readonly Message[], { userId, lastReadId = '0', joinedAtMs }: Reading): number {
  const own = messages.filter((message) => message.author?.userId === userId).map((message) => message.id);
  const bound = [lastReadId, ...own].sort(compareIds).at(-1) ?? '0';
  return messages.filter(
    (message) => message.kind === 'text' && compareIds(message.id, bound) > 0 && idTimeMs(message.id) >= joinedAtMs,
  ).length;
}
