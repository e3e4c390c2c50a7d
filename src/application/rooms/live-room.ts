import type { Room, Visitor } from '../../domain/rooms';
import type { Id } from '../../shared/ids';
import type { RoomSession } from './room-session';

/** A user inside a room, on one or several connections. */
export interface Occupant {
  visitor: Visitor;
  readonly joinedAtMs: number;
  readonly sessions: Set<RoomSession>;
  /** Set by the first join; resolves once the stay is recorded. */
  visit: Promise<Id> | undefined;
}

/** The occupants of one room on this process. */
export class LiveRoom {
  readonly occupants = new Map<string, Occupant>();
  cancelStats: (() => void) | undefined;
  /** How often reading the settings was begun. */
  readings = 0;
  private readonly reserved = new Map<string, number>();

  peakUsers: number;
  totalJoins: number;

  constructor(public room: Room) {
    this.peakUsers = room.peakUsers;
    this.totalJoins = room.totalJoins;
  }

  get isEmpty(): boolean {
    return this.occupants.size === 0 && this.reserved.size === 0;
  }

  get connections(): number {
    let connections = 0;
    for (const occupant of this.occupants.values()) connections += occupant.sessions.size;
    return connections;
  }

  reserve(userKey: string, maxMembers: number | undefined): boolean {
    const newcomers = [...this.reserved.keys()].filter((key) => !this.occupants.has(key)).length;
    const known = this.occupants.has(userKey) || this.reserved.has(userKey);
    if (!known && maxMembers !== undefined && this.occupants.size + newcomers >= maxMembers) return false;
    this.reserved.set(userKey, (this.reserved.get(userKey) ?? 0) + 1);
    return true;
  }

  unreserve(userKey: string): void {
    const left = (this.reserved.get(userKey) ?? 0) - 1;
    if (left > 0) this.reserved.set(userKey, left);
    else this.reserved.delete(userKey);
  }

  join(
    visitor: Visitor,
    session: RoomSession,
    nowMs: number,
  ): { occupant: Occupant; isNew: boolean; replaced: RoomSession[] } {
    const existing = this.occupants.get(visitor.userKey);
    if (existing) {
      const replaced = visitor.isAccount ? [] : [...existing.sessions];
      for (const session of replaced) existing.sessions.delete(session);
      existing.visitor = visitor;
      existing.sessions.add(session);
      return { occupant: existing, isNew: false, replaced };
    }
    const occupant: Occupant = { visitor, joinedAtMs: nowMs, sessions: new Set([session]), visit: undefined };
    this.occupants.set(visitor.userKey, occupant);
    this.totalJoins += 1;
    this.peakUsers = Math.max(this.peakUsers, this.occupants.size);
    return { occupant, isNew: true, replaced: [] };
  }

  leave(userKey: string, session: RoomSession): Occupant | undefined {
    const occupant = this.occupants.get(userKey);
    if (!occupant?.sessions.delete(session) || occupant.sessions.size > 0) return undefined;
    this.occupants.delete(userKey);
    return occupant;
  }
}
