import type { Notification, NotificationKind } from '../../../domain/messaging';
import type { Id } from '../../../shared/ids';

/** Which entries of an inbox no longer hold. */
export interface WithdrawnNotice {
  /** Whose inboxes. */
  readonly userIds: readonly Id[];
  readonly kind: NotificationKind;
  /** Absent: whoever caused it. */
  readonly actorId?: Id;
  /** Absent: wherever it was. */
  readonly channelId?: Id;
}

/** Entries of inboxes; those that messages cause are written with the message, by the `MessageWriter`. */
export abstract class NotificationRepository {
  /** One statement. Only inside `UnitOfWork.run`. */
  abstract insertAll(notifications: readonly Notification[]): Promise<void>;
  /** Only inside `UnitOfWork.run`. */
  abstract withdraw(notice: WithdrawnNotice): Promise<void>;
  /** @returns false when it is not the user's; true also when it is read already */
  abstract markRead(userId: Id, id: Id, atMs: number): Promise<boolean>;
  abstract markAllRead(userId: Id, atMs: number): Promise<void>;
  /** Only inside `UnitOfWork.run`. */
  abstract removeAllOf(userId: Id): Promise<void>;
  /** Up to `limit` entries older than the id, whosever; returns how many. */
  abstract removeOld(beforeId: Id, limit: number): Promise<number>;
  /** Up to `limit` entries that are not among the newest `kept` of their user; returns how many. */
  abstract removeSurplus(kept: number, limit: number): Promise<number>;
}
