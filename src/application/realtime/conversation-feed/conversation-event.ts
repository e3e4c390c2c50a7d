import type {
  ChannelRead,
  GroupEvent,
  MessagingEvent,
  NotificationCreated,
  TypingStopped,
} from '../../../domain/messaging';
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

/** What happens in a direct or group channel. */
export type ChannelConversationEvent = MessagingEvent | GroupEvent | ChannelRead | TypingStopped;

/** Everything that im and chat sockets are told. */
export type ConversationEvent = ChannelConversationEvent | PresenceChanged | NotificationCreated;
