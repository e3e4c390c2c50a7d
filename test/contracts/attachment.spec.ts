import type { AttachmentRegistry, NewAttachment, UploadedFiles } from '../../src/application/files';
import type { UnitOfWork } from '../../src/application/shared/unit-of-work';
import { TypeOrmAttachmentRegistry } from '../../src/infrastructure/persistence/messaging/typeorm-attachment-registry';
import { TypeOrmUploadedFiles } from '../../src/infrastructure/persistence/messaging/typeorm-uploaded-files';
import { InProcessEventBus } from '../../src/infrastructure/events/in-process-event-bus';
import { InvalidationHub } from '../../src/infrastructure/persistence/invalidation-hub';
import { TransactionContext } from '../../src/infrastructure/persistence/transaction-context';
import { TypeOrmUnitOfWork } from '../../src/infrastructure/persistence/typeorm-unit-of-work';
import { FakeAttachmentRegistry, FakeUploadedFiles } from '../fakes/files';
import { SilentLogger } from '../fakes/rooms-log';
import { FakeUnitOfWork, ManualClock, SequentialIds } from '../fakes/rooms-platform';
import { openTestDatabase, type TestDatabase } from '../support/database';

interface Storage {
  readonly registry: AttachmentRegistry;
  readonly uploads: UploadedFiles;
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
  stored = {
    ...{ uow, deletedChannel, registry: new TypeOrmAttachmentRegistry(context, clock) },
    uploads: new TypeOrmUploadedFiles(context, clock),
  };
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
  return { uow, registry, deletedChannel, uploads: new FakeUploadedFiles(registry) };
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

    expect(await storage.registry.find(CHANNEL, id)).toEqual({
      ...{ filename: 'a.png', contentType: 'image/png', fileId: id },
    });
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
    expect(await storage.registry.removeUnused([id])).toEqual({ ids: [id], fileIds: [id] });
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
    const removed = await storage.registry.removeUnused([...after, sent]);
    expect(new Set(removed.ids)).toEqual(new Set(after));
    expect(await storage.registry.removeUnused([])).toEqual({ ids: [], fileIds: [] });
    expect(await isFound(sent)).toBe(true);
  });

  describe('uploaded before its message', () => {
    const OWNER = '6';
    const upload = async (changes: Partial<NewAttachment> = {}): Promise<string> => {
      const id = ids.next();
      const picture = { width: 640, height: 480, hasThumbnail: true };
      const file = { filename: 'b.png', contentType: 'image/png', size: 3, uploaderId: OWNER };
      await storage.registry.add([{ id, ...file, ...picture, ...changes }]);
      return id;
    };

    it("is its uploader's alone", async () => {
      const before = await storage.uploads.countUnsent(OWNER);
      const id = await upload();
      const picture = { width: 640, height: 480, hasThumbnail: true };

      expect(await storage.uploads.own(OWNER, [id, '404', 'x'])).toEqual([
        { id, filename: 'b.png', contentType: 'image/png', size: 3, ...picture },
      ]);
      expect(await storage.uploads.own('5', [id])).toEqual([]);
      expect(await storage.uploads.countUnsent(OWNER)).toBe(before + 1);
      expect(await storage.uploads.placeOf(id)).toEqual({ uploaderId: OWNER });
      expect(await storage.registry.find(OWNER, id)).toMatchObject({ fileId: id, hasThumbnail: true });
      expect(await isFound(id, '5')).toBe(false);
      expect(await isFound(id, CHANNEL)).toBe(false);
    });

    it('is found at its uploader until its message loses it', async () => {
      const id = await upload({ channelId: CHANNEL });
      await attach('2007', [id]);

      expect(await storage.uploads.own(OWNER, [id])).toHaveLength(1);
      expect([await isFound(id, OWNER), await isFound(id)]).toEqual([true, true]);
      expect(await storage.uploads.placeOf(id)).toEqual({
        uploaderId: OWNER,
        message: { channelId: CHANNEL, messageId: '2007' },
      });
      await release(['2007']);

      expect(await storage.uploads.own(OWNER, [id])).toEqual([]);
      expect([await isFound(id, OWNER), await isFound(id)]).toEqual([false, false]);
      expect(await storage.uploads.placeOf(id)).toBeUndefined();
      expect(await storage.uploads.placeOf('404')).toBeUndefined();
      expect(await storage.uploads.placeOf('x')).toBeUndefined();
    });

    it('shares its bytes with its copies until the last of them is gone', async () => {
      const [sent, unsent] = [await upload({ channelId: CHANNEL }), await upload()];
      await attach('2008', [sent]);
      const copyOf = (attachmentId: string, channelId = CHANNEL) => ({
        ...{ id: ids.next(), channelId: '1001', uploaderId: '7' },
        original: { channelId, attachmentId },
      });
      const copy = copyOf(sent);
      expect(await storage.uploads.copy([copy, copyOf(unsent), copyOf('404'), copyOf(sent, '1002')])).toEqual([
        copy.id,
      ]);
      expect(await storage.uploads.copy([])).toEqual([]);
      await attach('2009', [copy.id], '1001');
      const second = { ...copyOf(copy.id, '1001'), channelId: '1003' };
      expect(await storage.uploads.copy([second])).toEqual([second.id]);

      expect(await storage.registry.find('1001', copy.id)).toMatchObject({ fileId: sent, hasThumbnail: true });
      expect(await storage.uploads.own('7', [copy.id])).toEqual([]);
      await release(['2008']);
      expect(await storage.registry.removeUnused([sent])).toEqual({ ids: [sent], fileIds: [] });
      expect(await isFound(copy.id, '1001')).toBe(true);
      await storage.uow.run(() => storage.registry.release('1001', ['2009']));
      const removed = await storage.registry.removeUnused([copy.id, second.id]);
      expect(new Set(removed.ids)).toEqual(new Set([copy.id, second.id]));
      expect(removed.fileIds).toEqual([sent]);
    });
  });

  it('changes what a message has only together with the message', async () => {
    await expect(storage.registry.attach(CHANNEL, '1', ['1'])).rejects.toThrow('with their message');
    await expect(storage.registry.release(CHANNEL, ['1'])).rejects.toThrow('with their message');
  });
});
