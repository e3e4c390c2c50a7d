import type { Message } from '../../src/domain/messaging';
import type { Id } from '../../src/shared/ids';
import { fakeParts, type MessageParts, type StoredParts, storedParts } from '../builders/message-parts';
import { aMessage, statementsOf } from '../builders/message-storage';
import { openTestDatabase, type TestDatabase } from '../support/database';
import { plansOf } from '../support/explain';

const MANY = 100_000;

let database: TestDatabase;
let stored: StoredParts;
beforeAll(async () => {
  database = await openTestDatabase();
  stored = await storedParts(database);
}, 60_000);
afterAll(() => database?.close());

const kinds: readonly [string, () => MessageParts][] = [
  ['fake', fakeParts],
  ['TypeORM', () => stored],
];

async function say(parts: MessageParts, channelId: Id, userId = '1', changes: object = {}): Promise<Message> {
  const { message } = await parts.writer.append(aMessage(channelId, { author: { userId }, ...changes }));
  return message;
}

const bury = (parts: MessageParts, { channelId, id }: Message): Promise<boolean> =>
  parts.uow.run(() => parts.repository.bury(channelId, id, 1));

describe.each(kinds)('ReadStates (%s)', (_name, open) => {
  it('moves forward only, and tells of every channel read', async () => {
    const parts = open();
    const [one, two] = [await parts.channel(), await parts.channel()];
    const messages = [await say(parts, one), await say(parts, one), await say(parts, two)];
    const reader = parts.ids.next();
    const { readStates } = parts;

    expect(await readStates.advance(reader, messages[1])).toBe(true);
    expect(await readStates.advance(reader, messages[1])).toBe(false);
    expect(await readStates.advance(reader, messages[0])).toBe(false);
    expect(await readStates.advance(reader, messages[2])).toBe(true);
    expect(await readStates.of(reader)).toEqual([
      { channelId: one, lastReadId: messages[1].id, lastReadSeq: 2 },
      { channelId: two, lastReadId: messages[2].id, lastReadSeq: 1 },
    ]);
    expect(await readStates.of('404')).toEqual([]);
  });

  it('moves to the newest message, be it gone or not', async () => {
    const parts = open();
    const channelId = await parts.channel();
    const reader = parts.ids.next();
    expect(await parts.readStates.advanceToHead(reader, channelId)).toBeUndefined();
    expect(await parts.readStates.advanceToHead(reader, '404')).toBeUndefined();
    await say(parts, channelId);
    const newest = await say(parts, channelId);
    await bury(parts, newest);

    expect(await parts.readStates.advanceToHead(reader, channelId)).toEqual({ id: newest.id, seq: 2 });
    expect(await parts.readStates.advanceToHead(reader, channelId)).toBeUndefined();
    expect(await parts.readStates.of(reader)).toEqual([{ channelId, lastReadId: newest.id, lastReadSeq: 2 }]);
  });

  it('counts from the time of the join on, without notices and what was deleted', async () => {
    const parts = open();
    const channelId = await parts.channel();
    const reader = parts.ids.next();
    await say(parts, channelId);
    parts.clock.advance(1_000);
    const joinedAtMs = parts.clock.nowMs();
    const first = await say(parts, channelId);
    await say(parts, channelId, '1', { kind: 'join_notice' });
    await say(parts, channelId);
    const unread = async () => (await parts.readStates.unread(reader, [{ channelId, joinedAtMs }])).get(channelId);

    expect(await unread()).toBe(2);
    await bury(parts, first);
    expect(await unread()).toBe(1);
    await say(parts, channelId, reader);
    expect(await unread()).toBeUndefined();
    await say(parts, channelId);
    expect(await unread()).toBe(1);
    expect(await parts.readStates.unread(reader, [])).toEqual(new Map());
  });

  it('counts after whichever is last: the pointer, the own last message, also a deleted one, or the join', async () => {
    const parts = open();
    const channelId = await parts.channel();
    const reader = parts.ids.next();
    const [first] = [await say(parts, channelId), await say(parts, channelId)];
    const own = await say(parts, channelId, reader);
    await say(parts, channelId, reader, { kind: 'pin_notice' });
    await say(parts, channelId);
    const unread = async (joinedSeq: number) =>
      (await parts.readStates.unread(reader, [{ channelId, joinedSeq }])).get(channelId);

    await bury(parts, own);
    await parts.readStates.advance(reader, first);
    expect([await unread(0), await unread(4), await unread(5)]).toEqual([1, 1, undefined]);
    expect(await parts.readStates.readUpTo(channelId, [reader, '404'])).toEqual(new Map([[reader, 3]]));
    await parts.readStates.advanceToHead(reader, channelId);
    expect(await unread(0)).toBeUndefined();
    expect(await parts.readStates.readUpTo(channelId, [reader])).toEqual(new Map([[reader, 5]]));
    expect(await parts.readStates.readUpTo(channelId, [])).toEqual(new Map());
    const asked = ['404', reader].map((userId) => ({ channelId, userId }));
    expect(await parts.readStates.readUpToEach([...asked, { channelId: '404', userId: reader }])).toEqual([0, 5, 0]);
    expect(await parts.readStates.readUpToEach([])).toEqual([]);
  });
});

describe('TypeOrmReadStates with many messages', () => {
  let channelId: Id;
  let reader: Id;
  beforeAll(async () => {
    channelId = await stored.channel();
    reader = stored.ids.next();
    const { dataSource } = stored.storage;
    await dataSource.query(
      `INSERT INTO messages (channel_id, id, seq, kind, author_id, content)
       SELECT $1, $2::bigint + seq, seq, 'text', 1, 'x' FROM generate_series(1, $3::bigint) AS seq`,
      [channelId, stored.ids.next(), MANY],
    );
    await dataSource.query(`UPDATE messages SET deleted_at = now() WHERE channel_id = $1 AND seq % 1000 = 0`, [
      channelId,
    ]);
    await dataSource.query(
      `UPDATE channels SET head_seq = $2, head_id = (SELECT max(id) FROM messages WHERE channel_id = $1) WHERE id = $1`,
      [channelId, MANY],
    );
    await dataSource.query('ANALYZE messages');
  }, 60_000);

  const unread = () => stored.readStates.unread(reader, [{ channelId }, { channelId: '404' }]);

  it('counts them exactly with one statement', async () => {
    const statements = await statementsOf(async () => {
      expect(await unread()).toEqual(new Map([[channelId, MANY - MANY / 1_000]]));
    });

    expect(statements).toHaveLength(1);
  });

  it('looks at those only that do not count, whatever there is to read', async () => {
    const plan = await plansOf(stored.storage.dataSource, unread);

    expect(plan).toContain('messages_uncounted_idx');
    expect(plan).toContain('messages_author_idx');
    expect(plan).not.toContain('Seq Scan on messages');
    const touched = [...plan.matchAll(/on messages .*?rows=(\d+)/g)].map(([, rows]) => Number(rows));
    expect(Math.max(...touched)).toBeLessThanOrEqual(MANY / 1_000);
  });
});
