import { createHash, randomUUID } from 'node:crypto';
import fs from 'node:fs/promises';
import path from 'node:path';
import { Readable } from 'node:stream';
import { Injectable } from '@nestjs/common';
import {
  EMOJI_BYTES_MAX,
  FilesSettings,
  IMAGE_BYTES_MAX,
  type ImageOwner,
  ImageStore,
  type OpenFile,
} from '../../application/files';
import { assert } from '../../shared/assert';
import { invalid } from '../../shared/errors';
import { isId } from '../../shared/ids';
import { isMissing, removeFile, shardOf } from './disk-paths';
import { isAnimated } from './image-animation';
import { inspectFile } from './inspect-file';

/** Pixels of a side at most. */
export const IMAGE_SIDE_MAX = 8_192;
/** Hexadecimal digits of a name: 128 bits of the content's SHA-256. */
const NAME_LENGTH = 32;
const OWNER_ONLY = 0o600;
const dataUri = /^data:image\/[a-z+.-]{1,32};base64,([A-Za-z0-9+/]+={0,2})$/;
const imageName = /^(?:a_)?[0-9a-f]{32}$/;
const imageTypes: ReadonlySet<string> = new Set(['image/png', 'image/apng', 'image/jpeg', 'image/gif', 'image/webp']);

/** Pictures under DATA_DIR/files/images. Every part of a path is an id or a name of our own making. */
@Injectable()
export class DiskImageStore extends ImageStore {
  private readonly directory: string;

  constructor(settings: FilesSettings) {
    super();
    this.directory = path.join(settings.dataDir, 'files', 'images');
  }

  async store(owner: ImageOwner, uri: string, field = 'image'): Promise<string> {
    const content = decodeDataUri(uri, owner.kind === 'emoji' ? EMOJI_BYTES_MAX : IMAGE_BYTES_MAX, field);
    const { contentType, width, height } = await inspectFile(content);
    if (!imageTypes.has(contentType) || width === undefined || height === undefined) {
      throw invalid(field, 'must be a PNG, JPEG, GIF or WebP picture');
    }
    if (Math.max(width, height) > IMAGE_SIDE_MAX) {
      throw invalid(field, `must have at most ${IMAGE_SIDE_MAX} pixels a side`);
    }
    const hash = createHash('sha256').update(content).digest('hex').slice(0, NAME_LENGTH);
    const name = isAnimated(content, contentType) ? `a_${hash}` : hash;
    await this.write(this.pathOf(owner, name), content);
    return name;
  }

  async remove(owner: ImageOwner, name = ''): Promise<void> {
    if (isStored(owner, name)) await removeFile(this.pathOf(owner, name));
  }

  async open(owner: ImageOwner, name = ''): Promise<OpenFile | undefined> {
    if (!isStored(owner, name)) return undefined;
    try {
      const content = await fs.readFile(this.pathOf(owner, name));
      const { contentType } = await inspectFile(content);
      return { size: content.length, contentType, content: Readable.from([content]) };
    } catch (error) {
      if (isMissing(error)) return undefined;
      throw error;
    }
  }

  /** Whoever reads meanwhile sees the whole old or the whole new file. */
  private async write(file: string, content: Uint8Array): Promise<void> {
    await fs.mkdir(path.dirname(file), { recursive: true });
    const temporary = `${file}.${randomUUID()}`;
    await fs.writeFile(temporary, content, { mode: OWNER_ONLY, flush: true });
    await fs.rename(temporary, file);
  }

  private pathOf({ kind, id }: ImageOwner, name: string): string {
    assert(isStored({ kind, id }, name), 'not the name of a picture');
    const folder = path.join(this.directory, kind, shardOf(id));
    return kind === 'emoji' ? path.join(folder, id) : path.join(folder, id, name);
  }
}

/** An emoji has one picture for ever, found by its id alone. */
const isStored = ({ kind, id }: ImageOwner, name: string): boolean =>
  isId(id) && (kind === 'emoji' || imageName.test(name));

function decodeDataUri(uri: string, bytesMax: number, field: string): Buffer {
  const base64 = dataUri.exec(uri)?.[1];
  if (base64 === undefined) throw invalid(field, 'must be a picture as a data URI: data:image/png;base64,...');
  const content = Buffer.from(base64, 'base64');
  if (content.length > bytesMax) throw invalid(field, `must have at most ${bytesMax} bytes`);
  return content;
}
