import type { Appended, NewMessage } from '../../src/application/messaging';
import { WRITER_BATCH_MESSAGES_MAX, WRITER_QUEUE_MAX } from '../../src/application/messaging';
import { type MessageAuthor, NONCE_LIFETIME_MS, notificationCreated } from '../../src/domain/messaging';
import { TypeOrmNotificationReader } from '../../src/infrastructure/persistence/messaging/typeorm-notifications';
import { compareIds, type Id } from '../../src/shared/ids';
import { aMessage, type MessageStorage, messageStorage, recordEvents, statementsOf } from '../builders/message-storage';
import { openTestDatabase, type TestDatabase } from '../support/database';

let database: TestDatabase;
let storage: MessageStorage;
let channel: Id;
let author: MessageAuthor;
beforeAll(async () => {
  database = await openTestDatabase();
  storage = await messageStorage(database);
  author = await storage.author('ann');
}, 60_000);
afterAll(() => database?.close());
beforeEach(async () => {
  channel = await storage.channel();
});

const append = (changes: Partial<NewMessage> = {}): Promise<Appended> =>
  storage.writer.append(aMessage(channel, { author, ...changes }));

const codeOf = async (failing: Promise<unknown>): Promise<unknown> => {
  const error: unknown = await failing.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  return error instanceof Error && 'code' in error ? error.code : error;
};

async function expectGapFree(channelId: Id, count: number): Promise<void> {
  const stored = await storage.stored(channelId);
  expect(stored.map(({ seq }) => seq)).toEqual(Array.from({ length: count }, (_, index) => index + 1));
  const ids = stored.map(({ id }) => id);
  expect(ids).toEqual([...ids].sort(compareIds));
  expect(new Set(ids).size).toBe(count);
}

describe('a message', () => {
  it('is returned as stored, with its place in the channel', async () => {
    storage.clock.advance(1_000);
    const { message, isRepeat } = await append({ content: '你好 🎮', nonce: 'n', byAdmin: true });

    expect(isRepeat).toBe(false);
    expect(message).toEqual({
      ...{ id: expect.any(String), channelId: channel, seq: 1, kind: 'text', author, byAdmin: true },
      ...{ content: '你好 🎮', nonce: 'n', createdAtMs: storage.clock.nowMs() },
    });
    expect(await storage.reader.page({ channelId: channel, limit: 10 })).toEqual([message]);
    expect(await storage.reader.headSeq(channel)).toBe(1);
  });

  it('needs no author: an announcement has none', async () => {
    const { message } = await storage.writer.append(aMessage(channel, { kind: 'announcement', byAdmin: true }));

    expect(message.author).toBeUndefined();
    expect(await storage.reader.page({ channelId: channel, limit: 1 })).toEqual([message]);
  });

  it('is published once, after its commit, in order of seq', async () => {
    const events = recordEvents(storage.bus, 'message.created');
    const appended = await Promise.all([1, 2, 3].map((number) => append({ content: `${number}` })));

    expect(events).toEqual(appended.map(({ message }) => ({ type: 'message.created', channelId: channel, message })));
  });
});

describe('order', () => {
  it('has no gap in any channel, and ids grow in commit order, however many send at once', async () => {
    const channels = [channel, await storage.channel(), await storage.channel(), await storage.channel()];
    const bob = await storage.author('bob');
    const total = WRITER_BATCH_MESSAGES_MAX * 2 + 88;
    const appended = await Promise.all(
      Array.from({ length: total }, (_, index) =>
        append({ channelId: channels[index % 4], author: index % 3 ? author : bob, content: `${index}` }),
      ),
    );

    for (const one of channels) await expectGapFree(one, total / 4);
    // One caller's messages keep the order in which they were handed over.
    for (const one of channels) {
      const own = appended.filter(({ message }) => message.channelId === one).map(({ message }) => message);
      expect(own.map(({ seq }) => seq)).toEqual(own.map((_, index) => index + 1));
      expect((await storage.stored(one)).map(({ content }) => content)).toEqual(own.map(({ content }) => content));
    }
  });

  it('lets no id fall behind the head when the clock is set back', async () => {
    const first = await append();
    storage.clock.advance(-60_000);
    const second = await append();
    storage.clock.advance(60_000);

    expect(compareIds(second.message.id, first.message.id)).toBeGreaterThan(0);
    expect(second.message.seq).toBe(2);
  });
});

describe('a nonce', () => {
  it('that is repeated returns the first message, whatever its content, and leaves no gap', async () => {
    const events = recordEvents(storage.bus, 'message.created');
    const first = await append({ content: 'first', nonce: 'x' });
    const again = await append({ content: 'other', nonce: 'x' });
    await append({ content: 'last', nonce: 'y' });

    expect(again).toEqual({ message: first.message, isRepeat: true });
    expect(events).toHaveLength(2);
    await expectGapFree(channel, 2);
  });

  it('is found within one batch too', async () => {
    await append({ content: 'makes the head known' });
    const outcomes = await Promise.all(
      ['a', 'b', 'a', 'a', 'c', 'b'].map((nonce, index) => append({ nonce, content: `${index}` })),
    );

    expect(outcomes.map(({ isRepeat }) => isRepeat)).toEqual([false, false, true, true, false, true]);
    expect(outcomes.map(({ message }) => message.content)).toEqual(['0', '1', '0', '0', '4', '1']);
    expect(outcomes.map(({ message }) => message.seq)).toEqual([2, 3, 2, 2, 4, 3]);
    await expectGapFree(channel, 4);
  });

  it('counts per author and channel', async () => {
    const other = await storage.channel();
    const bob = await storage.author('bob');
    const outcomes = [
      await append({ nonce: 'same' }),
      await append({ nonce: 'same', author: bob }),
      await append({ nonce: 'same', channelId: other }),
    ];

    expect(outcomes.map(({ isRepeat }) => isRepeat)).toEqual([false, false, false]);
  });

  it('is forgotten after 24 hours, not before', async () => {
    const first = await append({ nonce: 'day' });
    storage.clock.advance(NONCE_LIFETIME_MS - 1_000);
    const within = await append({ nonce: 'day' });
    storage.clock.advance(2_000);
    const after = await append({ nonce: 'day' });
    const again = await append({ nonce: 'day' });

    expect(within.message.id).toBe(first.message.id);
    expect(after.isRepeat).toBe(false);
    expect(again).toEqual({ message: after.message, isRepeat: true });
    await expectGapFree(channel, 2);
  });

  it('still answers in a channel that has been closed since, and after the message was deleted', async () => {
    const first = await append({ nonce: 'kept' });
    await storage.uow.run(() => storage.repository.bury(channel, first.message.id, storage.clock.nowMs()));
    await storage.dataSource.query('UPDATE channels SET closed_at = now() WHERE id = $1', [channel]);
    const again = await append({ nonce: 'kept' });

    expect(again.isRepeat).toBe(true);
    expect(again.message).toMatchObject({ id: first.message.id, seq: 1 });
  });
});

describe('refusals', () => {
  it('slow mode tells how long to wait, counts per author, and ends', async () => {
    const slow = { authorIntervalMs: 5_000 };
    await append(slow);
    storage.clock.advance(1_500);

    await expect(append(slow)).rejects.toMatchObject({
      ...{ kind: 'limited', code: 'slow_mode' },
      details: { retryAfterMs: 3_500 },
    });
    await append({ ...slow, author: await storage.author('bob') });
    await append({ content: 'an admin is not slowed' });
    storage.clock.advance(5_000);
    await append(slow);
    await expectGapFree(channel, 4);
  });

  it('slow mode also holds within one batch', async () => {
    const outcomes = await Promise.allSettled([1, 2, 3].map(() => append({ authorIntervalMs: 1_000 })));

    expect(outcomes.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'rejected']);
    await expectGapFree(channel, 1);
  });

  it('a closed channel takes nothing, also when its head is known', async () => {
    await append();
    await storage.dataSource.query('UPDATE channels SET closed_at = now() WHERE id = $1', [channel]);

    expect(await codeOf(append())).toBe('channel_closed');
    await expectGapFree(channel, 1);
  });

  it('an unknown channel is not found, and its batch goes on', async () => {
    const [unknown, stored] = await Promise.allSettled([append({ channelId: '12345' }), append()]);

    expect(unknown).toMatchObject({ status: 'rejected', reason: { code: 'not_found' } });
    expect(stored).toMatchObject({ status: 'fulfilled', value: { message: { seq: 1 } } });
  });

  it('a row that the database refuses fails alone', async () => {
    await append({ content: 'makes the head known' });
    const contents = ['before', 'no \u0000 text', 'after'];
    const outcomes = await Promise.allSettled(contents.map((content) => append({ content })));

    expect(outcomes.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled']);
    await expectGapFree(channel, 3);
    expect((await storage.stored(channel)).map(({ content }) => content).slice(1)).toEqual(['before', 'after']);
  });

  it('never runs inside a unit of work', async () => {
    await expect(storage.uow.run(() => append())).rejects.toThrow('never append inside a unit of work');
    expect(await storage.stored(channel)).toEqual([]);
  });

  it('a full queue refuses at once and loses none of those it took', async () => {
    const appends = Array.from({ length: WRITER_QUEUE_MAX + 1 }, () => append());
    const outcomes = await Promise.allSettled(appends);

    expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(WRITER_QUEUE_MAX);
    expect(outcomes.at(-1)).toMatchObject({
      status: 'rejected',
      reason: { kind: 'limited', code: 'limited', details: { retryAfterMs: 1_000 } },
    });
    expect(storage.metrics.limits).toContain('message_writer_queue');
    expect(await storage.reader.headSeq(channel)).toBe(WRITER_QUEUE_MAX);
  }, 60_000);
});

describe('notices', () => {
  const notices = async (...kinds: ('mention' | 'reply')[]) =>
    Promise.all(
      kinds.map(async (kind) => {
        const { userId } = await storage.author(`reader ${storage.ids.next()}`);
        return { userId, kind, channelKind: 'group' } as const;
      }),
    );
  const inboxOf = (userId: Id) => new TypeOrmNotificationReader(storage.context).list(userId, { limit: 10 });

  it('are in the inboxes with the message, and told after it', async () => {
    const told = await notices('mention', 'reply');
    const events = recordEvents(storage.bus, 'message.created', 'notification.created');
    const { message } = await append({ notices: told });

    const entries = (await Promise.all(told.map(({ userId }) => inboxOf(userId)))).flat();
    expect(entries).toEqual(
      told.map((notice) => ({
        ...{ id: expect.any(String), ...notice, actorId: author.userId, channelId: channel, messageId: message.id },
        ...{ createdAtMs: expect.any(Number), isRead: false },
      })),
    );
    expect(events).toEqual([
      { type: 'message.created', channelId: channel, message },
      ...entries.map((notification) => notificationCreated(notification)),
    ]);
  });

  it('are written once for a message that is sent twice', async () => {
    const [notice] = await notices('mention');
    await append({ nonce: 'n', notices: [notice] });
    await append({ nonce: 'n', notices: [notice] });

    expect(await inboxOf(notice.userId)).toHaveLength(1);
  });

  it('are not there without the message', async () => {
    const [notice] = await notices('mention');
    await storage.closeChannel(channel);
    expect(await codeOf(append({ notices: [notice] }))).toBe('channel_closed');
    const other = await storage.channel();
    const unknown = { ...notice, userId: '77' };
    const events = recordEvents(storage.bus, 'message.created', 'notification.created');
    await expect(append({ channelId: other, notices: [notice, unknown] })).rejects.toThrow();

    expect([await inboxOf(notice.userId), await storage.stored(other), events]).toEqual([[], [], []]);
  });

  it('of one message keep the others of its batch in order', async () => {
    const [notice] = await notices('mention');
    await append();
    const appended = await Promise.all([append(), append({ notices: [notice] }), append()]);

    expect(appended.map(({ message }) => message.seq)).toEqual([2, 3, 4]);
    expect(await inboxOf(notice.userId)).toMatchObject([{ messageId: appended[1].message.id }]);
  });
});

describe('cost', () => {
  it('is one statement for a message and for a batch, once the heads are known', async () => {
    const second = await storage.channel();
    await Promise.all([append(), append({ channelId: second })]);

    const one = await statementsOf(() => append({ nonce: 'a' }));
    const many = await statementsOf(() =>
      Promise.all(
        Array.from({ length: 64 }, (_, index) =>
          append({ channelId: index % 2 ? second : channel, nonce: `n${index}` }),
        ),
      ),
    );

    expect(one).toHaveLength(1);
    expect(many).toHaveLength(1);
    expect(await storage.reader.headSeq(channel)).toBe(34);
  });

  it('flushing waits for everything that was taken', async () => {
    const settled: number[] = [];
    const appends = [1, 2, 3].map(async (number) => {
      await append();
      settled.push(number);
    });
    await storage.writer.flush();
    await Promise.all(appends);

    expect(settled).toEqual([1, 2, 3]);
    await expectGapFree(channel, 3);
  });
});
