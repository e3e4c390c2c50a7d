import type { Appended } from '../../src/application/messaging';
import { compareIds, type Id } from '../../src/shared/ids';
import { aMessage, type MessageStorage, messageStorage } from '../builders/message-storage';
import { ManualClock } from '../fakes/rooms-platform';
import { describeWithPostgres, openTestDatabase, type TestDatabase } from '../support/database';

const MESSAGES_EACH = 400;
const CHANNELS = 3;
const HOUR_MS = 3_600_000;

describeWithPostgres('two processes that write to the same channels', () => {
  let database: TestDatabase;
  let left: MessageStorage;
  let right: MessageStorage;
  let channels: Id[];
  beforeAll(async () => {
    database = await openTestDatabase('server');
    left = await messageStorage(database, { workerNumber: 1 });
    // Its clock is an hour behind: ids must not be.
    const behind = new ManualClock();
    behind.advance(-HOUR_MS);
    right = await messageStorage(database, { workerNumber: 2, clock: behind });
  }, 60_000);
  afterAll(() => database?.close());
  beforeEach(async () => {
    channels = [];
    for (let count = 0; count < CHANNELS; count += 1) channels.push(await left.channel());
  });

  async function expectOrdered(channelId: Id, count: number): Promise<void> {
    const stored = await left.stored(channelId);
    expect(stored.map(({ seq }) => seq)).toEqual(Array.from({ length: count }, (_, index) => index + 1));
    const ids = stored.map(({ id }) => id);
    expect(ids).toEqual([...ids].sort(compareIds));
    expect(new Set(ids).size).toBe(count);
  }

  /** One after the other within a writer, so that the two take turns commit by commit. */
  async function alternate(storage: MessageStorage, nonceOf?: (index: number) => string): Promise<Appended[]> {
    const author = await storage.author('ann');
    const done: Appended[] = [];
    for (let index = 0; index < MESSAGES_EACH; index += 8) {
      const batch = Array.from({ length: 8 }, (_, offset) => {
        const nonce = nonceOf?.(index + offset);
        return storage.writer.append(
          aMessage(channels[(index + offset) % CHANNELS], { author, content: `${index}`, ...(nonce && { nonce }) }),
        );
      });
      done.push(...(await Promise.all(batch)));
    }
    return done;
  }

  it('leave no gap, and ids grow in commit order although one clock is behind', async () => {
    const all = (await Promise.all([alternate(left), alternate(right)])).flat();

    expect(all.every(({ isRepeat }) => !isRepeat)).toBe(true);
    for (const channel of channels) {
      await expectOrdered(channel, all.filter(({ message }) => message.channelId === channel).length);
    }
  });

  it('store each nonce once, whichever came first', async () => {
    const nonce = (index: number): string => `n${index}`;
    const [mine, theirs] = await Promise.all([alternate(left, nonce), alternate(right, nonce)]);

    for (let index = 0; index < MESSAGES_EACH; index += 1) {
      expect(mine[index].message.id).toBe(theirs[index].message.id);
      expect([mine[index].isRepeat, theirs[index].isRepeat].filter(Boolean)).toHaveLength(1);
    }
    const counts = await Promise.all(channels.map(async (channel) => (await left.stored(channel)).length));
    expect(counts.reduce((sum, count) => sum + count)).toBe(MESSAGES_EACH);
    for (const [index, channel] of channels.entries()) await expectOrdered(channel, counts[index]);
  });

  it('wait for a transaction that holds a channel, and see what it changed', async () => {
    const [channel] = channels;
    const author = await left.author('ann');
    const append = (storage: MessageStorage): Promise<Appended> => storage.writer.append(aMessage(channel, { author }));
    await append(left);
    let pending: Promise<unknown> | undefined;
    await right.uow.run(async () => {
      await right.repository.lockChannel(channel);
      pending = append(left).catch((error: unknown) => error);
      await right.dataSource.query('SELECT 1');
      await right.closeChannel(channel);
    });

    expect(await pending).toMatchObject({ code: 'channel_closed' });
    await expectOrdered(channel, 1);
  });

  it('never deadlock on channels named in opposite orders', async () => {
    const [first, second] = channels;
    const both = (storage: MessageStorage, order: readonly Id[]): Promise<Appended>[] =>
      order.map((channelId) => storage.writer.append(aMessage(channelId)));
    for (let round = 0; round < 50; round += 1) {
      await Promise.all([...both(left, [first, second]), ...both(right, [second, first])]);
    }

    await expectOrdered(first, 100);
    await expectOrdered(second, 100);
  });
});
