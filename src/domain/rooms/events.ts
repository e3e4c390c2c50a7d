import type { DomainEvent } from '../../shared/events';
import type { Id } from '../../shared/ids';

interface RoomEvent extends DomainEvent {
  readonly channelId: Id;
}

export interface RoomUserJoined extends RoomEvent {
  readonly type: 'room.user_joined';
  /** A crowd may join at once: see `ChannelEvent.mayWait`. */
  readonly mayWait: true;
  readonly userKey: string;
  readonly nickname?: string;
  readonly username?: string;
}
export interface RoomUserLeft extends RoomEvent {
  readonly type: 'room.user_left';
  readonly mayWait: true;
  readonly userKey: string;
  readonly nickname?: string;
  readonly username?: string;
}
export interface RoomUserMuted extends RoomEvent {
  readonly type: 'room.user_muted';
  readonly userKey: string;
  readonly muted: boolean;
}
/** Told to everybody inside; the person is already out. */
export interface RoomUserRemoved extends RoomEvent {
  readonly type: 'room.user_removed';
  readonly userKey: string;
  readonly how: 'kicked' | 'banned';
  /** False when a ban stands against it. */
  readonly mayReturn: boolean;
}
export interface RoomNotice extends RoomEvent {
  readonly type: 'room.notice';
  readonly text: string;
}
export interface RoomStatsChanged extends RoomEvent {
  readonly type: 'room.stats';
  readonly currentUsers: number;
  readonly peakUsers: number;
}
export interface RoomTyping extends RoomEvent {
  readonly type: 'room.typing';
  readonly userKey: string;
  readonly nickname?: string;
  readonly username?: string;
  /** Nobody waits for the message any longer; only some dialects tell it. */
  readonly hasStopped?: true;
}
export interface RoomCustomEvent extends RoomEvent {
  readonly type: 'room.custom';
  readonly eventType: string;
  readonly payload: unknown;
  readonly userKey: string;
}
/** An account joined until it leaves; its other sockets come in too. */
export interface RoomMembershipBegan extends RoomEvent {
  readonly type: 'room.membership_began';
  readonly userKey: Id;
}
/** An account left for good; its sockets that are inside only as members go. */
export interface RoomMembershipEnded extends RoomEvent {
  readonly type: 'room.membership_ended';
  readonly userKey: Id;
}
export interface RoomClosed extends RoomEvent {
  readonly type: 'room.closed';
}

export type RoomLiveEvent =
  | RoomUserJoined
  | RoomUserLeft
  | RoomUserMuted
  | RoomUserRemoved
  | RoomNotice
  | RoomStatsChanged
  | RoomTyping
  | RoomCustomEvent
  | RoomClosed;
