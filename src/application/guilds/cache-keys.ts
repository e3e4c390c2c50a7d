import type { Id } from '../../shared/ids';

/** Invalidated when the guild itself, a role, a channel, an overwrite or an emoji of it changes, and when it is deleted. */
export const guildKey = (guildId: Id): string => `guild:${guildId}`;
/** Invalidated when the member joins, leaves or changes. */
export const memberKey = (guildId: Id, userId: Id): string => `member:${guildId}:${userId}`;
/** Invalidated when the thread changes or is deleted. */
export const threadKey = (threadId: Id): string => `thread:${threadId}`;

/** Invalidated when the user joins or leaves the thread. */
export const threadMemberKey = (threadId: Id, userId: Id): string => `thread_member:${threadId}:${userId}`;

export const guildIdOfKey = (key: string): Id | undefined => /^guild:(\d+)$/.exec(key)?.[1];
export function memberOfGuildKey(key: string): { readonly guildId: Id; readonly userId: Id } | undefined {
  const [, guildId, userId] = /^member:(\d+):(\d+)$/.exec(key) ?? [];
  return guildId === undefined || userId === undefined ? undefined : { guildId, userId };
}
export function threadMemberOfKey(key: string): { readonly threadId: Id; readonly userId: Id } | undefined {
  const [, threadId, userId] = /^thread_member:(\d+):(\d+)$/.exec(key) ?? [];
  return threadId === undefined || userId === undefined ? undefined : { threadId, userId };
}
