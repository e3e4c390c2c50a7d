import type { Message } from '../../domain/messaging';
import type { Id } from '../../shared/ids';
import type { HistoryGrant } from './channel-policy';
import { unknownMessage } from './message-errors';

/** A message as far as it may be seen. @throws AppError `unknown_message` also for one that was said before */
export function requireVisible(
  message: Message | undefined,
  messageId: Id,
  { fromSeq = -Infinity }: HistoryGrant,
): Message {
  if (!message || message.seq <= fromSeq) throw unknownMessage(messageId);
  return message;
}
