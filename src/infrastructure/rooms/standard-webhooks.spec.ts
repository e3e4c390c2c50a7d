import { randomBytes } from 'node:crypto';
import { Webhook } from 'standardwebhooks';
import { webhookHeaders } from './standard-webhooks';

const nowSeconds = Math.floor(Date.now() / 1_000);

describe('webhookHeaders', () => {
  it.each([24, 32, 64])('are accepted by the reference library, with a secret of %i bytes', (length) => {
    const secret = randomBytes(length);
    const body = JSON.stringify({ text: 'Grüße, 世界' });
    const headers = webhookHeaders('msg_1', nowSeconds, body, secret);

    expect(new Webhook(secret.toString('base64')).verify(body, headers)).toEqual({ text: 'Grüße, 世界' });
    expect(() => new Webhook(secret.toString('base64')).verify(`${body} `, headers)).toThrow('signature');
  });

  it('have no signature without a secret', () => {
    expect(webhookHeaders('msg_1', 1, '{}', undefined)).toEqual({ 'webhook-id': 'msg_1', 'webhook-timestamp': '1' });
  });
});
