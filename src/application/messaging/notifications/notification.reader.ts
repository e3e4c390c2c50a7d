import type { Notification } from '../../../domain/messaging';
import type { Id } from '../../../shared/ids';

/** In one answer at most. */
export const NOTIFICATIONS_PAGE_MAX = 100;

export interface NotificationsQuery {
  /** Only older ones. */
  readonly before?: Id;
  readonly unreadOnly?: boolean;
  readonly limit: number;
}

export abstract class NotificationReader {
  /** Newest first. */
  abstract list(userId: Id, query: NotificationsQuery): Promise<readonly Notification[]>;
  abstract countUnread(userId: Id): Promise<number>;
}
