import fs from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import type { FileStorage, ImageStore } from '../../src/application/files';
import { EMOJI_BYTES_MAX, IMAGE_BYTES_MAX } from '../../src/application/files';
import { DiskFileStorage } from '../../src/infrastructure/storage/disk-file-storage';
import { DiskImageStore, IMAGE_SIDE_MAX } from '../../src/infrastructure/storage/disk-image-store';
import { aGif, aJpeg, aPng, dataUri } from '../builders/pictures';
import { contentOf, FAKE_FILE_BYTES_MAX, FakeFileStorage, FakeImageStore } from '../fakes/files';
import { ManualClock } from '../fakes/rooms-platform';

let dataDir: string;
beforeAll(async () => {
  dataDir = await fs.mkdtemp(path.join(os.tmpdir(), 'guildhall-files-'));
});
afterAll(() => fs.rm(dataDir, { recursive: true, force: true }));

const settings = () => ({ dataDir, uploadLimitBytes: FAKE_FILE_BYTES_MAX });
const clock = new ManualClock(Date.now());
const unknownKey = '00000000-0000-4000-8000-000000000000';

async function* chunks(...texts: readonly string[]): AsyncIterable<Uint8Array> {
  for (const text of texts) yield Buffer.from(text);
}

async function* broken(): AsyncIterable<Uint8Array> {
  yield Buffer.from('a');
  throw new Error('the client went away');
}

const onDisk = async (folder: string): Promise<string[]> =>
  (await fs.readdir(path.join(dataDir, 'files', folder), { recursive: true, withFileTypes: true }))
    .filter((entry) => entry.isFile())
    .map((entry) => entry.name);

describe.each([
  ['fake', (): FileStorage => new FakeFileStorage(clock)],
  ['disk', (): FileStorage => new DiskFileStorage(settings())],
])('FileStorage (%s)', (_name, open: () => FileStorage) => {
  let storage: FileStorage;
  beforeEach(() => {
    storage = open();
  });

  it('keeps what came in', async () => {
    const received = await storage.receive(chunks('one ', 'two'));
    expect(received).toMatchObject({ size: 7, contentType: 'text/plain; charset=utf-8' });
    expect(await storage.open('100')).toBeUndefined();
    await storage.keep(received, '100');
    const file = await storage.open('100');

    expect(file?.size).toBe(7);
    expect(await contentOf(file)).toBe('one two');
    await storage.remove('100');
    await storage.remove('100');
    expect(await storage.open('100')).toBeUndefined();
  });

  it('takes the largest file and none that is larger', async () => {
    const largest = await storage.receive(chunks('x'.repeat(storage.fileBytesMax)));
    const tooLarge = storage.receive(chunks('x'.repeat(storage.fileBytesMax), 'x'));

    expect(largest.size).toBe(storage.fileBytesMax);
    await expect(tooLarge).rejects.toMatchObject({ code: 'request_too_large' });
    await storage.discard(largest);
  });

  it('forgets what was not kept', async () => {
    const received = await storage.receive(chunks('a'));
    const kept = await storage.receive(chunks('b'));
    await storage.keep(kept, '101');
    await storage.discard(received);
    await storage.discard(received);
    await storage.discard(kept);

    await expect(storage.keep(received, '102')).rejects.toThrow();
    expect(await contentOf(await storage.open('101'))).toBe('b');
  });

  it('sweeps what nobody kept for long', async () => {
    await storage.receive(chunks('a'));
    const hourMs = 3_600_000;

    expect(await storage.sweep(clock.nowMs() - hourMs)).toBe(0);
    expect(await storage.sweep(clock.nowMs() + hourMs)).toBe(1);
    expect(await storage.sweep(clock.nowMs() + hourMs)).toBe(0);
  });
});

describe('DiskFileStorage', () => {
  it('leaves nothing of a file that did not come in whole', async () => {
    const storage = new DiskFileStorage(settings());
    await expect(storage.receive(broken())).rejects.toThrow('the client went away');
    await expect(storage.receive(chunks('x'.repeat(FAKE_FILE_BYTES_MAX + 1)))).rejects.toThrow();

    expect(await onDisk('incoming')).toEqual([]);
  });

  it('tells pictures by their bytes', async () => {
    const storage = new DiskFileStorage(settings());
    const source = async function* (): AsyncIterable<Uint8Array> {
      yield aPng();
    };
    const received = await storage.receive(source());
    await storage.discard(received);

    expect(received).toMatchObject({ contentType: 'image/png', width: 128, height: 128 });
  });

  it('sweeps nothing before a file came in', async () => {
    const empty = new DiskFileStorage({ ...settings(), dataDir: path.join(dataDir, 'empty') });

    expect(await empty.sweep(Date.now())).toBe(0);
  });

  it.each(['../../secrets.json', '1/../../x', '', 'a', '-1', '1e5'])('never leaves its folder: %j', async (name) => {
    const storage = new DiskFileStorage(settings());

    await expect(storage.open(name)).rejects.toThrow('not the id');
    await expect(storage.keep({ key: unknownKey }, name)).rejects.toThrow('not the id');
    await expect(storage.discard({ key: name })).rejects.toThrow('not the key');
  });
});

describe.each([
  ['fake', (): ImageStore => new FakeImageStore()],
  ['disk', (): ImageStore => new DiskImageStore(settings())],
])('ImageStore (%s)', (_name, open: () => ImageStore) => {
  const avatar = { kind: 'avatar', id: '300' } as const;
  const emoji = { kind: 'emoji', id: '301' } as const;
  let images: ImageStore;
  beforeAll(() => {
    images = open();
  });

  it('keeps a picture under a name of its content', async () => {
    const name = await images.store(avatar, dataUri(aPng(1)));
    const again = await images.store(avatar, dataUri(aPng(1)));
    const other = await images.store(avatar, dataUri(aPng(2)));
    const file = await images.open(avatar, name);

    expect(name).toMatch(/^[0-9a-f]{32}$/);
    expect([again === name, other === name]).toEqual([true, false]);
    expect(file).toMatchObject({ size: aPng(1).length, contentType: 'image/png' });
    expect(await contentOf(file)).toBe(aPng(1).toString());
    await images.remove(avatar, name);
    await images.remove(avatar, name);
    expect(await images.open(avatar, name)).toBeUndefined();
    expect(await images.open(avatar, other)).toBeDefined();
  });

  it('finds the picture of an emoji by its id', async () => {
    await images.store(emoji, dataUri(aPng(3)));

    expect(await images.open(emoji)).toMatchObject({ contentType: 'image/png' });
    await images.remove(emoji);
    expect(await images.open(emoji)).toBeUndefined();
  });

  it('refuses what is no data URI', async () => {
    const storing = images.store(avatar, 'https://example.org/a.png', 'avatar');

    await expect(storing).rejects.toMatchObject({ code: 'invalid', details: { field: 'avatar' } });
  });
});

describe('DiskImageStore', () => {
  const owner = { kind: 'guild_icon', id: '400' } as const;
  const images = (): DiskImageStore => new DiskImageStore(settings());

  it('marks pictures that move', async () => {
    expect(await images().store(owner, dataUri(aGif(2), 'image/gif'))).toMatch(/^a_[0-9a-f]{32}$/);
    expect(await images().store(owner, dataUri(aGif(1), 'image/gif'))).toMatch(/^[0-9a-f]{32}$/);
  });

  it.each([
    ['a text that says it is a PNG', dataUri(Buffer.from('<svg onload="alert(1)"/>'))],
    ['a script as SVG', dataUri(Buffer.from('<svg/>'), 'image/svg+xml')],
    ['a broken PNG', dataUri(aPng().subarray(0, 12))],
    ['too many bytes', dataUri(Buffer.concat([aPng(), Buffer.alloc(IMAGE_BYTES_MAX)]))],
    ['too many pixels', dataUri(aJpeg(IMAGE_SIDE_MAX + 1, 1), 'image/jpeg')],
    ['no picture at all', dataUri(Buffer.alloc(0))],
    ['no data', 'data:image/png;base64,'],
    ['no base64', 'data:image/png;base64,%%%'],
    ['no URI', ''],
  ])('refuses %s', async (_what, uri) => {
    const storing = images().store(owner, uri, 'icon');

    await expect(storing).rejects.toMatchObject({ kind: 'invalid', details: { field: 'icon' } });
  });

  it('takes smaller pictures for emojis', async () => {
    const png = Buffer.concat([aPng(), Buffer.alloc(EMOJI_BYTES_MAX)]);
    await expect(images().store({ kind: 'emoji', id: '401' }, dataUri(png))).rejects.toMatchObject({ kind: 'invalid' });

    expect(await images().store(owner, dataUri(png))).toMatch(/^[0-9a-f]{32}$/);
  });

  it.each(['../../secrets.json', '..', '', 'a'.repeat(31), `${'a'.repeat(32)}/..`])(
    'never leaves its folder: %j',
    async (name) => {
      expect(await images().open(owner, name)).toBeUndefined();
      expect(await images().open({ kind: 'avatar', id: name }, 'a'.repeat(32))).toBeUndefined();
      await expect(images().remove(owner, name)).resolves.toBeUndefined();
    },
  );
});
