import { FakeAttachmentRegistry, FakeFileStorage, FakeThumbnails, FakeUploadedFiles } from '../../../test/fakes/files';
import { FakeUnitOfWork, ManualClock, SequentialIds } from '../../../test/fakes/rooms-platform';
import { CleanUpFiles, UNUSED_FILE_MS } from './clean-up-files';
import type { ReceivedFile } from './file-storage';
import { StoreFile, UNSENT_FILES_MAX } from './store-file';

const anna = { kind: 'account', userId: '42' } as const;

async function* bytes(): AsyncIterable<Uint8Array> {
  yield Buffer.from('abc');
}

function setUp() {
  const clock = new ManualClock();
  const storage = new FakeFileStorage(clock);
  const thumbnails = new FakeThumbnails();
  const registry = new FakeAttachmentRegistry(clock, new FakeUnitOfWork());
  const uploads = new FakeUploadedFiles(registry);
  const store = new StoreFile(storage, thumbnails, registry, uploads, new SequentialIds(clock));
  const receive = async (changes: Partial<ReceivedFile> = {}): Promise<ReceivedFile> => ({
    ...(await storage.receive(bytes())),
    ...changes,
  });
  return { clock, storage, thumbnails, registry, uploads, store, receive };
}

describe('StoreFile', () => {
  it('keeps a file that belongs to nobody but its uploader', async () => {
    const { store, receive, storage, thumbnails, uploads } = setUp();
    const stored = await store.execute(anna, { file: await receive(), filename: '../a b.txt' });

    expect(stored).toMatchObject({ filename: 'a_b.txt', size: 3, contentType: 'text/plain; charset=utf-8' });
    expect(stored).not.toHaveProperty('hasThumbnail');
    expect(storage.kept.has(stored.id)).toBe(true);
    expect(thumbnails.made.size).toBe(0);
    expect(await uploads.placeOf(stored.id)).toEqual({ uploaderId: anna.userId });
  });

  it('gives a picture its size and a thumbnail', async () => {
    const { store, receive, thumbnails } = setUp();
    const file = await receive({ contentType: 'image/png', width: 1, height: 1 });
    const stored = await store.execute(anna, { file, filename: 'a.png' });

    expect(stored).toMatchObject({ width: 640, height: 480, hasThumbnail: true });
    expect(thumbnails.made).toEqual(new Set([stored.id]));
  });

  it('keeps a broken picture as a file like any other', async () => {
    const { store, receive, thumbnails } = setUp();
    thumbnails.make = async () => undefined;
    const file = await receive({ contentType: 'image/png', width: 9, height: 8 });
    const stored = await store.execute(anna, { file, filename: 'a.png' });

    expect(stored).toMatchObject({ width: 9, height: 8, contentType: 'image/png' });
    expect(stored).not.toHaveProperty('hasThumbnail');
  });

  it('leaves nothing behind when it cannot be registered', async () => {
    const { store, receive, storage, thumbnails, registry } = setUp();
    registry.add = () => Promise.reject(new Error('away'));
    const storing = store.execute(anna, { file: await receive({ contentType: 'image/png' }), filename: 'a.png' });

    await expect(storing).rejects.toThrow('away');
    expect([storage.kept.size, thumbnails.made.size]).toEqual([0, 0]);
  });

  it('takes only so many from one person before they are sent, until they are cleaned up', async () => {
    const { store, receive, clock, storage, thumbnails, registry } = setUp();
    const one = async (): Promise<unknown> =>
      store.execute(anna, { file: await receive({ contentType: 'image/png' }), filename: 'a.png' });
    for (let count = 0; count < UNSENT_FILES_MAX; count += 1) await one();

    await expect(one()).rejects.toMatchObject({ kind: 'limited' });
    const other = { kind: 'account', userId: '43' } as const;
    await store.execute(other, { file: await receive(), filename: 'b' });
    clock.advance(UNUSED_FILE_MS + 1);
    const cleanUp = new CleanUpFiles(registry, storage, thumbnails, clock);
    // The files, and the one that was refused and that nobody kept.
    expect(await cleanUp.execute(new AbortController().signal)).toBe(UNSENT_FILES_MAX + 2);
    expect([storage.kept.size, thumbnails.made.size]).toEqual([0, 0]);
    await one();
  });
});
