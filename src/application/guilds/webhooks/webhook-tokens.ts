import type { IncomingWebhook } from '../../../domain/guilds';

/** Characters of a token, all of them letters, digits, `_` or `-`: libraries tell a webhook's link by it. */
export const WEBHOOK_TOKEN_LENGTH = 68;

/** The secrets of webhooks: derived from the server's own, so that none is stored. */
export abstract class WebhookTokens {
  /** What a new webhook's token is derived from. */
  abstract newNonce(): string;
  abstract tokenOf(webhook: Pick<IncomingWebhook, 'id' | 'tokenNonce'>): string;
  /** Compares in constant time. */
  abstract isTokenOf(webhook: Pick<IncomingWebhook, 'id' | 'tokenNonce'>, candidate: string): boolean;
}
