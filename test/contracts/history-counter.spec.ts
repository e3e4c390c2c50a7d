import type { HistoryCounter } from '../../src/application/messaging';
import { TypeOrmHistoryCounter } from '../../src/infrastructure/persistence/messaging/typeorm-history-counter';
import { TypeOrmUsageReader } from '../../src/infrastructure/persistence/platform/typeorm-usage.reader';
import { TransactionContext } from '../../src/infrastructure/persistence/transaction-context';
import { firstIdAt } from '../../src/shared/ids';
import { aMessage, CHANNEL, idOfSeq } from '../builders/messages';
import { FakeHistoryCounter } from '../fakes/history-counter';
import { FakeMessages } from '../fakes/messaging';
import { openTestDatabase, type TestDatabase } from '../support/database';

/** Nine messages: two deleted, one pin notice, one announcement. */
const messages = [
  ...[1, 2, 3, 4].map((seq) => aMessage(seq)),
  aMessage(5, { kind: 'pin_notice' }),
  aMessage(6, { kind: 'announcement' }),
  ...[7, 8, 9].map((seq) => aMessage(seq)),
];
const deleted = [3, 9];

let database: TestDatabase;
let context: TransactionContext;
beforeAll(async () => {
  database = await openTestDatabase();
  const { dataSource } = await database.open();
  context = new TransactionContext(dataSource);
  await dataSource.query(
    `INSERT INTO channels (id, kind, name, created_at, head_seq) VALUES ($1, 'room', 'lobby', now(), 9)`,
    [CHANNEL],
  );
  await dataSource.query(`INSERT INTO users (id, kind, username) VALUES (42, 'human', 'anna'), (43, 'bot', 'robot')`);
  for (const { id, seq, kind } of messages) {
    await dataSource.query(
      `INSERT INTO messages (id, channel_id, seq, author_id, kind, content, deleted_at)
       VALUES ($1, $2, $3, 42, $4, 'x', $5)`,
      [id, CHANNEL, seq, kind, deleted.includes(seq) ? new Date() : null],
    );
  }
}, 60_000);
afterAll(() => database?.close());

function fake(): HistoryCounter {
  const store = new FakeMessages();
  store.put(...messages);
  for (const seq of deleted) store.bury(idOfSeq(seq));
  return new FakeHistoryCounter(store);
}

describe.each<[string, () => HistoryCounter]>([
  ['fake', fake],
  ['TypeORM', () => new TypeOrmHistoryCounter(context)],
])('HistoryCounter (%s)', (_name, open) => {
  it('counts what people and operators said and is not deleted', async () => {
    const counter = open();

    expect(await counter.count({ channelId: CHANNEL })).toBe(6);
    expect(await counter.count({ channelId: CHANNEL, afterSeq: 2 })).toBe(4);
    expect(await counter.count({ channelId: CHANNEL, afterSeq: 2, toSeq: 6 })).toBe(2);
    expect(await counter.count({ channelId: CHANNEL, toSeq: 0 })).toBe(0);
    expect(await counter.count({ channelId: CHANNEL, afterSeq: 20 })).toBe(0);
    expect(await counter.count({ channelId: '404' })).toBe(0);
  });

  it('finds a message by how many are newer', async () => {
    const counter = open();

    expect(await counter.idAt({ channelId: CHANNEL }, 0)).toBe(idOfSeq(8));
    expect(await counter.idAt({ channelId: CHANNEL }, 2)).toBe(idOfSeq(6));
    expect(await counter.idAt({ channelId: CHANNEL, afterSeq: 6 }, 1)).toBe(idOfSeq(7));
    expect(await counter.idAt({ channelId: CHANNEL, afterSeq: 6 }, 2)).toBeUndefined();
  });
});

describe('TypeOrmUsageReader', () => {
  it('counts people, every message ever sent, and those since an id', async () => {
    const reader = new TypeOrmUsageReader(context);

    expect(await reader.count(idOfSeq(8))).toEqual({ users: 1, messages: 9, messagesSince: 2 });
    expect(await reader.count(firstIdAt(Date.now() + 1_000))).toMatchObject({ messagesSince: 0 });
  });
});
