import type { Id } from '../../../shared/ids';
import type { Listener } from './listener';

/** Sockets of one person on this process; one more ends the oldest. */
export const PERSONAL_SESSIONS_MAX = 50;

const NONE: ReadonlySet<Listener> = new Set();

/** The sessions of this process by person. */
export class PersonalSessions {
  private readonly byUser = new Map<Id, Set<Listener>>();
  /** Who takes part in a channel, as a set; kept for as long as the list itself is. */
  private readonly memberSets = new WeakMap<readonly Id[], ReadonlySet<Id>>();

  get isEmpty(): boolean {
    return this.byUser.size === 0;
  }

  /** People with sessions here. */
  get userIds(): Iterable<Id> {
    return this.byUser.keys();
  }

  /** Sessions in all. */
  get size(): number {
    let size = 0;
    for (const listeners of this.byUser.values()) size += listeners.size;
    return size;
  }

  /** Returns the person's oldest session when there is one too many by now. */
  add(listener: Listener): Listener | undefined {
    const { userId } = listener.session;
    const listeners = this.byUser.get(userId);
    if (!listeners) {
      this.byUser.set(userId, new Set([listener]));
      return undefined;
    }
    listeners.add(listener);
    if (listeners.size <= PERSONAL_SESSIONS_MAX) return undefined;
    const [oldest] = listeners;
    return oldest;
  }

  remove(listener: Listener): void {
    listener.isRemoved = true;
    const { userId } = listener.session;
    const listeners = this.byUser.get(userId);
    if (!listeners?.delete(listener)) return;
    if (listeners.size === 0) this.byUser.delete(userId);
  }

  ofUser(userId: Id): ReadonlySet<Listener> {
    return this.byUser.get(userId) ?? NONE;
  }

  /** Visits the sessions of these people; looks through the people or the sessions, whichever are fewer. */
  visit(userIds: readonly Id[], visitor: (listener: Listener) => void): void {
    if (userIds.length <= this.byUser.size) {
      for (const userId of userIds) for (const listener of this.ofUser(userId)) visitor(listener);
      return;
    }
    const wanted = this.setOf(userIds);
    for (const [userId, listeners] of this.byUser) {
      if (wanted.has(userId)) for (const listener of listeners) visitor(listener);
    }
  }

  private setOf(userIds: readonly Id[]): ReadonlySet<Id> {
    const known = this.memberSets.get(userIds);
    if (known) return known;
    const made = new Set(userIds);
    this.memberSets.set(userIds, made);
    return made;
  }
}
