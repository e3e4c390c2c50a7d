import type { EntityManager } from 'typeorm';
import type { NewMessage } from '../../../application/messaging';
import { type ChannelKind, isSearched, type Message, NONCE_LIFETIME_MS } from '../../../domain/messaging';
import { assert } from '../../../shared/assert';
import { firstIdAt, type Id, idTimeMs } from '../../../shared/ids';
import type { PreparedQueries } from '../prepared-queries';
import { authorKeyOf, type ChannelHead, fileKey, nonceKey } from './append-plan';
import { MESSAGE_AUTHOR_JOIN, MESSAGE_COLUMNS, type SelectedMessageRow, toMessage } from './message-rows';
import { termsLiteral } from './search-rows';

/** One index look-up per nonce `k`: the limit it is used with keeps the planner from joining the whole table. */
const MESSAGES_OF_NONCE = `SELECT m.* FROM messages m
  WHERE m.channel_id = k.channel_id AND m.author_id = k.author_id AND m.nonce = k.nonce`;

/** Locks in ascending id order, as every path does, so that two transactions cannot wait for each other. */
export async function lockChannels(
  manager: EntityManager,
  entries: readonly NewMessage[],
): Promise<Map<Id, ChannelHead>> {
  const ids = [...new Set(entries.map((entry) => entry.channelId))];
  const rows = await manager.query<
    { id: Id; head_seq: string; head_id: Id | null; closed: boolean; kind: ChannelKind }[]
  >(
    `SELECT id, head_seq, head_id, closed_at IS NOT NULL AS closed, kind FROM channels
     WHERE id = ANY($1::bigint[]) ORDER BY id FOR UPDATE`,
    [ids],
  );
  return new Map(
    rows.map((row) => [
      row.id,
      {
        id: row.id,
        headSeq: Number(row.head_seq),
        headId: row.head_id ?? undefined,
        closed: row.closed,
        isSearched: isSearched(row.kind),
      },
    ]),
  );
}

/** The first message of each nonce that the entries repeat. */
export async function messagesByNonce(
  manager: EntityManager,
  entries: readonly NewMessage[],
  nowMs: number,
): Promise<Map<string, Message>> {
  const found = new Map<string, Message>();
  const keyed = entries.flatMap(({ channelId, author, nonce }) =>
    author && nonce !== undefined ? [{ channelId, userId: author.userId, nonce }] : [],
  );
  if (keyed.length === 0) return found;
  const rows = await manager.query<SelectedMessageRow[]>(
    `SELECT ${MESSAGE_COLUMNS}
     FROM unnest($1::bigint[], $2::bigint[], $3::text[]) AS k(channel_id, author_id, nonce)
     CROSS JOIN LATERAL (${MESSAGES_OF_NONCE} AND m.id >= $4 ORDER BY m.nonce, m.id LIMIT 1) m
     ${MESSAGE_AUTHOR_JOIN}`,
    [
      keyed.map((key) => key.channelId),
      keyed.map((key) => key.userId),
      keyed.map((key) => key.nonce),
      firstIdAt(nowMs - NONCE_LIFETIME_MS),
    ],
  );
  for (const row of rows) {
    if (row.author_id !== null && row.nonce !== null) {
      found.set(nonceKey(row.channel_id, row.author_id, row.nonce), toMessage(row));
    }
  }
  return found;
}

/** When each slow-mode author last sent in the channel. */
export async function lastSendTimes(
  manager: EntityManager,
  entries: readonly NewMessage[],
): Promise<Map<string, number>> {
  const slow = entries.flatMap(({ channelId, author, authorIntervalMs }) =>
    author && authorIntervalMs ? [{ channelId, userId: author.userId }] : [],
  );
  if (slow.length === 0) return new Map();
  const rows = await manager.query<{ channel_id: Id; author_id: Id; last_id: Id | null }[]>(
    `SELECT k.channel_id, k.author_id,
       (SELECT max(m.id) FROM messages m WHERE m.channel_id = k.channel_id AND m.author_id = k.author_id) AS last_id
     FROM unnest($1::bigint[], $2::bigint[]) AS k(channel_id, author_id)`,
    [slow.map((key) => key.channelId), slow.map((key) => key.userId)],
  );
  return new Map(
    rows.flatMap((row): [string, number][] =>
      row.last_id === null ? [] : [[authorKeyOf(row.channel_id, row.author_id), idTimeMs(row.last_id)]],
    ),
  );
}

const INSERT_MESSAGES = `INSERT INTO messages
    (channel_id, id, seq, kind, author_id, author_name, by_admin, content, nonce, flags, details, search_terms)
  SELECT m.channel_id, m.id, m.seq, m.kind, m.author_id, m.author_name, m.by_admin, m.content, m.nonce, m.flags,
    m.details, m.search_terms::integer[]
  FROM unnest($1::bigint[], $2::bigint[], $3::bigint[], $4::text[], $5::bigint[], $6::text[], $7::boolean[],
    $8::text[], $9::text[], $10::integer[], $11::jsonb[], $12::text[])
    AS m(channel_id, id, seq, kind, author_id, author_name, by_admin, content, nonce, flags, details, search_terms)`;
const MOVE_HEADS = `UPDATE channels c
  SET head_seq = h.head_seq, head_id = h.head_id, changed_xid = pg_current_xact_id()::text::bigint
  FROM unnest($13::bigint[], $14::bigint[], $15::bigint[]) AS h(id, head_seq, head_id)`;

function rowParameters(messages: readonly Message[], heads: readonly ChannelHead[]): unknown[] {
  const searched = new Set(heads.filter(({ isSearched }) => isSearched).map(({ id }) => id));
  return [
    messages.map((message) => message.channelId),
    messages.map((message) => message.id),
    messages.map((message) => message.seq),
    messages.map((message) => message.kind),
    messages.map((message) => message.author?.userId ?? null),
    messages.map((message) => message.author?.name ?? null),
    messages.map((message) => message.byAdmin),
    messages.map((message) => message.content),
    messages.map((message) => message.nonce ?? null),
    messages.map((message) => message.flags ?? 0),
    messages.map((message) => (message.details ? JSON.stringify(message.details) : null)),
    messages.map((message) => (searched.has(message.channelId) ? termsLiteral(message) : null)),
    heads.map((head) => head.id),
    heads.map((head) => head.headSeq),
    heads.map((head) => head.headId),
  ];
}

/** All rows and all heads in one statement; the channels are locked already. */
export async function insertMessages(
  manager: EntityManager,
  messages: readonly Message[],
  heads: readonly ChannelHead[],
): Promise<void> {
  await manager.query(
    `WITH inserted AS (${INSERT_MESSAGES}) ${MOVE_HEADS} WHERE c.id = h.id`,
    rowParameters(messages, heads),
  );
}

/** Whether a message carries files whose rows must learn its id with the append. */
export const hasAttachments = ({ details }: Pick<Message, 'details'>): boolean =>
  details?.attachments !== undefined && details.attachments.length > 0;

/**
 * Which files that messages are to carry may go into them: of no message yet, and stored for the channel or by the author
 * before there was one. They stay so until the end of the transaction.
 */
export async function freeFiles(manager: EntityManager, entries: readonly NewMessage[]): Promise<Set<string>> {
  const wanted = entries.flatMap(({ channelId, author, details }) =>
    (details?.attachments ?? []).map(({ id }) => ({ id, channelId, authorId: author?.userId ?? null })),
  );
  if (wanted.length === 0) return new Set();
  const rows = await manager.query<{ id: Id; channel_id: Id }[]>(
    `SELECT a.id, w.channel_id FROM attachments a
     JOIN unnest($1::bigint[], $2::bigint[], $3::bigint[]) AS w(id, channel_id, author_id) ON w.id = a.id
     WHERE a.message_id IS NULL
       AND (a.channel_id = w.channel_id OR (a.channel_id IS NULL AND a.uploader_id = w.author_id))
     ORDER BY a.id FOR UPDATE OF a`,
    [wanted.map(({ id }) => id), wanted.map(({ channelId }) => channelId), wanted.map(({ authorId }) => authorId)],
  );
  return new Set(rows.map((row) => fileKey(row.channel_id, row.id)));
}

/** Gives the stored files of new messages to them, which were {@link freeFiles}. */
export async function linkAttachments(manager: EntityManager, messages: readonly Message[]): Promise<void> {
  const links = messages.flatMap(({ id, channelId, details }) =>
    (details?.attachments ?? []).map((attachment) => ({ id, channelId, attachmentId: attachment.id })),
  );
  if (links.length === 0) return;
  const linked = await manager.query<[unknown, number]>(
    `UPDATE attachments a SET message_id = l.message_id, channel_id = l.channel_id
     FROM unnest($1::bigint[], $2::bigint[], $3::bigint[]) AS l(id, channel_id, message_id)
     WHERE a.id = l.id AND a.message_id IS NULL`,
    [links.map((link) => link.attachmentId), links.map((link) => link.channelId), links.map((link) => link.id)],
  );
  assert(linked[1] === links.length, 'a message carries only files that were stored for it');
}

const INSERT_IF_UNCHANGED = `WITH locked AS (
   SELECT id, head_seq, closed_at FROM channels WHERE id = ANY($13::bigint[]) ORDER BY id FOR UPDATE
 ), verdict AS (
   SELECT bool_and(l.head_seq IS NOT DISTINCT FROM e.head_seq AND l.closed_at IS NULL) AND NOT EXISTS (
     SELECT 1 FROM unnest($1::bigint[], $5::bigint[], $9::text[]) AS k(channel_id, author_id, nonce)
     CROSS JOIN LATERAL (${MESSAGES_OF_NONCE} AND m.id >= $17::bigint ORDER BY m.nonce, m.id LIMIT 1) known
   ) AS passes
   FROM unnest($13::bigint[], $16::bigint[]) AS e(id, head_seq) LEFT JOIN locked l ON l.id = e.id
 ), inserted AS (${INSERT_MESSAGES} CROSS JOIN verdict v WHERE v.passes)
 ${MOVE_HEADS} CROSS JOIN verdict v WHERE c.id = h.id AND v.passes`;

/**
 * The whole append as one statement, which is a transaction of its own: it locks the channels in ascending order and
 * writes only if every head is still the expected one, no channel is closed and no nonce is known. An unchanged head
 * means that nobody wrote to the channel since, so the snapshot's view of the nonces is complete.
 * @returns false when nothing was written
 */
export async function insertIfUnchanged(
  prepared: Pick<PreparedQueries, 'query'>,
  messages: readonly Message[],
  heads: readonly ChannelHead[],
  expectedSeqs: readonly number[],
): Promise<boolean> {
  const oldestNonceId = firstIdAt((messages[0]?.createdAtMs ?? 0) - NONCE_LIFETIME_MS);
  const parameters = [...rowParameters(messages, heads), expectedSeqs, oldestNonceId];
  const { affected } = await prepared.query('insert_if_unchanged', INSERT_IF_UNCHANGED, parameters);
  return affected === heads.length;
}
