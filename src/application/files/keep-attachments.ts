import { Injectable } from '@nestjs/common';
import { guildError } from '../../domain/guilds';
import type { Attachment } from '../../domain/messaging';
import type { Id } from '../../shared/ids';
import { IdGenerator } from '../shared/id-generator';
import { AttachmentRegistry } from './attachment-registry';
import { FileStorage, type ReceivedFile } from './file-storage';
import { cleanFilename } from './filename';

/** Files of one message at most. */
export const ATTACHMENTS_MAX = 10;

export interface NewUpload {
  readonly file: ReceivedFile;
  readonly filename: string;
  readonly description?: string;
}

export interface KeepAttachmentsInput {
  readonly channelId: Id;
  /** A person, bot or webhook. */
  readonly uploaderId: Id;
  readonly uploads: readonly NewUpload[];
}

/**
 * Stores files for a message that is about to be sent or edited. Call it outside `UnitOfWork.run`; whoever calls it has
 * checked that files may be sent.
 */
@Injectable()
export class KeepAttachments {
  constructor(
    private readonly storage: FileStorage,
    private readonly registry: AttachmentRegistry,
    private readonly ids: IdGenerator,
  ) {}

  /**
   * @param send puts the attachments into the message; when it throws, the files are forgotten
   * @throws AppError `attachments_max`, and what `send` throws
   */
  async execute<Result>(
    { channelId, uploaderId, uploads }: KeepAttachmentsInput,
    send: (attachments: readonly Attachment[]) => Promise<Result>,
  ): Promise<Result> {
    if (uploads.length === 0) return send([]);
    if (uploads.length > ATTACHMENTS_MAX) throw guildError('attachments_max');
    const kept = uploads.map((upload) => ({ upload, attachment: this.attachmentOf(upload) }));
    const attachments = kept.map(({ attachment }) => attachment);
    try {
      for (const { upload, attachment } of kept) await this.storage.keep(upload.file, attachment.id);
      await this.registry.add(attachments.map((one) => ({ ...one, channelId, uploaderId })));
      return await send(attachments);
    } catch (error) {
      await this.forget(attachments.map(({ id }) => id));
      throw error;
    }
  }

  private attachmentOf({ file, filename, description }: NewUpload): Attachment {
    return {
      id: this.ids.next(),
      filename: cleanFilename(filename),
      ...(description !== undefined && description !== '' && { description }),
      contentType: file.contentType,
      size: file.size,
      ...(file.width !== undefined && { width: file.width }),
      ...(file.height !== undefined && { height: file.height }),
    };
  }

  /** What cannot be forgotten now belongs to no message, and the clean-up finds it. */
  private async forget(ids: readonly Id[]): Promise<void> {
    const { fileIds } = await this.registry.removeUnused(ids).catch(() => ({ fileIds: [] }));
    for (const fileId of fileIds) await this.storage.remove(fileId).catch(() => undefined);
  }
}
