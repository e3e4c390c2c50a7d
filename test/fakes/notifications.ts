import {
  NotificationReader,
  type NotificationsQuery,
} from '../../src/application/messaging/notifications/notification.reader';
import {
  NotificationRepository,
  type WithdrawnNotice,
} from '../../src/application/messaging/notifications/notification.repository';
import type { UnitOfWork } from '../../src/application/shared/unit-of-work';
import type { Notification } from '../../src/domain/messaging';
import { assert } from '../../src/shared/assert';
import { compareIds, type Id } from '../../src/shared/ids';

export class FakeNotificationRepository extends NotificationRepository {
  readonly notifications = new Map<Id, Notification>();

  constructor(private readonly uow: UnitOfWork) {
    super();
  }

  async insertAll(notifications: readonly Notification[]): Promise<void> {
    this.requireTransaction();
    for (const notification of notifications) this.notifications.set(notification.id, notification);
  }

  async withdraw({ userIds, kind, actorId, channelId }: WithdrawnNotice): Promise<void> {
    this.requireTransaction();
    this.remove(
      userIds
        .flatMap((userId) => this.ofUser(userId))
        .filter((one) => one.kind === kind && (actorId ?? one.actorId) === one.actorId)
        .filter((one) => (channelId ?? one.channelId) === one.channelId),
    );
  }

  async markRead(userId: Id, id: Id): Promise<boolean> {
    const found = this.notifications.get(id);
    if (found?.userId !== userId) return false;
    this.notifications.set(id, { ...found, isRead: true });
    return true;
  }

  async markAllRead(userId: Id): Promise<void> {
    for (const one of this.ofUser(userId)) this.notifications.set(one.id, { ...one, isRead: true });
  }

  async removeAllOf(userId: Id): Promise<void> {
    this.requireTransaction();
    this.remove(this.ofUser(userId));
  }

  async removeOld(beforeId: Id, limit: number): Promise<number> {
    return this.remove(
      [...this.notifications.values()].filter(({ id }) => compareIds(id, beforeId) < 0).slice(0, limit),
    );
  }

  async removeSurplus(kept: number, limit: number): Promise<number> {
    const userIds = new Set([...this.notifications.values()].map(({ userId }) => userId));
    return this.remove([...userIds].flatMap((userId) => this.ofUser(userId).slice(kept)).slice(0, limit));
  }

  /** Newest first. */
  ofUser(userId: Id): Notification[] {
    return [...this.notifications.values()]
      .filter((one) => one.userId === userId)
      .sort((a, b) => compareIds(b.id, a.id));
  }

  private remove(notifications: readonly Notification[]): number {
    for (const { id } of notifications) this.notifications.delete(id);
    return notifications.length;
  }

  private requireTransaction(): void {
    assert(this.uow.active, 'inboxes are only changed inside a unit of work');
  }
}

export class FakeNotificationReader extends NotificationReader {
  constructor(private readonly repository: FakeNotificationRepository) {
    super();
  }

  async list(userId: Id, { before, unreadOnly, limit }: NotificationsQuery): Promise<readonly Notification[]> {
    return this.repository
      .ofUser(userId)
      .filter(({ id, isRead }) => (before === undefined || compareIds(id, before) < 0) && !(unreadOnly && isRead))
      .slice(0, limit);
  }

  async countUnread(userId: Id): Promise<number> {
    return this.repository.ofUser(userId).filter(({ isRead }) => !isRead).length;
  }
}
