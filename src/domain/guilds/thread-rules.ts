import type { Id } from '../../shared/ids';
import type { GuildChannelType, Thread, ThreadType } from './guild';
import { hasPermission, NO_PERMISSIONS, Permission } from './permissions';

export const THREAD_NAME_MAX = 100;
/** Threads of a guild that are not archived. */
export const ACTIVE_THREADS_MAX = 1_000;
/** Members of one thread. */
export const THREAD_MEMBERS_MAX = 1_000;
/** After so many minutes without a message a thread archives itself. */
export const autoArchiveMinutes = [60, 1_440, 4_320, 10_080] as const;
export const AUTO_ARCHIVE_MINUTES_DEFAULT = 1_440;
/** Seconds: six hours. */
export const THREAD_SLOW_MODE_SECONDS_MAX = 21_600;

/** A private thread exists only for its members and for whoever moderates threads. */
export function permissionsInThread(
  permissions: bigint,
  thread: Pick<Thread, 'type' | 'memberIds'>,
  userId: Id,
): bigint {
  if (thread.type !== 'private' || hasPermission(permissions, Permission.manageThreads)) return permissions;
  return thread.memberIds?.includes(userId) ? permissions : NO_PERMISSIONS;
}

/** The kind of thread that may be made in a channel; undefined where there are none. */
export function threadTypeIn(parent: GuildChannelType, isPrivate: boolean): ThreadType | undefined {
  if (parent === 'text') return isPrivate ? 'private' : 'public';
  if (parent === 'announcement') return isPrivate ? undefined : 'announcement';
  return undefined;
}
