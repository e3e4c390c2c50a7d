import { randomUUID } from 'node:crypto';
import fs from 'node:fs/promises';
import path from 'node:path';
import { FileStorage, FilesSettings, type OpenFile, type ReceivedFile } from '../../application/files';
import { Injectable } from '@nestjs/common';
import { guildError } from '../../domain/guilds';
import { assert } from '../../shared/assert';
import type { Id } from '../../shared/ids';
import { attachmentPath, isMissing, removeFile } from './disk-paths';
import { INSPECTED_BYTES_MAX, inspectFile } from './inspect-file';

const OWNER_ONLY = 0o600;
const receivedKey = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/** Files under DATA_DIR/files. Every name on disk is made here, of an id or by chance: none comes from outside. */
@Injectable()
export class DiskFileStorage extends FileStorage {
  readonly fileBytesMax: number;
  private readonly incomingDir: string;
  private readonly dataDir: string;

  constructor(settings: FilesSettings) {
    super();
    this.fileBytesMax = settings.uploadLimitBytes;
    this.incomingDir = path.join(settings.dataDir, 'files', 'incoming');
    this.dataDir = settings.dataDir;
  }

  async receive(source: AsyncIterable<Uint8Array>): Promise<ReceivedFile> {
    const key = randomUUID();
    const file = this.incomingPath(key);
    await fs.mkdir(this.incomingDir, { recursive: true });
    const handle = await fs.open(file, 'wx+', OWNER_ONLY);
    try {
      await fs.writeFile(handle, this.bounded(source));
      // The message that refers to it is durable once it is acknowledged.
      await handle.sync();
      const { size } = await handle.stat();
      return { key, size, ...(await inspectFile(await readHead(handle, size))) };
    } catch (error) {
      await removeFile(file);
      throw error;
    } finally {
      await handle.close();
    }
  }

  async keep({ key }: Pick<ReceivedFile, 'key'>, attachmentId: Id): Promise<void> {
    const target = attachmentPath(this.dataDir, attachmentId);
    await fs.mkdir(path.dirname(target), { recursive: true });
    await fs.rename(this.incomingPath(key), target);
  }

  async discard({ key }: Pick<ReceivedFile, 'key'>): Promise<void> {
    await removeFile(this.incomingPath(key));
  }

  async open(attachmentId: Id): Promise<Omit<OpenFile, 'contentType'> | undefined> {
    const handle = await fs.open(attachmentPath(this.dataDir, attachmentId), 'r').catch(missingToUndefined);
    if (!handle) return undefined;
    const { size } = await handle.stat();
    return { size, content: handle.createReadStream() };
  }

  async remove(attachmentId: Id): Promise<void> {
    await removeFile(attachmentPath(this.dataDir, attachmentId));
  }

  async sweep(olderThanMs: number): Promise<number> {
    const names = (await fs.readdir(this.incomingDir).catch(missingToUndefined)) ?? [];
    let swept = 0;
    for (const name of names) {
      const file = path.join(this.incomingDir, name);
      const stat = await fs.stat(file).catch(missingToUndefined);
      if (!stat || stat.mtimeMs >= olderThanMs) continue;
      await removeFile(file);
      swept += 1;
    }
    return swept;
  }

  private async *bounded(source: AsyncIterable<Uint8Array>): AsyncIterable<Uint8Array> {
    let size = 0;
    for await (const chunk of source) {
      size += chunk.length;
      if (size > this.fileBytesMax) throw guildError('request_too_large');
      yield chunk;
    }
  }

  private incomingPath(key: string): string {
    assert(receivedKey.test(key), 'not the key of a received file');
    return path.join(this.incomingDir, key);
  }
}

async function readHead(handle: fs.FileHandle, size: number): Promise<Uint8Array> {
  const head = Buffer.alloc(Math.min(size, INSPECTED_BYTES_MAX));
  const { bytesRead } = await handle.read(head, 0, head.length, 0);
  return head.subarray(0, bytesRead);
}

function missingToUndefined(error: unknown): undefined {
  if (!isMissing(error)) throw error;
}
