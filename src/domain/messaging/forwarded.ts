import { AppError } from '../../shared/errors';
import { codePointLength } from '../../shared/text';
import { type Message, MESSAGE_CONTENT_MAX } from './message';
import type { Forwarded, ForwardedEntry, ForwardedOrigin } from './message-details';

/** Messages that are forwarded at once. */
export const FORWARD_MAX = 100;
/** Code points in all texts that one merged message holds. */
export const MERGED_TEXT_MAX = 20_000;

/** What was forwarded before keeps its first author. */
export function forwardedOf(message: Message, authorName: string): Forwarded {
  return message.details?.forwarded ?? { kind: 'single', ...originOf(message, authorName) };
}

export function entryOf(message: Message, authorName: string): ForwardedEntry {
  const { forwarded, format, attachments = [] } = message.details ?? {};
  return {
    ...(forwarded?.kind === 'single' ? firstOf(forwarded) : originOf(message, authorName)),
    content: message.content,
    ...(format && { format }),
    ...(attachments.length > 0 && { attachmentIds: attachments.map(({ id }) => id) }),
  };
}

/** @throws AppError `too_long` when they hold more than {@link MERGED_TEXT_MAX} */
export function checkEntries(entries: readonly ForwardedEntry[]): void {
  const length = entries.reduce((sum, { content }) => sum + codePointLength(content), 0);
  if (length <= MERGED_TEXT_MAX) return;
  throw new AppError('invalid', 'too_long', `merged messages must have at most ${MERGED_TEXT_MAX} characters in all`, {
    field: 'message_ids',
  });
}

/** What those see who are shown only the text of a merged message: one line for each, as far as a message goes. */
export function transcriptOf(entries: readonly ForwardedEntry[]): string {
  const lines = entries.map(({ authorName, content, format }) => `${authorName}: ${content || `[${format ?? '…'}]`}`);
  const text = [...lines.join('\n')];
  return text.length <= MESSAGE_CONTENT_MAX ? text.join('') : `${text.slice(0, MESSAGE_CONTENT_MAX - 1).join('')}…`;
}

const firstOf = ({ kind: _kind, ...origin }: Extract<Forwarded, { kind: 'single' }>): ForwardedOrigin => origin;

const originOf = ({ id, author, details, createdAtMs }: Message, authorName: string): ForwardedOrigin => ({
  ...{ messageId: id, authorName, createdAtMs },
  ...(author && !details?.webhook && { authorId: author.userId }),
});
