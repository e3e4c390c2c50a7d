import { type Message, type MessageAuthor, type MessageKind, messageKinds } from '../../../domain/messaging';
import { assert } from '../../../shared/assert';
import { idTimeMs } from '../../../shared/ids';
import type { MessageRow } from './message.table';

export type SelectedMessageRow = MessageRow & { external_id: string | null };

/** Columns and joins of every query that returns whole messages; the table is `m`. */
export const MESSAGE_COLUMNS = `m.channel_id, m.id, m.seq, m.kind, m.author_id, m.author_name, m.by_admin, m.content,
  m.nonce, m.edited_at, m.deleted_at, m.recalled_at, m.pinned_at, m.flags, m.details, u.external_id`;
/** Messages that are there, and the places of recalled ones; the table is `m`. */
export const THERE_OR_RECALLED = '(m.deleted_at IS NULL OR m.recalled_at IS NOT NULL)';
export const MESSAGE_AUTHOR_JOIN = 'LEFT JOIN users u ON u.id = m.author_id';

export function toMessage(row: SelectedMessageRow): Message {
  const author: MessageAuthor | undefined =
    row.author_id === null
      ? undefined
      : {
          userId: row.author_id,
          ...(row.external_id !== null && { externalId: row.external_id }),
          ...(row.author_name !== null && { name: row.author_name }),
        };
  return {
    id: row.id,
    channelId: row.channel_id,
    seq: Number(row.seq),
    kind: toKind(row.kind),
    ...(author && { author }),
    byAdmin: row.by_admin,
    content: row.content,
    ...(row.nonce !== null && { nonce: row.nonce }),
    createdAtMs: idTimeMs(row.id),
    ...timesOf(row),
    ...(row.flags !== 0 && { flags: row.flags }),
    ...(row.details !== null && { details: row.details }),
  };
}

const timesOf = (row: MessageRow): Pick<Message, 'editedAtMs' | 'recalledAtMs' | 'pinnedAtMs'> => ({
  ...(row.edited_at !== null && { editedAtMs: row.edited_at.getTime() }),
  ...(row.recalled_at !== null && { recalledAtMs: row.recalled_at.getTime() }),
  ...(row.pinned_at !== null && { pinnedAtMs: row.pinned_at.getTime() }),
});

function toKind(kind: string): MessageKind {
  const known = messageKinds.find((one) => one === kind);
  assert(known, `unknown message kind ${kind}`);
  return known;
}
