import { invalid } from '../../shared/errors';
import { codePointLength, isStorableText } from '../../shared/text';
import type { AuditFields } from './audit-changes';
import { type GuildChannelType, type IncomingWebhook } from './guild';

export const WEBHOOK_NAME_MAX = 80;
export const WEBHOOKS_PER_CHANNEL_MAX = 15;

/** Where a webhook can post: everywhere people write. */
export const hasWebhooks = (type: GuildChannelType): boolean => type !== 'category';

/** Without spaces around it. @throws AppError `invalid` */
export function webhookName(name: string): string {
  const trimmed = name.trim();
  const length = codePointLength(trimmed);
  if (length < 1 || length > WEBHOOK_NAME_MAX || !isStorableText(trimmed)) {
    throw invalid('name', `must be 1 to ${WEBHOOK_NAME_MAX} characters, at most`);
  }
  return trimmed;
}

/** A webhook as an audit log shows it. */
export const auditFieldsOfWebhook = ({ name, channelId, avatar }: IncomingWebhook): AuditFields => ({
  name,
  channel_id: channelId,
  avatar_hash: avatar,
  type: 1,
});
