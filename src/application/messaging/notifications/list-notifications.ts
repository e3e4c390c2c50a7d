import { Injectable } from '@nestjs/common';
import type { Notification } from '../../../domain/messaging';
import { invalid } from '../../../shared/errors';
import { type Id, isId } from '../../../shared/ids';
import type { AccountActor } from '../../shared/actor';
import { NotificationReader, NOTIFICATIONS_PAGE_MAX } from './notification.reader';

export interface ListNotificationsInput {
  /** Only older ones. */
  readonly before?: Id;
  readonly unreadOnly?: boolean;
  /** 1 to `NOTIFICATIONS_PAGE_MAX`, which is also the default. */
  readonly limit?: number;
}

/** One's own inbox. */
@Injectable()
export class ListNotifications {
  constructor(private readonly reader: NotificationReader) {}

  /** Newest first. @throws AppError `invalid` */
  async execute(actor: AccountActor, input: ListNotificationsInput = {}): Promise<readonly Notification[]> {
    const { before, unreadOnly = false, limit = NOTIFICATIONS_PAGE_MAX } = input;
    if (!Number.isInteger(limit) || limit < 1 || limit > NOTIFICATIONS_PAGE_MAX) {
      throw invalid('limit', `limit must be an integer from 1 to ${NOTIFICATIONS_PAGE_MAX}`);
    }
    if (before !== undefined && !isId(before)) throw invalid('before', 'must be an id');
    return this.reader.list(actor.userId, { unreadOnly, limit, ...(before !== undefined && { before }) });
  }
}
