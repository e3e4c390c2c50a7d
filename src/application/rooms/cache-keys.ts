import type { Id } from '../../shared/ids';

/** Invalidated when a room's settings change or it closes. */
export const roomKey = (roomId: Id): string => `room:${roomId}`;
/** Invalidated when a ban or mute of this user in this room changes. */
export const roomMemberKey = (roomId: Id, userKey: string): string => `room:${roomId}:user:${userKey}`;

/** Invalidated when an account becomes a member of a room or ceases to be one. */
export const roomMembershipKey = (roomId: Id, userId: Id): string => `room-membership:${roomId}:${userId}`;

/** Of a `roomMembershipKey`. */
export function readMembershipKey(key: string): { readonly roomId: Id; readonly userId: Id } {
  const [, roomId = '', userId = ''] = key.split(':');
  return { roomId, userId };
}

/** Room and user of a `roomMemberKey`; undefined for every other key. */
export function memberOfKey(key: string): { readonly roomId: Id; readonly userKey: string } | undefined {
  const [, roomId, userKey] = /^room:(\d+):user:(.*)$/s.exec(key) ?? [];
  return roomId === undefined || userKey === undefined ? undefined : { roomId, userKey };
}

/** The room of a `roomKey`; undefined for every other key. */
export const roomIdOfKey = (key: string): Id | undefined => /^room:(\d+)$/.exec(key)?.[1];
