import { MESSAGE_CONTENT_MAX, pairOf, type MessageDetails } from '../../domain/messaging';
import { compareIds, type Id, idTimeMs } from '../../shared/ids';
import { termsLiteral } from '../persistence/messaging/search-rows';
import type { ImportDatabase } from './import-database';
import type { ImportedMessage } from './import-source';

interface PlacedMessage {
  readonly message: ImportedMessage;
  readonly senderId: Id;
  readonly channelId: Id;
  readonly receiverId?: Id;
}

interface NewRow {
  readonly placed: PlacedMessage;
  /** What is too long for one message goes on in the next. */
  readonly content: string;
  readonly isFirst: boolean;
  id: Id;
  seq: number;
  details?: MessageDetails;
}

/** Brings in messages in order of time, so that ids and places in every channel are in that order too. */
export async function importMessages(database: ImportDatabase): Promise<void> {
  for await (const batch of database.staged('message')) {
    const known = await database.newIds(
      'message',
      batch.map(({ id }) => id),
    );
    database.report.known('message', batch.filter(({ id }) => known.has(id)).length);
    const unknown = new Map(batch.filter(({ id }) => !known.has(id)).map((message) => [message.id, message]));
    const placed = await place(database, [...unknown.values()]);
    if (placed.length > 0) await insertMessages(database, placed);
  }
  await readToTheEnd(database);
}

async function place(database: ImportDatabase, messages: readonly ImportedMessage[]): Promise<PlacedMessage[]> {
  const ids = (kind: string): string[] => messages.filter((one) => one.place === kind).map(({ placeId }) => placeId);
  const users = await database.newIds('user', [...messages.map(({ senderId }) => senderId), ...ids('direct')]);
  const groups = await database.newIds('group', ids('group'));
  const rooms = await database.newIds('room', ids('room'));
  const directs = await directChannels(database, messages, users);
  const placed: PlacedMessage[] = [];
  for (const message of messages) {
    const { placeId } = message;
    const senderId = users.get(message.senderId);
    const receiverId = message.place === 'direct' ? users.get(placeId) : undefined;
    const channelId = {
      group: () => groups.get(placeId),
      room: () => rooms.get(placeId),
      direct: () => directs.get(pairKeyOf(senderId, receiverId) ?? ''),
    }[message.place]();
    if (senderId !== undefined && channelId !== undefined) {
      placed.push({ message, senderId, channelId, ...(receiverId !== undefined && { receiverId }) });
    } else {
      database.report.remark(problemOf(message, senderId, receiverId));
    }
  }
  return placed;
}

function problemOf({ place: kind }: ImportedMessage, senderId: Id | undefined, receiverId: Id | undefined): string {
  if (senderId === undefined) return 'messages left out, since their sender is not known';
  if (senderId === receiverId) return 'messages left out, since they are to their own sender';
  return `messages left out, since their ${kind === 'direct' ? 'receiver' : kind} is not known`;
}

/** Undefined when one of the two is not known, or both are one. */
const pairKeyOf = (one: Id | undefined, other: Id | undefined): string | undefined =>
  one === undefined || other === undefined || one === other ? undefined : pairOf(one, other).join(':');

/** The channels of all pairs that write to each other, made as of their first message where there is none. */
async function directChannels(
  database: ImportDatabase,
  messages: readonly ImportedMessage[],
  users: ReadonlyMap<string, Id>,
): Promise<ReadonlyMap<string, Id>> {
  const firstMs = new Map<string, number>();
  for (const { place: kind, senderId, placeId, createdMs } of messages) {
    const key = kind === 'direct' ? pairKeyOf(users.get(senderId), users.get(placeId)) : undefined;
    if (key !== undefined && !firstMs.has(key)) firstMs.set(key, createdMs);
  }
  const rows = await database.query<{ pair_key: string; channel_id: Id }>(
    'SELECT pair_key, channel_id FROM direct_channels WHERE pair_key = ANY($1::text[])',
    [[...firstMs.keys()]],
  );
  const channels = new Map(rows.map((row) => [row.pair_key, row.channel_id]));
  const missing = [...firstMs].filter(([key]) => !channels.has(key));
  const newIds = await database.idsAt(
    'directs',
    missing.map(([, timeMs]) => timeMs),
  );
  missing.forEach(([key], index) => channels.set(key, newIds[index] ?? ''));
  await openDirects(database, newIds, missing);
  return channels;
}

async function openDirects(
  database: ImportDatabase,
  channelIds: readonly Id[],
  pairs: readonly (readonly [key: string, timeMs: number])[],
): Promise<void> {
  await database.query(
    `WITH new AS (SELECT * FROM unnest($1::bigint[], $2::text[], $3::timestamptz[]) AS n(id, pair_key, made_at)),
       channel AS (INSERT INTO channels (id, kind, name, created_at) SELECT id, 'direct', '', made_at FROM new),
       direct AS (INSERT INTO direct_channels (channel_id, pair_key) SELECT id, pair_key FROM new),
       made AS (INSERT INTO import_made SELECT id FROM new)
     INSERT INTO channel_recipients (channel_id, user_id, joined_at)
     SELECT id, unnest(string_to_array(pair_key, ':'))::bigint, made_at FROM new`,
    [channelIds, pairs.map(([key]) => key), pairs.map(([, timeMs]) => new Date(timeMs))],
  );
}

async function insertMessages(database: ImportDatabase, placed: readonly PlacedMessage[]): Promise<void> {
  const rows = placed.flatMap((one) =>
    piecesOf(one.message.content).map((content, index): NewRow => ({
      placed: one,
      content,
      isFirst: index === 0,
      id: '',
      seq: 0,
    })),
  );
  const ids = await database.idsAt(
    'messages',
    rows.map((row) => row.placed.message.createdMs),
  );
  rows.forEach((row, index) => (row.id = ids[index] ?? ''));
  await giveSeqs(database, rows);
  const firsts = new Map(rows.filter(({ isFirst }) => isFirst).map((row) => [row.placed.message.id, row.id]));
  await addDetails(database, rows, firsts);
  await insertRows(database, rows);
  await database.remember('message', firsts);
  await moveReadPointers(database, rows);
  database.report.imported('message', firsts.size);
}

/** Behind what is in the channel already, in ids too; moves the heads. */
async function giveSeqs(database: ImportDatabase, rows: readonly NewRow[]): Promise<void> {
  const heads = await database.query<{ id: Id; head_seq: string; head_id: Id | null }>(
    'SELECT id, head_seq, head_id FROM channels WHERE id = ANY($1::bigint[]) ORDER BY id FOR UPDATE',
    [[...new Set(rows.map(({ placed }) => placed.channelId))]],
  );
  const byId = new Map(heads.map((head) => [head.id, { seq: Number(head.head_seq), id: head.head_id ?? '0' }]));
  for (const row of rows) {
    const head = byId.get(row.placed.channelId);
    if (!head) continue;
    if (compareIds(row.id, head.id) <= 0) row.id = await idAfter(database, head.id);
    head.seq += 1;
    head.id = row.id;
    row.seq = head.seq;
  }
  const moved = [...byId].map(([id, head]) => ({ id, ...{ headId: head.id, seq: head.seq } }));
  await database.query(
    `UPDATE channels c SET head_seq = h.seq, head_id = h.head_id, changed_xid = pg_current_xact_id()::text::bigint
     FROM unnest($1::bigint[], $2::bigint[], $3::bigint[]) AS h(id, head_id, seq) WHERE c.id = h.id`,
    [moved.map(({ id }) => id), moved.map(({ headId }) => headId), moved.map(({ seq }) => seq)],
  );
}

async function idAfter(database: ImportDatabase, headId: Id): Promise<Id> {
  const [id = ''] = await database.idsAt('late', [idTimeMs(headId) + 1]);
  return id;
}

async function addDetails(
  database: ImportDatabase,
  rows: readonly NewRow[],
  firsts: ReadonlyMap<string, Id>,
): Promise<void> {
  const answered = rows.flatMap(({ placed }) => placed.message.replyToId ?? []);
  const known = await database.newIds('message', answered);
  for (const row of rows.filter(({ isFirst }) => isFirst)) {
    const { format, replyToId } = row.placed.message;
    const messageId = replyToId === undefined ? undefined : (known.get(replyToId) ?? firsts.get(replyToId));
    if (replyToId !== undefined && messageId === undefined) {
      database.report.remark('answers to messages that are not known');
    }
    if (format === undefined && messageId === undefined) continue;
    row.details = {
      ...(format !== undefined && { format }),
      ...(messageId !== undefined && { reference: { channelId: row.placed.channelId, messageId } }),
    };
  }
}

async function insertRows(database: ImportDatabase, rows: readonly NewRow[]): Promise<void> {
  await database.query(
    `INSERT INTO messages (channel_id, id, seq, kind, author_id, content, edited_at, details, search_terms)
     SELECT m.channel_id, m.id, m.seq, 'text', m.author_id, m.content, m.edited_at, m.details, m.terms::integer[]
     FROM unnest($1::bigint[], $2::bigint[], $3::bigint[], $4::bigint[], $5::text[], $6::timestamptz[], $7::jsonb[],
       $8::text[]) AS m(channel_id, id, seq, author_id, content, edited_at, details, terms)`,
    [
      rows.map(({ placed }) => placed.channelId),
      rows.map(({ id }) => id),
      rows.map(({ seq }) => seq),
      rows.map(({ placed }) => placed.senderId),
      rows.map(({ content }) => content),
      rows.map(({ placed: { message } }) => (message.isEdited ? new Date(message.createdMs) : null)),
      rows.map(({ details }) => (details ? JSON.stringify(details) : null)),
      rows.map(termsOf),
    ],
  );
}

const termsOf = ({ placed: { channelId, message }, seq, content }: NewRow): string | null =>
  message.place === 'room' ? null : termsLiteral({ channelId, seq, kind: 'text', content });

/** Of direct messages that were marked read: everything up to them is. */
async function moveReadPointers(database: ImportDatabase, rows: readonly NewRow[]): Promise<void> {
  const read = new Map<string, NewRow>();
  for (const row of rows) {
    const { message, receiverId, channelId } = row.placed;
    if (receiverId !== undefined && message.isRead) read.set(`${channelId}:${receiverId}`, row);
  }
  const pointers = [...read.values()];
  await database.query(
    `INSERT INTO read_states (user_id, channel_id, last_read_id, last_read_seq, updated_at)
     SELECT p.*, now() FROM unnest($1::bigint[], $2::bigint[], $3::bigint[], $4::bigint[]) AS p(user_id, channel_id, id, seq)
     ON CONFLICT (user_id, channel_id) DO UPDATE
     SET last_read_id = excluded.last_read_id, last_read_seq = excluded.last_read_seq, updated_at = excluded.updated_at
     WHERE read_states.last_read_seq < excluded.last_read_seq`,
    [
      pointers.map(({ placed }) => placed.receiverId),
      pointers.map(({ placed }) => placed.channelId),
      pointers.map(({ id }) => id),
      pointers.map(({ seq }) => seq),
    ],
  );
}

/** Where the old system did not keep what was read: nothing old is unread. Only in channels that this import made. */
async function readToTheEnd(database: ImportDatabase): Promise<void> {
  await database.query(
    `INSERT INTO read_states (user_id, channel_id, last_read_id, last_read_seq, updated_at)
     SELECT r.user_id, c.id, c.head_id, c.head_seq, now()
     FROM import_made i JOIN channels c ON c.id = i.channel_id JOIN channel_recipients r ON r.channel_id = c.id
     WHERE c.head_id IS NOT NULL AND (c.kind = 'group' OR NOT $1)
     ON CONFLICT (user_id, channel_id) DO NOTHING`,
    [database.keepsReadFlags],
  );
}

/** Parts of at most as many code points as a message may have. */
function piecesOf(content: string): string[] {
  const codePoints = [...content];
  if (codePoints.length <= MESSAGE_CONTENT_MAX) return [content];
  const pieces: string[] = [];
  for (let from = 0; from < codePoints.length; from += MESSAGE_CONTENT_MAX) {
    pieces.push(codePoints.slice(from, from + MESSAGE_CONTENT_MAX).join(''));
  }
  return pieces.filter((piece) => piece.trim() !== '');
}
