import type { Id } from '../../../shared/ids';

/** Invalidated when the group's settings or number of members change, and when it is dissolved. */
export const groupKey = (channelId: Id): string => `group:${channelId}`;
/** Invalidated when anybody joins or leaves the group. */
export const groupSeatsKey = (channelId: Id): string => `group_seats:${channelId}`;
/** Invalidated when the member joins, leaves or changes, and when the group is dissolved. */
export const groupMemberKey = (channelId: Id, userId: Id): string => `group_member:${channelId}:${userId}`;

export function memberOfGroupKey(key: string): { readonly channelId: Id; readonly userId: Id } | undefined {
  const [, channelId, userId] = /^group_member:(\d+):(\d+)$/.exec(key) ?? [];
  return channelId === undefined || userId === undefined ? undefined : { channelId, userId };
}
