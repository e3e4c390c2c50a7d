import type { AttachmentRegistry, NewAttachment } from '../../src/application/files';
import type { UnitOfWork } from '../../src/application/shared/unit-of-work';
import { TypeOrmAttachmentRegistry } from '../../src/infrastructure/persistence/messaging/typeorm-attachment-registry';
import { InProcessEventBus } from '../../src/infrastructure/events/in-process-event-bus';
import { InvalidationHub } from '../../src/infrastructure/persistence/invalidation-hub';
import { TransactionContext } from '../../src/infrastructure/persistence/transaction-context';
import { TypeOrmUnitOfWork } from '../../src/infrastructure/persistence/typeorm-unit-of-work';
import { FakeAttachmentRegistry } from '../fakes/files';
import { SilentLogger } from '../fakes/rooms-log';
import { FakeUnitOfWork, ManualClock, SequentialIds } from '../fakes/rooms-platform';
import { openTestDatabase, type TestDatabase } from '../support/database';

interface Storage {
  readonly registry: AttachmentRegistry;
  readonly uow: UnitOfWork;
  /** Makes a channel and deletes it at this time. */
  deletedChannel(deletedAtMs: number): Promise<string>;
}

const clock = new ManualClock();
const ids = new SequentialIds(clock);
const CHANNEL = '1000';
let database: TestDatabase;
let stored: Storage;
beforeAll(async () => {
  database = await openTestDatabase();
  const { dataSource } = await database.open();
  const context = new TransactionContext(dataSource);
  const logger = new SilentLogger();
  const uow = new TypeOrmUnitOfWork(dataSource, context, new InProcessEventBus(logger), new InvalidationHub(logger));
  const deletedChannel = async (deletedAtMs: number): Promise<string> => {
    const id = ids.next();
    await dataSource.query(`INSERT INTO channels (id, kind, name, closed_at) VALUES ($1, 'guild', 'gone', $2)`, [
      ...[id, new Date(deletedAtMs)],
    ]);
    return id;
  };
  stored = { uow, deletedChannel, registry: new TypeOrmAttachmentRegistry(context, clock) };
});
afterAll(() => database?.close());

const fake = (): Storage => {
  const uow = new FakeUnitOfWork();
  const registry = new FakeAttachmentRegistry(clock, uow);
  const deletedChannel = async (deletedAtMs: number): Promise<string> => {
    const id = ids.next();
    registry.deletedChannels.set(id, deletedAtMs);
    return id;
  };
  return { uow, registry, deletedChannel };
};

describe.each([
  ['fake', fake],
  ['TypeORM', (): Storage => stored],
])('AttachmentRegistry (%s)', (_name, open: () => Storage) => {
  let storage: Storage;
  beforeAll(() => {
    storage = open();
  });

  const add = async (count: number): Promise<string[]> => {
    const file = { filename: 'a.png', contentType: 'image/png', size: 3_000_000_000, uploaderId: '5' };
    const added = Array.from({ length: count }, (): NewAttachment => ({ id: ids.next(), channelId: CHANNEL, ...file }));
    await storage.registry.add(added);
    return added.map(({ id }) => id);
  };
  const attach = (messageId: string, attachmentIds: readonly string[], channelId = CHANNEL): Promise<void> =>
    storage.uow.run(() => storage.registry.attach(channelId, messageId, attachmentIds));
  const release = (messageIds: readonly string[], keptIds?: readonly string[]): Promise<void> =>
    storage.uow.run(() => storage.registry.release(CHANNEL, messageIds, keptIds));
  const isFound = async (id: string, channelId = CHANNEL): Promise<boolean> =>
    (await storage.registry.find(channelId, id)) !== undefined;

  it('finds what belongs to a message, in its channel', async () => {
    const [id, unsent] = await add(2);
    await attach('2000', [id]);

    expect(await storage.registry.find(CHANNEL, id)).toEqual({ filename: 'a.png', contentType: 'image/png' });
    expect(await isFound(unsent)).toBe(false);
    expect(await isFound(id, '1001')).toBe(false);
    expect(await isFound('x')).toBe(false);
    await storage.registry.add([]);
    await attach('2000', []);
  });

  it('gives nothing away that belongs to a message or another channel', async () => {
    const [id, other] = await add(2);
    await attach('2001', [id]);
    await attach('2002', [id]);
    await attach('2002', [other], '1001');
    await release(['2002']);

    expect(await isFound(id)).toBe(true);
    expect(await isFound(other)).toBe(false);
  });

  it('takes files from messages that lose them', async () => {
    const [kept, dropped, deleted] = await add(3);
    await attach('2003', [kept, dropped]);
    await attach('2004', [deleted]);
    await release(['2003'], [kept]);
    await release(['2004']);

    expect(await Promise.all([kept, dropped, deleted].map((id) => isFound(id)))).toEqual([true, false, false]);
  });

  it('takes files from the messages of deleted channels, whose links end at once', async () => {
    const channelId = await storage.deletedChannel(clock.nowMs());
    const id = ids.next();
    const file = { filename: 'a', contentType: 'text/plain', size: 1, uploaderId: '5' };
    await storage.registry.add([{ id, channelId, ...file }]);
    await attach('2006', [id], channelId);

    expect(await isFound(id, channelId)).toBe(false);
    expect(await storage.registry.releaseOfDeletedChannels(clock.nowMs() + 1)).toBe(0);
    expect(await storage.registry.releaseOfDeletedChannels(clock.nowMs())).toBe(1);
    expect(await storage.registry.releaseOfDeletedChannels(clock.nowMs())).toBe(0);
    expect(await storage.registry.removeUnused([id])).toEqual([id]);
  });

  it('lists the oldest of those that nobody needs, and removes only them', async () => {
    clock.advance(1_000_000);
    const since = clock.nowMs();
    const [first, second] = await add(2);
    const before = await storage.registry.unused(since, 1_000);
    clock.advance(1);
    const [sent] = await add(1);
    await attach('2005', [sent]);
    clock.advance(1);
    const after = await storage.registry.unused(clock.nowMs(), 1_000);

    expect(after.filter((id) => !before.includes(id))).toEqual([first, second]);
    expect(await storage.registry.unused(clock.nowMs(), 1)).toHaveLength(1);
    expect(new Set(await storage.registry.removeUnused([...after, sent]))).toEqual(new Set(after));
    expect(await storage.registry.removeUnused([])).toEqual([]);
    expect(await isFound(sent)).toBe(true);
  });

  it('changes what a message has only together with the message', async () => {
    await expect(storage.registry.attach(CHANNEL, '1', ['1'])).rejects.toThrow('with their message');
    await expect(storage.registry.release(CHANNEL, ['1'])).rejects.toThrow('with their message');
  });
});
