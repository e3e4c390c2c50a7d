import { Injectable } from '@nestjs/common';
import type { Id } from '../../../shared/ids';
import type { GatewaySession } from '../gateway';
import { FeedSession } from './feed-session';

const NONE: ReadonlySet<FeedSession> = new Set();

/** The gateway sessions of this process, by user. */
@Injectable()
export class FeedSessions {
  private readonly bySession = new Map<GatewaySession, FeedSession>();
  private readonly byUser = new Map<Id, Set<FeedSession>>();

  get size(): number {
    return this.bySession.size;
  }

  add(session: GatewaySession): FeedSession {
    const added = new FeedSession(session);
    this.bySession.set(session, added);
    const ofUser = this.byUser.get(added.userId);
    if (ofUser) ofUser.add(added);
    else this.byUser.set(added.userId, new Set([added]));
    return added;
  }

  remove(session: GatewaySession): FeedSession | undefined {
    const removed = this.bySession.get(session);
    if (!removed) return undefined;
    this.bySession.delete(session);
    const ofUser = this.byUser.get(removed.userId);
    ofUser?.delete(removed);
    if (ofUser?.size === 0) this.byUser.delete(removed.userId);
    return removed;
  }

  find(session: GatewaySession): FeedSession | undefined {
    return this.bySession.get(session);
  }

  ofUser(userId: Id): ReadonlySet<FeedSession> {
    return this.byUser.get(userId) ?? NONE;
  }

  /** Those of these people that hear of what belongs to no guild; most people of a large group have none. */
  privateOf(userIds: readonly Id[]): readonly FeedSession[] {
    const found: FeedSession[] = [];
    for (const userId of userIds) {
      for (const session of this.ofUser(userId)) if (session.servesUser) found.push(session);
    }
    return found;
  }
}
