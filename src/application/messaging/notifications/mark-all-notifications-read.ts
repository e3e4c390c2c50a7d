import { Injectable } from '@nestjs/common';
import type { AccountActor } from '../../shared/actor';
import { Clock } from '../../shared/clock';
import { NotificationRepository } from './notification.repository';

/** Marks all of one's own inbox. */
@Injectable()
export class MarkAllNotificationsRead {
  constructor(
    private readonly notifications: NotificationRepository,
    private readonly clock: Clock,
  ) {}

  execute(actor: AccountActor): Promise<void> {
    return this.notifications.markAllRead(actor.userId, this.clock.nowMs());
  }
}
