import { Injectable } from '@nestjs/common';
import { contactError } from '../../../domain/messaging';
import { type Id, isId } from '../../../shared/ids';
import type { AccountActor } from '../../shared/actor';
import { Clock } from '../../shared/clock';
import { NotificationRepository } from './notification.repository';

export interface MarkNotificationReadInput {
  readonly notificationId: Id;
}

/** Marks one entry of one's own inbox; twice is as good as once. */
@Injectable()
export class MarkNotificationRead {
  constructor(
    private readonly notifications: NotificationRepository,
    private readonly clock: Clock,
  ) {}

  /** @throws AppError `unknown_notification` also for somebody else's */
  async execute(actor: AccountActor, { notificationId: id }: MarkNotificationReadInput): Promise<void> {
    const isMarked = isId(id) && (await this.notifications.markRead(actor.userId, id, this.clock.nowMs()));
    if (!isMarked) throw contactError('unknown_notification');
  }
}
