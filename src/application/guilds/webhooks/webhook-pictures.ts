import { Injectable } from '@nestjs/common';
import { isAppError } from '../../../shared/errors';
import type { Id } from '../../../shared/ids';
import { IMAGE_BYTES_MAX, ImageStore, type OpenFile, ReadAttachment } from '../../files';

const avatarPath = /^\/avatars\/(\d{1,19})\/((?:a_)?[0-9a-f]{32})\.\w{3,4}$/;
const attachmentPath = /^\/attachments\/(\d{1,19})\/(\d{1,19})\/([^/]{1,4096})$/;

/**
 * The picture of a single webhook message, by its address: an avatar or an attachment of this server. No other address is
 * followed, because the server would then ask whatever machine somebody names.
 */
@Injectable()
export class WebhookPictures {
  constructor(
    private readonly images: ImageStore,
    private readonly readAttachment: ReadAttachment,
  ) {}

  /** The picture's name among those of the webhook; undefined for an address that leads to no picture of this server. */
  async nameOf(webhookId: Id, address: string): Promise<string | undefined> {
    if (!URL.canParse(address)) return undefined;
    const url = new URL(address);
    const [, ownerId, name] = avatarPath.exec(url.pathname) ?? [];
    if (ownerId !== undefined && name !== undefined) return this.avatar(webhookId, ownerId, name);
    const file = await this.attachment(url);
    return file && this.keep(webhookId, file);
  }

  private async avatar(webhookId: Id, ownerId: Id, name: string): Promise<string | undefined> {
    const known = await this.images.open({ kind: 'avatar', id: webhookId }, name);
    if (known) return name;
    const picture = await this.images.open({ kind: 'avatar', id: ownerId }, name);
    return picture && this.keep(webhookId, picture);
  }

  private async attachment({ pathname, searchParams }: URL): Promise<OpenFile | undefined> {
    const [, channelId, attachmentId, filename] = attachmentPath.exec(pathname) ?? [];
    if (channelId === undefined || attachmentId === undefined || filename === undefined) return undefined;
    const read = (name: string): string => searchParams.get(name) ?? '';
    return orUndefined(async () => {
      const link = { channelId, attachmentId, filename: decodeURIComponent(filename) };
      return this.readAttachment.execute({ ...link, ex: read('ex'), is: read('is'), hm: read('hm') });
    });
  }

  private async keep(webhookId: Id, { size, contentType, content }: OpenFile): Promise<string | undefined> {
    const chunks: Uint8Array[] = [];
    for await (const chunk of content) {
      if (size > IMAGE_BYTES_MAX || !contentType.startsWith('image/')) return undefined;
      chunks.push(chunk);
    }
    const uri = `data:${contentType};base64,${Buffer.concat(chunks).toString('base64')}`;
    return orUndefined(() => this.images.store({ kind: 'avatar', id: webhookId }, uri));
  }
}

/** What is refused is no picture; a fault of ours stays one. */
async function orUndefined<Result>(work: () => Promise<Result>): Promise<Result | undefined> {
  try {
    return await work();
  } catch (error) {
    if (isAppError(error) || error instanceof URIError) return undefined;
    throw error;
  }
}
