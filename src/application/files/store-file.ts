import { Injectable } from '@nestjs/common';
import type { Attachment } from '../../domain/messaging';
import { AppError } from '../../shared/errors';
import type { Id } from '../../shared/ids';
import type { AccountActor } from '../shared/actor';
import { IdGenerator } from '../shared/id-generator';
import { AttachmentRegistry } from './attachment-registry';
import { UNUSED_FILE_MS } from './clean-up-files';
import { FileStorage, type ReceivedFile } from './file-storage';
import { cleanFilename } from './filename';
import { Thumbnails } from './thumbnails';
import { UploadedFiles } from './uploaded-files';

/** Files that one person has uploaded and not sent. */
export const UNSENT_FILES_MAX = 100;

export interface StoreFileInput {
  readonly file: ReceivedFile;
  readonly filename: string;
}

/**
 * Stores a file before the message it is for: its uploader sends it once by its id, or it is cleaned up. Nobody else may
 * use or see it until then. A picture gets a thumbnail; a broken one is a file like any other.
 */
@Injectable()
export class StoreFile {
  constructor(
    private readonly storage: FileStorage,
    private readonly thumbnails: Thumbnails,
    private readonly registry: AttachmentRegistry,
    private readonly uploads: UploadedFiles,
    private readonly ids: IdGenerator,
  ) {}

  /** @throws AppError `limited` with too many files that were not sent */
  async execute({ userId }: AccountActor, { file, filename }: StoreFileInput): Promise<Attachment> {
    if ((await this.uploads.countUnsent(userId)) >= UNSENT_FILES_MAX) {
      throw new AppError('limited', 'limited', 'too many files were uploaded and not sent', {
        retryAfterMs: UNUSED_FILE_MS,
      });
    }
    const id = this.ids.next();
    await this.storage.keep(file, id);
    try {
      const attachment = await this.attachmentOf(id, { file, filename });
      await this.registry.add([{ ...attachment, uploaderId: userId }]);
      return attachment;
    } catch (error) {
      await this.forget(id);
      throw error;
    }
  }

  private async attachmentOf(id: Id, { file, filename }: StoreFileInput): Promise<Attachment> {
    const { contentType, size, width, height } = file;
    const attachment = { id, filename: cleanFilename(filename), contentType, size };
    const picture = contentType.startsWith('image/') ? await this.thumbnails.make(id) : undefined;
    if (picture) return { ...attachment, ...picture, hasThumbnail: true };
    return { ...attachment, ...(width !== undefined && { width }), ...(height !== undefined && { height }) };
  }

  private async forget(id: Id): Promise<void> {
    await this.storage.remove(id).catch(() => undefined);
    await this.thumbnails.remove(id).catch(() => undefined);
  }
}
