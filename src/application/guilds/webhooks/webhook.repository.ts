import type { IncomingWebhook } from '../../../domain/guilds';
import type { Id } from '../../../shared/ids';

/** Incoming webhooks of channels that exist. */
export abstract class WebhookRepository {
  /** Undefined for one that is unknown or whose channel or guild is deleted. */
  abstract find(webhookId: Id): Promise<IncomingWebhook | undefined>;
  /** The oldest first. */
  abstract ofChannel(channelId: Id): Promise<readonly IncomingWebhook[]>;
  /** The oldest first. */
  abstract ofGuild(guildId: Id): Promise<readonly IncomingWebhook[]>;
  abstract insert(webhook: IncomingWebhook): Promise<void>;
  /** Name, picture and channel. False when it is gone. */
  abstract update(webhook: IncomingWebhook): Promise<boolean>;
  /** False when it was gone. */
  abstract remove(webhookId: Id): Promise<boolean>;
}
