import type { DomainEvent } from '../../shared/events';
import type { Id } from '../../shared/ids';
import type { ChannelKind } from './channel';

/**
 * What the inbox tells: a message names one or answers one's own, somebody asks to be friends or said yes, somebody
 * invites to a group, or asks an admin of a group to be let in.
 */
export const notificationKinds = [
  'mention',
  'reply',
  'friend_request',
  'friend_accepted',
  'group_invite',
  'group_join_request',
] as const;
export type NotificationKind = (typeof notificationKinds)[number];

/** Older ones are cleaned up. */
export const NOTIFICATIONS_KEPT_MS = 90 * 24 * 60 * 60 * 1_000;
/** The newest of one person that stay. */
export const NOTIFICATIONS_MAX = 1_000;

/** An entry of somebody's inbox. It says where something was said, never what: that may be taken back. */
export interface Notification {
  readonly id: Id;
  readonly userId: Id;
  readonly kind: NotificationKind;
  /** Who caused it; never the one it is for. */
  readonly actorId: Id;
  /** Where, unless it happened between two people. */
  readonly channelId?: Id;
  readonly channelKind?: ChannelKind;
  /** What names or answers one. */
  readonly messageId?: Id;
  readonly createdAtMs: number;
  readonly isRead: boolean;
}

/** Told to the person it is for only. */
export interface NotificationCreated extends DomainEvent {
  readonly type: 'notification.created';
  readonly userId: Id;
  readonly notification: Notification;
}

export const notificationCreated = (notification: Notification): NotificationCreated => ({
  ...{ type: 'notification.created', userId: notification.userId, notification },
});
