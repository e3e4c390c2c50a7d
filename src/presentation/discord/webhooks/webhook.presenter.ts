import { type APIUser, type APIWebhook, WebhookType } from 'discord-api-types/v10';
import type { IncomingWebhook } from '../../../domain/guilds';

/**
 * https://docs.discord.com/developers/resources/webhook#webhook-object
 * @param token only for who may use it
 * @param url under which the whole API is reached
 */
export const presentWebhook = (
  webhook: IncomingWebhook,
  { token, url, creator }: { readonly token: string; readonly url: string; readonly creator?: APIUser },
): APIWebhook => ({
  id: webhook.id,
  type: WebhookType.Incoming,
  guild_id: webhook.guildId,
  channel_id: webhook.channelId,
  name: webhook.name,
  avatar: webhook.avatar ?? null,
  application_id: webhook.applicationId ?? null,
  token,
  url: `${url}/api/webhooks/${webhook.id}/${token}`,
  ...(creator && { user: creator }),
});
