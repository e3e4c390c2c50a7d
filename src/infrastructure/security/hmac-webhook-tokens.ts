import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { WEBHOOK_TOKEN_LENGTH, WebhookTokens } from '../../application/guilds/webhooks';
import { SecuritySettings } from '../../application/shared/settings';
import type { IncomingWebhook } from '../../domain/guilds';

const NONCE_BYTES = 16;

@Injectable()
export class HmacWebhookTokens extends WebhookTokens {
  private readonly key: Buffer;

  constructor(settings: SecuritySettings) {
    super();
    // A key of its own: what is derived for one purpose is good for no other.
    this.key = createHmac('sha256', settings.jwtSecret).update('webhook tokens').digest();
  }

  newNonce(): string {
    return randomBytes(NONCE_BYTES).toString('base64url');
  }

  tokenOf({ id, tokenNonce }: Pick<IncomingWebhook, 'id' | 'tokenNonce'>): string {
    const mac = createHmac('sha512', this.key).update(`${id}\n${tokenNonce}`).digest('base64url');
    return mac.slice(0, WEBHOOK_TOKEN_LENGTH);
  }

  isTokenOf(webhook: Pick<IncomingWebhook, 'id' | 'tokenNonce'>, candidate: string): boolean {
    const own = Buffer.from(this.tokenOf(webhook));
    const other = Buffer.from(candidate);
    return own.length === other.length && timingSafeEqual(own, other);
  }
}
