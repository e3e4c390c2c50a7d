import { Injectable } from '@nestjs/common';
import type { Message } from '../../domain/messaging';
import { bannedFromRoom, namesOf, type Room, roomClosed, type RoomUserJoined } from '../../domain/rooms';
import type { DomainEvent } from '../../shared/events';
import { compareIds, type Id } from '../../shared/ids';
import { MessageReader } from '../messaging';
import { ChannelHub, type Subscription } from '../realtime';
import { IdGenerator } from '../shared/id-generator';
import type { Admission } from './admit-visitor';
import { LeaveRoom } from './leave-room';
import { type Joined, LiveRooms } from './live-rooms';
import { RoomDirectory } from './room-directory';
import type { RoomSession } from './room-session';
import { VisitLog } from './visit-log';

/** Messages shown to a newcomer. */
export const RECENT_MESSAGES = 50;
/** Missed messages returned at once to one who comes back; the rest is read page by page. */
export const MISSED_MESSAGES_MAX = 500;

export interface EnterRoomInput {
  readonly admission: Admission;
  readonly session: RoomSession;
  /** The newest message the client has: what came after it is `missed`. */
  readonly lastMessageId?: Id;
  /** True for a client that is told nothing of what was said before: it gets all that is said from now on. */
  readonly withoutHistory?: true;
}

/** What a newcomer is told first. Call `stay.begin` right after it was written to the socket. */
export interface RoomEntry {
  readonly room: Room;
  readonly isAdmin: boolean;
  readonly isMuted: boolean;
  /** The newest, oldest first. */
  readonly recent: readonly Message[];
  /** What came after `lastMessageId`, oldest first; empty without it. */
  readonly missed: readonly Message[];
  /** More missed messages than returned, or, without `lastMessageId`, older ones than `recent`. */
  readonly hasMore: boolean;
  readonly stay: Stay;
}

export interface Stay {
  /** Live events flow from now on; those that came meanwhile and are not in the entry are delivered first. */
  begin(): void;
  /** Ends the session's stay; safe to call twice. */
  end(): void;
}

const NO_HISTORY: Pick<RoomEntry, 'recent' | 'missed' | 'hasMore'> = { recent: [], missed: [], hasMore: false };

/**
 * Lets an admitted session in: registered first, then the state is read, then what came meanwhile is replayed, so
 * nothing is missed and nothing told twice.
 */
@Injectable()
export class EnterRoom {
  constructor(
    private readonly live: LiveRooms,
    private readonly hub: ChannelHub,
    private readonly directory: RoomDirectory,
    private readonly messages: MessageReader,
    private readonly visits: VisitLog,
    private readonly ids: IdGenerator,
    private readonly leaveRoom: LeaveRoom,
  ) {}

  /** @throws AppError `banned`, `room_closed` when that happened since the admission; `unavailable` */
  async execute({ admission, session, lastMessageId, withoutHistory }: EnterRoomInput): Promise<RoomEntry> {
    const { visitor, reservation } = admission;
    const roomId = admission.room.id;
    let end: (() => void) | undefined;
    try {
      await this.hub.open(roomId);
      const subscription = this.subscribe(roomId, session);
      const joined = this.live.join(admission.room, visitor, session);
      end = once(() => this.leave(roomId, visitor.userKey, session, subscription));
      await this.recordVisit(roomId, joined);
      const room = await this.recheck(roomId, visitor.userKey);
      const { mute } = await this.directory.sanctionsOf(roomId, visitor.userKey);
      const history = withoutHistory ? NO_HISTORY : await this.readHistory(roomId, lastMessageId);
      const isAdmin = this.live.isAdmin(roomId, visitor);
      const begin = (): void =>
        subscription.release({
          lastMessageId: newerId(history.recent.at(-1), history.missed.at(-1)),
          covers: (event) => isOwnJoining(event, visitor.userKey),
        });
      return { room, isAdmin, isMuted: mute !== undefined, ...history, stay: { begin, end } };
    } catch (error) {
      end?.();
      throw error;
    } finally {
      reservation.release();
    }
  }

  private subscribe(roomId: Id, session: RoomSession): Subscription {
    try {
      return this.hub.subscribe(roomId, session);
    } catch (error) {
      this.hub.close(roomId);
      throw error;
    }
  }

  private async recordVisit(roomId: Id, { occupant, isNew }: Joined): Promise<void> {
    const { visitor } = occupant;
    const { userKey } = visitor;
    if (isNew) {
      const visit = { id: this.ids.next(), roomId, userKey, joinedAtMs: occupant.joinedAtMs };
      occupant.visit = this.visits.open({ ...visit, currentUsers: this.live.count(roomId) }).then(() => visit.id);
      const event: RoomUserJoined = {
        type: 'room.user_joined',
        mayWait: true,
        channelId: roomId,
        userKey,
        ...namesOf(visitor),
      };
      this.hub.publish(event);
    }
    await occupant.visit;
  }

  /** The room and the ban list may have changed between the admission and the registration; from here on events tell. */
  private async recheck(roomId: Id, userKey: string): Promise<Room> {
    const room = await this.directory.require(roomId);
    if (room.closedAtMs !== undefined) throw roomClosed();
    const { ban } = await this.directory.sanctionsOf(roomId, userKey);
    if (ban) throw bannedFromRoom();
    return room;
  }

  private async readHistory(
    roomId: Id,
    lastMessageId: Id | undefined,
  ): Promise<Pick<RoomEntry, 'recent' | 'missed' | 'hasMore'>> {
    const recentAndOne = await this.messages.page({ channelId: roomId, limit: RECENT_MESSAGES + 1 });
    const recent = recentAndOne.slice(-RECENT_MESSAGES);
    if (lastMessageId === undefined) {
      return { recent, missed: [], hasMore: recentAndOne.length > RECENT_MESSAGES };
    }
    // Read second: whoever only looks at the missed ones gets all that the recent ones show.
    const after = { channelId: roomId, after: lastMessageId, limit: MISSED_MESSAGES_MAX + 1 };
    const missedAndOne = await this.messages.page(after);
    const hasMore = missedAndOne.length > MISSED_MESSAGES_MAX;
    return { recent, missed: missedAndOne.slice(0, MISSED_MESSAGES_MAX), hasMore };
  }

  private leave(roomId: Id, userKey: string, session: RoomSession, subscription: Subscription): void {
    subscription.cancel();
    this.leaveRoom.execute(roomId, userKey, session);
    this.hub.close(roomId);
  }
}

/** Of two messages; either of the two reads may have seen the newest one. */
function newerId(a: Message | undefined, b: Message | undefined): Id | undefined {
  if (!a || !b) return a?.id ?? b?.id;
  return compareIds(a.id, b.id) > 0 ? a.id : b.id;
}

function isOwnJoining(event: DomainEvent, userKey: string): boolean {
  return event.type === 'room.user_joined' && 'userKey' in event && event.userKey === userKey;
}

function once(work: () => void): () => void {
  let done = false;
  return () => {
    if (done) return;
    done = true;
    work();
  };
}
