import fs from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import sharp from 'sharp';
import {
  type FileStorage,
  type PictureSize,
  THUMBNAIL_SIDE_MAX,
  THUMBNAIL_SOURCE_PIXELS_MAX,
  type Thumbnails,
} from '../../src/application/files';
import { DiskFileStorage } from '../../src/infrastructure/storage/disk-file-storage';
import {
  SharpThumbnails,
  THUMBNAILS_AT_ONCE,
  THUMBNAILS_WAITING_MAX,
} from '../../src/infrastructure/storage/sharp-thumbnails';
import { aJpeg, aPng } from '../builders/pictures';
import { contentOf, FakeThumbnails } from '../fakes/files';
import { SilentMetrics } from '../fakes/rooms-log';

let dataDir: string;
let storage: FileStorage;
let metrics: SilentMetrics;
let thumbnails: Thumbnails;
let lastId = 0;
beforeAll(async () => {
  dataDir = await fs.mkdtemp(path.join(os.tmpdir(), 'guildhall-thumbnails-'));
  storage = new DiskFileStorage({ dataDir, uploadLimitBytes: 4_000_000 });
});
afterAll(() => fs.rm(dataDir, { recursive: true, force: true }));
beforeEach(() => {
  metrics = new SilentMetrics();
  thumbnails = new SharpThumbnails({ dataDir, uploadLimitBytes: 4_000_000 }, metrics);
});

async function* once(content: Uint8Array): AsyncIterable<Uint8Array> {
  yield content;
}

async function stored(content: Uint8Array): Promise<string> {
  lastId += 1;
  const id = String(lastId);
  await storage.keep(await storage.receive(once(content)), id);
  return id;
}

const picture = (width: number, height: number): sharp.Sharp =>
  sharp({
    create: { width, height, channels: 3, background: 'red', noise: { type: 'gaussian', mean: 100, sigma: 9 } },
  });

async function sizeOfThumbnail(id: string): Promise<PictureSize | undefined> {
  const file = await thumbnails.open(id);
  if (!file) return undefined;
  const chunks: Uint8Array[] = [];
  for await (const chunk of file.content) chunks.push(chunk);
  const { width, height, format } = await sharp(Buffer.concat(chunks)).metadata();
  expect(format).toBe('webp');
  return { width, height };
}

describe.each([
  ['fake', (): Thumbnails => new FakeThumbnails()],
  ['sharp', (): Thumbnails => thumbnails],
])('Thumbnails (%s)', (_name, open: () => Thumbnails) => {
  it('are made of pictures, and are gone when they are removed', async () => {
    const subject = open();
    const id = await stored(await picture(640, 480).png().toBuffer());

    expect(await subject.open(id)).toBeUndefined();
    expect(await subject.make(id)).toEqual({ width: 640, height: 480 });
    const file = await subject.open(id);
    expect(file?.contentType).toBe('image/webp');
    expect(await contentOf(file)).not.toBe('');
    await subject.remove(id);
    await subject.remove(id);
    expect(await subject.open(id)).toBeUndefined();
  });
});

describe('SharpThumbnails', () => {
  it.each([
    ['png', [1_000, 500], [THUMBNAIL_SIDE_MAX, 160]],
    ['jpeg', [500, 1_000], [160, THUMBNAIL_SIDE_MAX]],
    ['webp', [40, 30], [40, 30]],
    ['gif', [640, 64], [THUMBNAIL_SIDE_MAX, 32]],
  ] as const)('fits a %s of %j into %j', async (format, [width, height], [shownWidth, shownHeight]) => {
    const id = await stored(await picture(width, height).toFormat(format).toBuffer());

    expect(await thumbnails.make(id)).toEqual({ width, height });
    expect(await sizeOfThumbnail(id)).toEqual({ width: shownWidth, height: shownHeight });
  });

  it('turns a picture that lies on its side, and keeps nothing of where it was taken', async () => {
    const content = await picture(600, 300).jpeg().withMetadata({ orientation: 6 }).toBuffer();
    const id = await stored(content);

    expect(await thumbnails.make(id)).toEqual({ width: 300, height: 600 });
    expect(await sizeOfThumbnail(id)).toEqual({ width: 160, height: THUMBNAIL_SIDE_MAX });
  });

  it.each([
    ['a text', Buffer.from('not a picture')],
    ['an empty file', Buffer.alloc(0)],
    ['a PNG that ends early', aPng().subarray(0, 60)],
    ['a JPEG of nothing but its header', aJpeg(300, 200)],
    ['a vector graphic', Buffer.from('<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"/>')],
    ['a picture that says it is huge', hugePng()],
  ])('makes none of %s', async (_what, content) => {
    const id = await stored(content);

    expect(await thumbnails.make(id)).toBeUndefined();
    expect(await thumbnails.open(id)).toBeUndefined();
  });

  it('makes none of what is not there, and never leaves its folder', async () => {
    expect(await thumbnails.make('404')).toBeUndefined();
    await expect(thumbnails.make('../../secrets.json')).rejects.toThrow('not the id');
    await expect(thumbnails.open('../x')).rejects.toThrow('not the id');
  });

  it('lets only so many wait', async () => {
    const id = await stored(await picture(4, 4).png().toBuffer());
    const atOnce = THUMBNAILS_AT_ONCE + THUMBNAILS_WAITING_MAX;
    const made = await Promise.all(Array.from({ length: atOnce + 1 }, () => thumbnails.make(id)));

    expect(made.filter((size) => size !== undefined)).toHaveLength(atOnce);
    expect(metrics.limits).toEqual(['thumbnails_waiting']);
    expect(await thumbnails.make(id)).toBeDefined();
  });
});

/** Few bytes that would unpack to more pixels than are read. */
function hugePng(): Buffer {
  const side = Math.ceil(Math.sqrt(THUMBNAIL_SOURCE_PIXELS_MAX)) + 1;
  const png = Buffer.from(aPng());
  png.writeUInt32BE(side, 16);
  png.writeUInt32BE(side, 20);
  return png;
}
