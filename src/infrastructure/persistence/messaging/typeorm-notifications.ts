import { Injectable } from '@nestjs/common';
import {
  NotificationReader,
  type NotificationsQuery,
} from '../../../application/messaging/notifications/notification.reader';
import {
  NotificationRepository,
  type WithdrawnNotice,
} from '../../../application/messaging/notifications/notification.repository';
import type { Notification } from '../../../domain/messaging';
import { assert } from '../../../shared/assert';
import type { Id } from '../../../shared/ids';
import { TransactionContext } from '../transaction-context';
import type { NotificationRow } from './contact.table';
import { INSERT_NOTIFICATIONS, notificationParameters, toNotification } from './notification-rows';

const NEWEST_ID = '9223372036854775807';

@Injectable()
export class TypeOrmNotificationRepository extends NotificationRepository {
  constructor(private readonly context: TransactionContext) {
    super();
  }

  async insertAll(notifications: readonly Notification[]): Promise<void> {
    this.requireTransaction();
    await this.context.query(INSERT_NOTIFICATIONS, notificationParameters(notifications));
  }

  async withdraw({ userIds, kind, actorId, channelId }: WithdrawnNotice): Promise<void> {
    this.requireTransaction();
    await this.context.query(
      `DELETE FROM notifications
       WHERE user_id = ANY($1::bigint[]) AND kind = $2 AND ($3::bigint IS NULL OR actor_id = $3)
         AND ($4::bigint IS NULL OR channel_id = $4)`,
      [userIds, kind, actorId ?? null, channelId ?? null],
    );
  }

  async markRead(userId: Id, id: Id, atMs: number): Promise<boolean> {
    const [, marked] = await this.context.query<[unknown, number]>(
      'UPDATE notifications SET read_at = coalesce(read_at, $3) WHERE id = $2 AND user_id = $1',
      [userId, id, new Date(atMs)],
    );
    return marked > 0;
  }

  async markAllRead(userId: Id, atMs: number): Promise<void> {
    await this.context.query('UPDATE notifications SET read_at = $2 WHERE user_id = $1 AND read_at IS NULL', [
      userId,
      new Date(atMs),
    ]);
  }

  async removeAllOf(userId: Id): Promise<void> {
    this.requireTransaction();
    await this.context.query('DELETE FROM notifications WHERE user_id = $1', [userId]);
  }

  async removeOld(beforeId: Id, limit: number): Promise<number> {
    const [, removed] = await this.context.query<[unknown, number]>(
      'DELETE FROM notifications WHERE id IN (SELECT id FROM notifications WHERE id < $1 ORDER BY id LIMIT $2)',
      [beforeId, limit],
    );
    return removed;
  }

  /** One pass over the table to find who has too much, then theirs alone: for a job, not for a request. */
  async removeSurplus(kept: number, limit: number): Promise<number> {
    const [, removed] = await this.context.query<[unknown, number]>(
      `DELETE FROM notifications WHERE id IN (
         SELECT surplus.id
         FROM (SELECT user_id FROM notifications GROUP BY user_id HAVING count(*) > $1 LIMIT $2) full_inbox
         CROSS JOIN LATERAL (
           SELECT n.id FROM notifications n WHERE n.user_id = full_inbox.user_id ORDER BY n.id DESC OFFSET $1 LIMIT $2
         ) surplus LIMIT $2)`,
      [kept, limit],
    );
    return removed;
  }

  private requireTransaction(): void {
    assert(this.context.current, 'inboxes are only changed inside a unit of work');
  }
}

@Injectable()
export class TypeOrmNotificationReader extends NotificationReader {
  constructor(private readonly context: TransactionContext) {
    super();
  }

  async list(userId: Id, { before = NEWEST_ID, unreadOnly, limit }: NotificationsQuery): Promise<Notification[]> {
    const rows = await this.context.query<NotificationRow[]>(
      `SELECT * FROM notifications WHERE user_id = $1 AND id < $2 ${unreadOnly ? 'AND read_at IS NULL' : ''}
       ORDER BY id DESC LIMIT $3`,
      [userId, before, limit],
    );
    return rows.map(toNotification);
  }

  async countUnread(userId: Id): Promise<number> {
    const [row] = await this.context.query<[{ count: number }]>(
      'SELECT count(*)::int AS count FROM notifications WHERE user_id = $1 AND read_at IS NULL',
      [userId],
    );
    return row.count;
  }
}
