import { ManualClock } from '../../../test/fakes/rooms-platform';
import type { FollowedLink } from '../../application/files';
import { WEBHOOK_TOKEN_LENGTH } from '../../application/guilds/webhooks';
import type { SecuritySettings } from '../../application/shared/settings';
import { HmacAttachmentLinks, LINK_LIFETIME_SECONDS } from './hmac-attachment-links';
import { HmacWebhookTokens } from './hmac-webhook-tokens';

const settings = (jwtSecret: string): SecuritySettings => ({
  ...{ jwtSecret, adminApiKey: 'k'.repeat(16), accessTokenExpireMinutes: 30, refreshTokenExpireDays: 7 },
});
const secret = 's'.repeat(32);

describe('links of attachments', () => {
  const clock = new ManualClock();
  const linksOf = (jwtSecret: string): HmacAttachmentLinks =>
    new HmacAttachmentLinks(settings(jwtSecret), { url: 'https://chat.test' }, clock);
  const attachment = { id: '200', filename: 'é & #?.png' };
  const follow = (url: string): FollowedLink => {
    const { pathname, searchParams } = new URL(url);
    const [, , channelId = '', attachmentId = '', filename = ''] = pathname.split('/');
    const read = (name: string): string => searchParams.get(name) ?? '';
    return {
      ...{ channelId, attachmentId, filename: decodeURIComponent(filename) },
      ...{ ex: read('ex'), is: read('is'), hm: read('hm') },
    };
  };

  it('lead to the file as it is called, for a day', () => {
    const links = linksOf(secret);
    const url = links.sign('100', attachment);
    const link = follow(url);

    expect(url).toMatch(
      /^https:\/\/chat\.test\/attachments\/100\/200\/[^/]+\?ex=[0-9a-f]+&is=[0-9a-f]+&hm=[0-9a-f]{64}$/,
    );
    expect(link.filename).toBe(attachment.filename);
    expect(links.isValid(link)).toBe(true);
    clock.advance(LINK_LIFETIME_SECONDS * 1_000 - 1_000);
    expect(links.isValid(link)).toBe(true);
    clock.advance(1_000);
    expect(links.isValid(link)).toBe(false);
  });

  it.each<[string, Partial<FollowedLink>]>([
    ['channel', { channelId: '101' }],
    ['attachment', { attachmentId: '201' }],
    ['name', { filename: 'other.png' }],
    ['end', { ex: 'ffffffff' }],
    ['beginning', { is: '1' }],
    ['signature', { hm: '0'.repeat(64) }],
    ['length of the signature', { hm: '00' }],
    ['signature that is none', { hm: 'x'.repeat(64) }],
    ['end that is no number', { ex: 'NaN' }],
    ['path', { attachmentId: '../../../etc/passwd' }],
  ])('are refused with another %s', (_what, changes) => {
    const links = linksOf(secret);

    expect(links.isValid({ ...follow(links.sign('100', attachment)), ...changes })).toBe(false);
  });

  it('of another server are refused', () => {
    expect(linksOf('t'.repeat(32)).isValid(follow(linksOf(secret).sign('100', attachment)))).toBe(false);
  });
});

describe('tokens of webhooks', () => {
  const tokens = new HmacWebhookTokens(settings(secret));
  const webhook = { id: '100', tokenNonce: 'nonce' };

  it('have the form that libraries know, and are always the same', () => {
    expect(tokens.tokenOf(webhook)).toMatch(new RegExp(`^[\\w-]{${WEBHOOK_TOKEN_LENGTH}}$`));
    expect(tokens.isTokenOf(webhook, new HmacWebhookTokens(settings(secret)).tokenOf(webhook))).toBe(true);
  });

  it.each([
    ['another webhook', tokens.tokenOf({ ...webhook, id: '101' })],
    ['an older one', tokens.tokenOf({ ...webhook, tokenNonce: 'old' })],
    ['another server', new HmacWebhookTokens(settings('t'.repeat(32))).tokenOf(webhook)],
    ['nobody', ''],
    ['something longer', `${tokens.tokenOf(webhook)}x`],
    ['as many characters but more bytes', 'é'.repeat(WEBHOOK_TOKEN_LENGTH)],
  ])('of %s are refused', (_whose, token) => {
    expect(tokens.isTokenOf(webhook, token)).toBe(false);
  });

  it('are derived from something new each time', () => {
    expect(tokens.newNonce()).not.toBe(tokens.newNonce());
  });
});
