import { randomUUID } from 'node:crypto';
import fs from 'node:fs/promises';
import path from 'node:path';
import { Readable } from 'node:stream';
import { Injectable } from '@nestjs/common';
import type sharp from 'sharp';
import {
  FilesSettings,
  type OpenFile,
  type PictureSize,
  THUMBNAIL_SIDE_MAX,
  THUMBNAIL_SOURCE_PIXELS_MAX,
  Thumbnails,
} from '../../application/files';
import { Metrics } from '../../application/shared/metrics';
import type { Id } from '../../shared/ids';
import { attachmentPath, isMissing, removeFile, thumbnailPath } from './disk-paths';

/** Pictures that are worked on at the same time, and that may wait for it. */
export const THUMBNAILS_AT_ONCE = 2;
export const THUMBNAILS_WAITING_MAX = 32;
const SECONDS_MAX = 10;
const QUALITY = 75;
const OWNER_ONLY = 0o600;
const CONTENT_TYPE = 'image/webp';

/** The only formats that are read: no vector graphics, which may refer to other files, and no rare decoders. */
const readable = ['Jpeg', 'Png', 'Webp', 'Nsgif', 'Heif'].map((format) => `VipsForeignLoad${format}`);

interface MadeThumbnail extends PictureSize {
  readonly content: Buffer;
}

/** Thumbnails under DATA_DIR/files/thumbnails, made by libvips on its own threads. */
@Injectable()
export class SharpThumbnails extends Thumbnails {
  private readonly dataDir: string;
  private readonly waiting: (() => void)[] = [];
  private working = 0;
  private library: Promise<typeof sharp> | undefined;

  constructor(
    settings: FilesSettings,
    private readonly metrics: Metrics,
  ) {
    super();
    this.dataDir = settings.dataDir;
  }

  async make(fileId: Id): Promise<PictureSize | undefined> {
    if (this.waiting.length >= THUMBNAILS_WAITING_MAX) {
      this.metrics.limitReached('thumbnails_waiting');
      return undefined;
    }
    const made = await this.inTurn(() => this.shrink(attachmentPath(this.dataDir, fileId)));
    if (!made) return undefined;
    await this.write(thumbnailPath(this.dataDir, fileId), made.content);
    return { width: made.width, height: made.height };
  }

  async open(fileId: Id): Promise<OpenFile | undefined> {
    try {
      const content = await fs.readFile(thumbnailPath(this.dataDir, fileId));
      return { size: content.length, contentType: CONTENT_TYPE, content: Readable.from([content]) };
    } catch (error) {
      if (isMissing(error)) return undefined;
      throw error;
    }
  }

  async remove(fileId: Id): Promise<void> {
    await removeFile(thumbnailPath(this.dataDir, fileId));
  }

  private async inTurn<Result>(work: () => Promise<Result>): Promise<Result> {
    if (this.working >= THUMBNAILS_AT_ONCE) await new Promise<void>((resolve) => this.waiting.push(resolve));
    else this.working += 1;
    try {
      return await work();
    } finally {
      const next = this.waiting.shift();
      if (next) next();
      else this.working -= 1;
    }
  }

  /** Whatever the library cannot or will not read has no thumbnail. */
  private async shrink(file: string): Promise<MadeThumbnail | undefined> {
    const library = await this.load();
    try {
      const picture = library(file, { limitInputPixels: THUMBNAIL_SOURCE_PIXELS_MAX, failOn: 'error' });
      const { autoOrient } = await picture.metadata();
      const content = await picture
        .autoOrient()
        .resize({ width: THUMBNAIL_SIDE_MAX, height: THUMBNAIL_SIDE_MAX, fit: 'inside', withoutEnlargement: true })
        .webp({ quality: QUALITY })
        .timeout({ seconds: SECONDS_MAX })
        .toBuffer();
      return { width: autoOrient.width, height: autoOrient.height, content };
    } catch {
      return undefined;
    }
  }

  /** With the first picture: most servers never need it. */
  private load(): Promise<typeof sharp> {
    this.library ??= import('sharp').then(({ default: library }) => {
      library.cache(false);
      library.concurrency(1);
      library.block({ operation: ['VipsForeignLoad'] });
      library.unblock({ operation: readable });
      return library;
    });
    return this.library;
  }

  /** Whoever reads meanwhile sees the whole file or none. */
  private async write(file: string, content: Uint8Array): Promise<void> {
    await fs.mkdir(path.dirname(file), { recursive: true });
    const temporary = `${file}.${randomUUID()}`;
    await fs.writeFile(temporary, content, { mode: OWNER_ONLY });
    await fs.rename(temporary, file);
  }
}
