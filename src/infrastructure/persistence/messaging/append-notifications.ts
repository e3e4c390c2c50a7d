import type { EntityManager } from 'typeorm';
import type { NewMessage } from '../../../application/messaging';
import type { IdGenerator } from '../../../application/shared/id-generator';
import type { Message, Notification } from '../../../domain/messaging';
import { type Id, idTimeMs } from '../../../shared/ids';
import type { AppendOutcome } from './append-plan';
import { INSERT_NOTIFICATIONS, notificationParameters } from './notification-rows';

/** Whether a message tells somebody that it names or answers them, which takes a transaction. */
export const hasNotices = ({ notices }: Pick<NewMessage, 'notices'>): boolean =>
  notices !== undefined && notices.length > 0;

/** Puts into inboxes what the new ones of these messages tell; a repeated message has told it already. */
export async function storeNotices(
  manager: EntityManager,
  entries: readonly NewMessage[],
  outcomes: readonly AppendOutcome[],
  ids: IdGenerator,
): Promise<readonly AppendOutcome[]> {
  if (!entries.some(hasNotices)) return outcomes;
  const told = outcomes.map((outcome, index): AppendOutcome => {
    if (outcome.kind !== 'stored') return outcome;
    return { ...outcome, notifications: notificationsOf(outcome.message, entries[index]?.notices ?? [], ids) };
  });
  const notifications = told.flatMap((outcome) => (outcome.kind === 'stored' ? (outcome.notifications ?? []) : []));
  if (notifications.length > 0) await manager.query(INSERT_NOTIFICATIONS, notificationParameters(notifications));
  return told;
}

function notificationsOf(
  { id: messageId, channelId, author }: Message,
  notices: NonNullable<NewMessage['notices']>,
  ids: IdGenerator,
): readonly Notification[] {
  if (!author) return [];
  return notices.map((notice) => {
    const id: Id = ids.next();
    return { id, ...notice, actorId: author.userId, channelId, messageId, createdAtMs: idTimeMs(id), isRead: false };
  });
}
