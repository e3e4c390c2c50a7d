import { Injectable } from '@nestjs/common';
import { guildError } from '../../domain/guilds';
import { AttachmentLinkCheck, type FollowedLink } from './attachment-link-check';
import { AttachmentRegistry } from './attachment-registry';
import { FileStorage } from './file-storage';
import type { OpenFile } from './image-store';

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
  ) {}

  /** @throws AppError `unknown_attachment` for every kind of link that leads nowhere */
  async execute(link: FollowedLink): Promise<ReadableAttachment> {
    if (!this.links.isValid(link)) throw guildError('unknown_attachment');
    const attachment = await this.registry.find(link.channelId, link.attachmentId);
    if (attachment?.filename !== link.filename) throw guildError('unknown_attachment');
    const file = await this.storage.open(link.attachmentId);
    if (!file) throw guildError('unknown_attachment');
    return { ...file, filename: attachment.filename, contentType: attachment.contentType };
  }
}
