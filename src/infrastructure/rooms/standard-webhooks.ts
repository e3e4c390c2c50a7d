import { createHmac } from 'node:crypto';

/** Headers of the Standard Webhooks specification; without a secret the signature is left out. */
export function webhookHeaders(
  webhookId: string,
  timestampSeconds: number,
  body: string,
  secret: Uint8Array | undefined,
): Record<string, string> {
  const headers = { 'webhook-id': webhookId, 'webhook-timestamp': String(timestampSeconds) };
  if (!secret) return headers;
  const signature = createHmac('sha256', secret).update(`${webhookId}.${timestampSeconds}.${body}`).digest('base64');
  return { ...headers, 'webhook-signature': `v1,${signature}` };
}
