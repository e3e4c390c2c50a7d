import type { Message } from '../../src/domain/messaging';
import type { Id } from '../../src/shared/ids';
import { aMessage, type MessageStorage, messageStorage, recordEvents, statementsOf } from '../builders/message-storage';
import { openTestDatabase, type TestDatabase } from '../support/database';

let database: TestDatabase;
let storage: MessageStorage;
let channel: Id;
beforeAll(async () => {
  database = await openTestDatabase();
  storage = await messageStorage(database);
}, 60_000);
afterAll(() => database?.close());
beforeEach(async () => {
  channel = await storage.channel();
});

async function fill(count: number): Promise<Message[]> {
  const author = await storage.author('ann');
  const appends = Array.from({ length: count }, (_, index) =>
    storage.writer.append(aMessage(channel, { author, content: `${index}` })),
  );
  return (await Promise.all(appends)).map(({ message }) => message);
}

const bury = (messageId: Id): Promise<boolean> =>
  storage.uow.run(() => storage.repository.bury(channel, messageId, storage.clock.nowMs()));

describe('MessageReader', () => {
  it('pages both ways from a message, always oldest first', async () => {
    const all = await fill(10);
    const page = (query: object): Promise<readonly Message[]> =>
      storage.reader.page({ channelId: channel, limit: 3, ...query });

    expect(await page({})).toEqual(all.slice(7));
    expect(await page({ before: all[4].id })).toEqual(all.slice(1, 4));
    expect(await page({ after: all[4].id })).toEqual(all.slice(5, 8));
    expect(await page({ after: all[9].id })).toEqual([]);
    expect(await page({ before: all[0].id })).toEqual([]);
    expect(await page({ after: '0' })).toEqual(all.slice(0, 3));
    expect(await page({ channelId: '99' })).toEqual([]);
  });

  it('begins after the message from which on somebody may read, also when that one is deleted', async () => {
    const all = await fill(8);
    await bury(all[3].id);
    const page = (query: object): Promise<readonly Message[]> =>
      storage.reader.page({ channelId: channel, limit: 3, fromSeq: 4, ...query });

    expect(await page({})).toEqual(all.slice(5));
    expect(await page({ before: all[6].id })).toEqual(all.slice(4, 6));
    expect(await page({ after: all[0].id })).toEqual(all.slice(4, 7));
    expect(await page({ around: all[4].id, limit: 4 })).toEqual(all.slice(4, 6));
    expect(await page({ fromSeq: 8 })).toEqual([]);
    expect(await page({ fromSeq: 0 })).toEqual(all.slice(5));
    for (const index of [2, 5]) {
      await storage.uow.run(() => storage.repository.setPin(channel, all[index].id, 1_000 + index));
    }
    const pins = await storage.reader.pins({ channelId: channel, limit: 10, fromSeq: 4 });
    expect(pins.map(({ id }) => id)).toEqual([all[5].id]);
  });

  it('reads a page with one statement, authors included', async () => {
    const all = await fill(5);
    const statements = await statementsOf(() => storage.reader.page({ channelId: channel, limit: 100 }));

    expect(statements).toHaveLength(1);
    expect(all[0].author).toMatchObject({ externalId: 'ann', name: 'nick of ann' });
  });

  it('finds messages by their ids alone, with one statement', async () => {
    const [first, deleted] = await fill(2);
    await bury(deleted.id);
    channel = await storage.channel();
    const [elsewhere] = await fill(1);
    const ids = [elsewhere.id, deleted.id, first.id, '99'];
    let found: readonly Message[] = [];
    const statements = await statementsOf(async () => {
      found = await storage.reader.locate(ids);
    });

    expect(new Map(found.map((message) => [message.id, message]))).toEqual(
      new Map([first, elsewhere].map((message) => [message.id, message])),
    );
    expect(statements).toHaveLength(1);
    expect(await storage.reader.locate([])).toEqual([]);
  });

  it('reads a range of seq and the heads of many channels', async () => {
    const all = await fill(6);
    const empty = await storage.channel();

    expect(await storage.reader.range(channel, 2, 4)).toEqual(all.slice(1, 4));
    expect(await storage.reader.headSeqs([channel, empty, '99'])).toEqual(
      new Map([
        [channel, 6],
        [empty, 0],
      ]),
    );
    expect(await storage.reader.headSeq('99')).toBeUndefined();
  });
});

describe('MessageRepository', () => {
  it('leaves a tombstone: the place stays, the content is gone, no reader shows it', async () => {
    const all = await fill(3);

    expect(await bury(all[1].id)).toBe(true);
    expect(await bury(all[1].id)).toBe(false);
    expect(await storage.stored(channel)).toMatchObject([
      { seq: 1, content: '0', isDeleted: false },
      { seq: 2, content: '', isDeleted: true },
      { seq: 3, content: '2', isDeleted: false },
    ]);
    expect(await storage.repository.find(channel, all[1].id)).toBeUndefined();
    expect(await storage.reader.page({ channelId: channel, limit: 10 })).toEqual([all[0], all[2]]);
    expect(await storage.reader.range(channel, 1, 3)).toEqual([all[0], all[2]]);
    expect(await storage.reader.headSeq(channel)).toBe(3);
    const next = await storage.writer.append(aMessage(channel));
    expect(next.message.seq).toBe(4);
  });

  it('finds a message in its own channel only', async () => {
    const [message] = await fill(1);
    const other = await storage.channel();

    expect(await storage.repository.find(channel, message.id)).toEqual(message);
    expect(await storage.repository.find(other, message.id)).toBeUndefined();
    expect(await storage.uow.run(() => storage.repository.bury(other, message.id, 0))).toBe(false);
  });

  it('locks a channel inside a unit of work only, and tells its head', async () => {
    await fill(2);

    expect(await storage.uow.run(() => storage.repository.lockChannel(channel))).toBe(2);
    expect(await storage.uow.run(() => storage.repository.lockChannel('99'))).toBeUndefined();
    await expect(storage.repository.lockChannel(channel)).rejects.toThrow('inside a unit of work');
  });

  it('takes its changes back when the unit of work fails', async () => {
    const [message] = await fill(1);
    const events = recordEvents(storage.bus, 'message.deleted');
    const failing = storage.uow.run(async () => {
      await storage.repository.bury(channel, message.id, 1);
      storage.uow.record({ type: 'message.deleted' });
      throw new Error('no');
    });

    await expect(failing).rejects.toThrow('no');
    expect(await storage.repository.find(channel, message.id)).toEqual(message);
    expect(events).toEqual([]);
  });
});
