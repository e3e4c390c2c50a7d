import { Injectable } from '@nestjs/common';
import type { Notification } from '../../../domain/messaging';
import { UserPresentation } from '../users/user-presentation';
import type { PresentedNotification } from './notification-answer.dto';

/** Entries of an inbox; who caused them is read for all at once. */
@Injectable()
export class NotificationPresentation {
  constructor(private readonly users: UserPresentation) {}

  async list(notifications: readonly Notification[]): Promise<PresentedNotification[]> {
    const actors = await this.users.many(notifications.map(({ actorId }) => actorId));
    return notifications.map((notification, index) => ({
      id: notification.id,
      type: notification.kind,
      ...{ user_id: notification.actorId, username: actors[index].username },
      group_id: notification.channelKind === 'group' ? (notification.channelId ?? null) : null,
      message_id: notification.messageId ?? null,
      is_read: notification.isRead,
      created_at: new Date(notification.createdAtMs).toISOString(),
    }));
  }

  async one(notification: Notification): Promise<PresentedNotification> {
    const [presented] = await this.list([notification]);
    return presented;
  }
}
