import { Injectable } from '@nestjs/common';
import { guildError } from '../../domain/guilds';
import { AttachmentLinkCheck, type FollowedLink } from './attachment-link-check';
import { AttachmentRegistry, type StoredAttachment } from './attachment-registry';
import { FileStorage } from './file-storage';
import type { OpenFile } from './image-store';
import { Thumbnails } from './thumbnails';

export interface ReadableAttachment extends OpenFile {
  readonly filename: string;
}

/** Whoever has a valid link may read, until the message loses the file. */
@Injectable()
export class ReadAttachment {
  constructor(
    private readonly links: AttachmentLinkCheck,
    private readonly registry: AttachmentRegistry,
    private readonly storage: FileStorage,
    private readonly thumbnails: Thumbnails,
  ) {}

  /** @throws AppError `unknown_attachment` for every kind of link that leads nowhere */
  async execute(link: FollowedLink): Promise<ReadableAttachment> {
    if (!this.links.isValid(link)) throw guildError('unknown_attachment');
    const attachment = await this.registry.find(link.channelId, link.attachmentId);
    if (attachment?.filename !== link.filename) throw guildError('unknown_attachment');
    return this.open(attachment, link.isThumbnail === true);
  }

  /** Of an attachment the caller has found to be the reader's to read. */
  async open(
    { fileId, filename, contentType, hasThumbnail }: StoredAttachment,
    isThumbnail: boolean,
  ): Promise<ReadableAttachment> {
    const thumbnail = isThumbnail && hasThumbnail ? await this.thumbnails.open(fileId) : undefined;
    if (thumbnail) return { ...thumbnail, filename };
    const file = await this.storage.open(fileId);
    if (!file) throw guildError('unknown_attachment');
    return { ...file, filename, contentType };
  }
}
