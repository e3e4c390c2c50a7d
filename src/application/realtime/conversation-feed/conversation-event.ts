import type { ChannelRead, MessagingEvent } from '../../../domain/messaging';
import type { DomainEvent } from '../../../shared/events';
import type { Id } from '../../../shared/ids';
import type { PresenceStatus } from '../presence-reader';

/** What others see of somebody's presence changed. Told to those who share a direct or group channel with them. */
export interface PresenceChanged extends DomainEvent {
  readonly type: 'presence.changed';
  readonly userId: Id;
  readonly status: PresenceStatus;
  /** When they were last here; of somebody who is: now. Absent when nobody knows. */
  readonly lastSeenMs?: number;
}

/** Something for one person, wherever it came from. */
export interface NotificationCreated extends DomainEvent {
  readonly type: 'notification.created';
  readonly userId: Id;
  readonly notification: object;
}

export const groupEventTypes = [
  'group.created',
  'group.updated',
  'group.member_added',
  'group.member_removed',
  'group.member_updated',
  'group.dissolved',
  'group.join_requested',
  'group.invited',
] as const;

/** What happened to a group itself. */
export interface GroupEvent extends DomainEvent {
  readonly type: (typeof groupEventTypes)[number];
  readonly channelId: Id;
  /** Who left, wants in or is invited. */
  readonly userId?: Id;
  /** Who came or changed. */
  readonly member?: { readonly userId: Id };
  /** Who is in it at first, or was until its end. */
  readonly memberIds?: readonly Id[];
}

/** What happens in a direct or group channel. */
export type ChannelConversationEvent = MessagingEvent | GroupEvent | ChannelRead;

/** Everything that im and chat sockets are told. */
export type ConversationEvent = ChannelConversationEvent | PresenceChanged | NotificationCreated;
