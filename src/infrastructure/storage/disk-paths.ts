import fs from 'node:fs/promises';
import path from 'node:path';
import { assert } from '../../shared/assert';
import { type Id, isId } from '../../shared/ids';

/** Files are spread over this many folders, so that none grows too large to list. */
const SHARDS = 256n;
/** The low bits of most ids are zero; the ones above count milliseconds. */
const TIME_SHIFT = 22n;

export const shardOf = (id: Id): string => ((BigInt(id) >> TIME_SHIFT) % SHARDS).toString(16).padStart(2, '0');

/** Whether the file system says that there is no such file. */
export const isMissing = (error: unknown): boolean =>
  typeof error === 'object' && error !== null && 'code' in error && error.code === 'ENOENT';

/** There need not be one. */
export async function removeFile(file: string): Promise<void> {
  await fs.rm(file, { force: true });
}

export const attachmentPath = (dataDir: string, id: Id): string =>
  pathIn(path.join(dataDir, 'files', 'attachments'), id);
export const thumbnailPath = (dataDir: string, id: Id): string => pathIn(path.join(dataDir, 'files', 'thumbnails'), id);

function pathIn(directory: string, id: Id): string {
  assert(isId(id), 'not the id of an attachment');
  return path.join(directory, shardOf(id), id);
}
