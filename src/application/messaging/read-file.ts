import { Injectable } from '@nestjs/common';
import { guildError } from '../../domain/guilds';
import { isAppError } from '../../shared/errors';
import type { Id } from '../../shared/ids';
import { AttachmentRegistry, type ReadableAttachment, ReadAttachment, UploadedFiles } from '../files';
import type { AccountActor } from '../shared/actor';
import { ReadMessage } from './read-message';

export interface ReadFileInput {
  readonly attachmentId: Id;
  /** Of a picture that has one its small form. */
  readonly isThumbnail?: boolean;
}

/** A stored file by its id alone: for who may read its message, and until it is sent for its uploader. */
@Injectable()
export class ReadFile {
  constructor(
    private readonly uploads: UploadedFiles,
    private readonly readMessage: ReadMessage,
    private readonly registry: AttachmentRegistry,
    private readonly reading: ReadAttachment,
  ) {}

  /** @throws AppError `unknown_attachment`, also when it is there but not for the actor to read */
  async execute(
    actor: AccountActor,
    { attachmentId, isThumbnail = false }: ReadFileInput,
  ): Promise<ReadableAttachment> {
    const placeId = await this.placeFor(actor, attachmentId);
    const attachment = placeId === undefined ? undefined : await this.registry.find(placeId, attachmentId);
    if (!attachment) throw guildError('unknown_attachment');
    return this.reading.open(attachment, isThumbnail);
  }

  private async placeFor(actor: AccountActor, attachmentId: Id): Promise<Id | undefined> {
    const place = await this.uploads.placeOf(attachmentId);
    if (!place?.message) return place?.uploaderId === actor.userId ? actor.userId : undefined;
    try {
      await this.readMessage.execute(actor, place.message);
      return place.message.channelId;
    } catch (error) {
      if (isAppError(error) && (error.kind === 'not_found' || error.kind === 'forbidden')) return undefined;
      throw error;
    }
  }
}
