import { Injectable } from '@nestjs/common';
import {
  type RoomClosed,
  type RoomNotice,
  type RoomStatsChanged,
  type RoomUserMuted,
  type RoomUserRemoved,
  type Visitor,
  isRoomAdmin,
  type Room,
  roomFull,
} from '../../domain/rooms';
import type { Id } from '../../shared/ids';
import { ChannelHub } from '../realtime';
import { Clock } from '../shared/clock';
import { EventBus } from '../shared/event-bus';
import { Invalidations } from '../shared/invalidations';
import { Logger } from '../shared/logger';
import { Timers } from '../shared/timers';
import { memberOfKey, roomIdOfKey } from './cache-keys';
import { LiveRoom, type Occupant } from './live-room';
import { RoomDirectory } from './room-directory';
import { type OccupantView, RoomOccupancy } from './room-occupancy';
import type { RoomEndReason, RoomSession } from './room-session';
import type { RoomView } from './room-view';

/** A place kept free while the newcomer's connection is being set up. */
export interface Reservation {
  release(): void;
}

export interface Joined {
  readonly occupant: Occupant;
  /** False when the user was inside already, on another connection. */
  readonly isNew: boolean;
}

/** Who is inside the rooms of this process, and what happens to them when a room's rules change. */
@Injectable()
export class LiveRooms extends RoomOccupancy {
  private readonly rooms = new Map<Id, LiveRoom>();

  constructor(
    private readonly directory: RoomDirectory,
    private readonly hub: ChannelHub,
    private readonly clock: Clock,
    private readonly timers: Timers,
    private readonly logger: Logger,
    bus: EventBus,
    invalidations: Invalidations,
  ) {
    super();
    invalidations.subscribe((key) => this.refresh(key));
    bus.subscribe<RoomUserRemoved>('room.user_removed', (event) => this.removeUser(event));
    bus.subscribe<RoomUserMuted>('room.user_muted', (event) => this.onMuted(event));
    bus.subscribe<RoomClosed>('room.closed', (event) => this.closeRoom(event));
    bus.subscribe<RoomNotice>('room.notice', (event) => this.hub.publish(event));
  }

  get connections(): number {
    let connections = 0;
    for (const room of this.rooms.values()) connections += room.connections;
    return connections;
  }

  count(roomId: Id): number {
    return this.rooms.get(roomId)?.occupants.size ?? 0;
  }

  /** `room` with the counters of this moment. */
  view(room: Room): RoomView {
    const live = this.rooms.get(room.id);
    if (!live) return { room, currentUsers: 0 };
    const { peakUsers, totalJoins } = live;
    return { room: { ...room, peakUsers, totalJoins }, currentUsers: live.occupants.size };
  }

  users(roomId: Id): readonly OccupantView[] {
    const room = this.rooms.get(roomId);
    if (!room) return [];
    return [...room.occupants.values()].map(({ visitor, joinedAtMs, sessions }) => ({
      userKey: visitor.userKey,
      ...(visitor.nickname !== undefined && { nickname: visitor.nickname }),
      isAdmin: this.isAdmin(roomId, visitor),
      joinedAtMs,
      connections: sessions.size,
    }));
  }

  occupant(roomId: Id, userKey: string): Occupant | undefined {
    return this.rooms.get(roomId)?.occupants.get(userKey);
  }

  isAdmin(roomId: Id, visitor: Visitor): boolean {
    return isRoomAdmin(visitor, this.rooms.get(roomId)?.room.adminUserIds ?? []);
  }

  /** Keeps a place for `userKey`; one already inside needs none. @throws AppError `room_full` */
  reserve(room: Room, userKey: string): Reservation {
    const live = this.rooms.get(room.id) ?? this.start(room);
    if (!live.reserve(userKey, room.maxMembers)) {
      this.dropEmpty(live);
      throw roomFull();
    }
    let released = false;
    return {
      release: () => {
        if (released) return;
        released = true;
        live.unreserve(userKey);
        this.dropEmpty(live);
      },
    };
  }

  /** Puts a session into the room. A guest's earlier session is ended as replaced; an account may have many. */
  join(room: Room, visitor: Visitor, session: RoomSession): Joined {
    const live = this.rooms.get(room.id) ?? this.start(room);
    const joined = live.join(visitor, session, this.clock.nowMs());
    for (const replaced of joined.replaced) replaced.end('replaced');
    if (joined.isNew) this.statsChanged(live);
    return joined;
  }

  /** Takes a session out; returns the occupant when it was its last one. */
  leave(roomId: Id, userKey: string, session: RoomSession): Occupant | undefined {
    const live = this.rooms.get(roomId);
    const gone = live?.leave(userKey, session);
    if (!live || !gone) return undefined;
    this.statsChanged(live);
    this.dropEmpty(live);
    return gone;
  }

  /** Ends every session of every room; for a graceful stop. */
  endAll(reason: RoomEndReason): void {
    for (const live of [...this.rooms.values()]) this.endSessions(live, reason);
  }

  private removeUser(event: RoomUserRemoved): void {
    const occupant = this.occupant(event.channelId, event.userKey);
    const reason = event.how === 'kicked' && !event.mayReturn ? 'expelled' : event.how;
    for (const session of [...(occupant?.sessions ?? [])]) session.end(reason);
    this.hub.publish(event);
  }

  private onMuted(event: RoomUserMuted): void {
    const { channelId, userKey, muted } = event;
    this.hub.publish(event);
    if (!muted) return;
    for (const session of this.occupant(channelId, userKey)?.sessions ?? []) session.tellMuted();
  }

  private closeRoom({ channelId }: RoomClosed): void {
    this.hub.flush(channelId);
    const live = this.rooms.get(channelId);
    if (live) this.endSessions(live, 'closed');
  }

  private endSessions(live: LiveRoom, reason: RoomEndReason): void {
    for (const occupant of [...live.occupants.values()]) {
      for (const session of [...occupant.sessions]) session.end(reason);
    }
  }

  private start(room: Room): LiveRoom {
    const live = new LiveRoom(room);
    this.rooms.set(room.id, live);
    // `room` was read before the room became live: a change since then was told to nobody here.
    this.reread(live, this.refreshRoom(live));
    return live;
  }

  private dropEmpty(live: LiveRoom): void {
    if (!live.isEmpty) return;
    live.cancelStats?.();
    this.rooms.delete(live.room.id);
    this.directory.forget(live.room.id);
  }

  /**
   * Another process may have changed what this one decided on: the settings of a live room are read again, and whoever
   * is banned or in a closed room goes. Until they are read the former settings stay.
   */
  private refresh(key: string): void {
    const member = memberOfKey(key);
    const live = this.rooms.get(member?.roomId ?? roomIdOfKey(key) ?? '');
    if (!live) return;
    if (member) this.reread(live, this.refreshMember(live, member.userKey));
    else this.reread(live, this.refreshRoom(live));
  }

  private reread(live: LiveRoom, reading: Promise<void>): void {
    reading.catch((error: unknown) => {
      this.logger.warn('what changed in a room could not be read', { roomId: live.room.id, error });
    });
  }

  /** Of several readings the one begun last counts. */
  private async refreshRoom(live: LiveRoom): Promise<void> {
    live.readings += 1;
    const reading = live.readings;
    const room = await this.directory.require(live.room.id);
    if (reading !== live.readings) return;
    live.room = room;
    if (room.closedAtMs !== undefined) this.endSessions(live, 'closed');
  }

  private async refreshMember(live: LiveRoom, userKey: string): Promise<void> {
    if (!live.occupants.has(userKey)) return;
    const { ban } = await this.directory.sanctionsOf(live.room.id, userKey);
    if (!ban) return;
    for (const session of [...(live.occupants.get(userKey)?.sessions ?? [])]) session.end('banned');
  }

  /** At most one `RoomStats` a second and room, the last one always being right. */
  private statsChanged(live: LiveRoom): void {
    live.cancelStats ??= this.timers.after(STATS_INTERVAL_MS, () => {
      live.cancelStats = undefined;
      const event: RoomStatsChanged = {
        type: 'room.stats',
        channelId: live.room.id,
        currentUsers: live.occupants.size,
        peakUsers: live.peakUsers,
      };
      this.hub.publish(event);
    });
  }
}

const STATS_INTERVAL_MS = 1_000;
