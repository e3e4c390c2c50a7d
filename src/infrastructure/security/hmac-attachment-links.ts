import { createHmac, timingSafeEqual } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { type AttachmentLinkCheck, type FollowedLink, PublicAddress } from '../../application/files';
import { AttachmentLinks } from '../../application/messaging';
import { Clock } from '../../application/shared/clock';
import { SecuritySettings } from '../../application/shared/settings';
import type { Attachment } from '../../domain/messaging';
import { type Id, isId } from '../../shared/ids';

export const LINK_LIFETIME_SECONDS = 24 * 60 * 60;
const MILLISECONDS_PER_SECOND = 1_000;
const hexSeconds = /^[0-9a-f]{1,12}$/;
const signature = /^[0-9a-f]{64}$/;

/** https://docs.discord.com/developers/reference#signed-attachment-cdn-urls */
@Injectable()
export class HmacAttachmentLinks extends AttachmentLinks implements AttachmentLinkCheck {
  private readonly key: Buffer;

  constructor(
    settings: SecuritySettings,
    private readonly address: PublicAddress,
    private readonly clock: Clock,
  ) {
    super();
    // A key of its own: a signature made for one purpose is good for no other.
    this.key = createHmac('sha256', settings.jwtSecret).update('attachment links').digest();
  }

  sign(channelId: Id, { id, filename }: Pick<Attachment, 'id' | 'filename'>): string {
    const madeAt = this.nowSeconds();
    const [ex, is] = [hex(madeAt + LINK_LIFETIME_SECONDS), hex(madeAt)];
    const hm = this.signatureOf({ channelId, attachmentId: id, filename, ex, is }).toString('hex');
    const path = `/attachments/${channelId}/${id}/${encodeURIComponent(filename)}`;
    return `${this.address.url}${path}?ex=${ex}&is=${is}&hm=${hm}`;
  }

  isValid(link: FollowedLink): boolean {
    const isWellFormed =
      isId(link.channelId) &&
      isId(link.attachmentId) &&
      hexSeconds.test(link.ex) &&
      hexSeconds.test(link.is) &&
      signature.test(link.hm);
    if (!isWellFormed || Number.parseInt(link.ex, 16) <= this.nowSeconds()) return false;
    return timingSafeEqual(Buffer.from(link.hm, 'hex'), this.signatureOf(link));
  }

  private signatureOf({ channelId, attachmentId, filename, ex, is }: Omit<FollowedLink, 'hm'>): Buffer {
    return createHmac('sha256', this.key).update([channelId, attachmentId, ex, is, filename].join('\n')).digest();
  }

  private nowSeconds(): number {
    return Math.floor(this.clock.nowMs() / MILLISECONDS_PER_SECOND);
  }
}

const hex = (seconds: number): string => seconds.toString(16);
