import type { ChannelKind, Notification, NotificationKind } from '../../../domain/messaging';
import { idTimeMs } from '../../../shared/ids';
import type { NotificationRow } from './contact.table';

export const INSERT_NOTIFICATIONS = `INSERT INTO notifications
    (id, user_id, kind, actor_id, channel_id, channel_kind, message_id)
  SELECT * FROM unnest($1::bigint[], $2::bigint[], $3::text[], $4::bigint[], $5::bigint[], $6::text[], $7::bigint[])`;

/** What {@link INSERT_NOTIFICATIONS} takes. */
export const notificationParameters = (notifications: readonly Notification[]): unknown[] => [
  notifications.map(({ id }) => id),
  notifications.map(({ userId }) => userId),
  notifications.map(({ kind }) => kind),
  notifications.map(({ actorId }) => actorId),
  notifications.map(({ channelId = null }) => channelId),
  notifications.map(({ channelKind = null }) => channelKind),
  notifications.map(({ messageId = null }) => messageId),
];

export const toNotification = (row: NotificationRow): Notification => ({
  id: row.id,
  userId: row.user_id,
  kind: row.kind as NotificationKind,
  actorId: row.actor_id,
  ...(row.channel_id !== null && { channelId: row.channel_id }),
  ...(row.channel_kind !== null && { channelKind: row.channel_kind as ChannelKind }),
  ...(row.message_id !== null && { messageId: row.message_id }),
  createdAtMs: idTimeMs(row.id),
  isRead: row.read_at !== null,
});
