import type { Thread, ThreadMember } from '../../domain/guilds';
import type { Id } from '../../shared/ids';

/** Threads or members in one answer at most. */
export const THREAD_PAGE_MAX = 100;

export interface ArchivedThreadsQuery {
  readonly parentId: Id;
  readonly isPrivate: boolean;
  /** Only threads that were archived before; exclusive. */
  readonly beforeMs?: number;
  /** Only threads with a smaller id. */
  readonly beforeId?: Id;
  /** Only threads this user is a member of. */
  readonly memberId?: Id;
  readonly limit: number;
}

export interface ThreadMembersQuery {
  readonly threadId: Id;
  /** Only members with a greater id. */
  readonly after?: Id;
  readonly limit: number;
}

/** Threads and who takes part in them, straight from the database; deleted threads are missing everywhere. */
export abstract class ThreadReader {
  /** Those of the ids that are threads; a thread made from a message has the message's id. */
  abstract findMany(threadIds: readonly Id[]): Promise<ReadonlyMap<Id, Thread>>;
  /** Last archived first; a user's own by id, newest first. */
  abstract archived(query: ArchivedThreadsQuery): Promise<readonly Thread[]>;
  /** Ascending by user id. */
  abstract members(query: ThreadMembersQuery): Promise<readonly ThreadMember[]>;
  abstract member(threadId: Id, userId: Id): Promise<ThreadMember | undefined>;
  /** A user's own memberships in some threads, by thread. */
  abstract membershipsOf(userId: Id, threadIds: readonly Id[]): Promise<ReadonlyMap<Id, ThreadMember>>;
  /** Active threads in which nothing has happened for as long as they allow, at most `limit`. */
  abstract idle(nowMs: number, limit: number): Promise<readonly Thread[]>;
}
