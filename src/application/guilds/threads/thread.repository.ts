import type { Thread, ThreadMember } from '../../../domain/guilds';
import type { Id } from '../../../shared/ids';

/**
 * Changes to threads, only inside `UnitOfWork.run`. Whoever makes or opens a thread locks the guild first, because its
 * active threads are counted; after that the thread.
 */
export abstract class ThreadRepository {
  /** The number of the guild's active threads, which then stays what it is; undefined without such a guild. */
  abstract lockGuild(guildId: Id): Promise<number | undefined>;
  /**
   * Stores a thread without members. When its id is that of a message of the parent, the message gets the flag that it
   * has a thread. False when the parent is deleted or there is, or was, a thread with this id.
   */
  abstract insert(thread: Thread): Promise<boolean>;
  /** The thread as it is, which nobody else changes until the end; undefined for a deleted one. */
  abstract lock(threadId: Id): Promise<Thread | undefined>;
  /** Name, state and settings; never its kind, place, members or messages. */
  abstract update(thread: Thread): Promise<void>;
  abstract remove(threadId: Id, atMs: number): Promise<void>;
  /** Counted with the thread's members; false for whoever is one, or has left the guild meanwhile. */
  abstract addMember(member: ThreadMember): Promise<boolean>;
  /** False for whoever is none. */
  abstract removeMember(threadId: Id, userId: Id): Promise<boolean>;
}
