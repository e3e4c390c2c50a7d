import type { NotificationKind } from '../../../domain/messaging';

export class PresentedNotification {
  id!: string;
  type!: NotificationKind;
  /** Who caused it. */
  user_id!: string;
  username!: string;
  /** Null unless it happened in a group. */
  group_id!: string | null;
  /** What names or answers one; null for anything else. */
  message_id!: string | null;
  is_read!: boolean;
  created_at!: string;
}

export class PresentedUnreadCount {
  unread_count!: number;
}
