import { Injectable } from '@nestjs/common';
import type { AccountActor } from '../../shared/actor';
import { NotificationReader } from './notification.reader';

/** How much of one's own inbox is not marked as read. */
@Injectable()
export class CountUnreadNotifications {
  constructor(private readonly reader: NotificationReader) {}

  execute(actor: AccountActor): Promise<number> {
    return this.reader.countUnread(actor.userId);
  }
}
