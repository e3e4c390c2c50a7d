import { Injectable } from '@nestjs/common';
import { type Notification, notificationCreated } from '../../../domain/messaging';
import { idTimeMs } from '../../../shared/ids';
import { IdGenerator } from '../../shared/id-generator';
import { UnitOfWork } from '../../shared/unit-of-work';
import { BlockRepository } from '../contacts/block.repository';
import { NotificationRepository, type WithdrawnNotice } from './notification.repository';

/** What somebody did that concerns somebody else. */
export type Notice = Omit<Notification, 'id' | 'createdAtMs' | 'isRead'>;

/** Whom one act may be told at once. */
export const NOTICES_MAX = 1_000;

/**
 * Puts into inboxes what use cases do, in their own transaction, and tells it after the commit. Nobody is notified of an
 * own act or by somebody they have blocked.
 */
@Injectable()
export class Inbox {
  constructor(
    private readonly notifications: NotificationRepository,
    private readonly blocks: BlockRepository,
    private readonly ids: IdGenerator,
    private readonly uow: UnitOfWork,
  ) {}

  /** Only inside `UnitOfWork.run`. All of one actor; those after the first `NOTICES_MAX` are dropped. */
  async tell(notices: readonly Notice[]): Promise<void> {
    const [first] = notices;
    const others = notices.filter(({ userId, actorId }) => userId !== actorId).slice(0, NOTICES_MAX);
    if (!first || others.length === 0) return;
    const userIds = others.map(({ userId }) => userId);
    const blockers = await this.blocks.blockersAmong(first.actorId, userIds);
    const notifications = others.filter(({ userId }) => !blockers.has(userId)).map((notice) => this.entryOf(notice));
    if (notifications.length === 0) return;
    await this.notifications.insertAll(notifications);
    for (const notification of notifications) this.uow.record(notificationCreated(notification));
  }

  /** Takes back what no longer holds. Only inside `UnitOfWork.run`. */
  withdraw(notice: WithdrawnNotice): Promise<void> {
    return this.notifications.withdraw(notice);
  }

  private entryOf(notice: Notice): Notification {
    const id = this.ids.next();
    return { id, ...notice, createdAtMs: idTimeMs(id), isRead: false };
  }
}
