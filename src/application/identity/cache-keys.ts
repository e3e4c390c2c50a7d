import type { Id } from '../../shared/ids';

/** Invalidated when the profile of a person or bot changes, also when the account is deleted. */
export const userKey = (userId: Id): string => `user:${userId}`;
/** Invalidated when a login ends before its time. */
export const authSessionKey = (authSessionId: Id): string => `auth-session:${authSessionId}`;
/** Invalidated when a bot's token changes or ends. */
export const botKey = (botUserId: Id): string => `bot:${botUserId}`;
/** Invalidated when the application changes. */
export const applicationKey = (applicationId: Id): string => `application:${applicationId}`;

export const userIdOfKey = (key: string): Id | undefined => /^user:(\d+)$/.exec(key)?.[1];
