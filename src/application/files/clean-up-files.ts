import { Injectable } from '@nestjs/common';
import { Clock } from '../shared/clock';
import { AttachmentRegistry } from './attachment-registry';
import { FileStorage } from './file-storage';
import { Thumbnails } from './thumbnails';

/** A file may belong to nobody for so long: its upload or the send it is for is still going on. */
export const UNUSED_FILE_MS = 60 * 60 * 1_000;
/** How far back a run looks for deleted channels; it may have been a while since the last. */
export const DELETED_CHANNELS_MS = 30 * 24 * 60 * 60 * 1_000;
/** Files removed between two looks at whether to stop. */
export const CLEAN_UP_BATCH = 200;

/** Removes the files that belong to no message: never sent, dropped by an edit, of a deleted message or channel. */
@Injectable()
export class CleanUpFiles {
  constructor(
    private readonly registry: AttachmentRegistry,
    private readonly storage: FileStorage,
    private readonly thumbnails: Thumbnails,
    private readonly clock: Clock,
  ) {}

  /** Ends soon after `signal` is aborted; safe when run twice. Returns how many files it removed. */
  async execute(signal: AbortSignal): Promise<number> {
    const nowMs = this.clock.nowMs();
    const beforeMs = nowMs - UNUSED_FILE_MS;
    await this.registry.releaseOfDeletedChannels(nowMs - DELETED_CHANNELS_MS);
    let removedFiles = await this.storage.sweep(beforeMs);
    while (!signal.aborted) {
      const ids = await this.registry.unused(beforeMs, CLEAN_UP_BATCH);
      const removed = await this.registry.removeUnused(ids);
      for (const fileId of removed.fileIds) {
        await this.storage.remove(fileId);
        await this.thumbnails.remove(fileId);
      }
      removedFiles += removed.fileIds.length;
      if (removed.ids.length === 0) break;
    }
    return removedFiles;
  }
}
