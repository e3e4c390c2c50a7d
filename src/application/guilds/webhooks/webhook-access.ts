import { Injectable } from '@nestjs/common';
import { guildError, type IncomingWebhook, Permission } from '../../../domain/guilds';
import { type Id, isId } from '../../../shared/ids';
import type { AccountActor } from '../../shared/actor';
import { GuildAccess } from '../guild-access';
import { WebhookRepository } from './webhook.repository';
import { WebhookTokens } from './webhook-tokens';

/** A webhook's id and secret, as a caller knows them. */
export interface WebhookKey {
  readonly webhookId: Id;
  readonly token: string;
}

/** The only way to a webhook: as somebody who manages webhooks in its channel, or by its token. */
@Injectable()
export class WebhookAccess {
  constructor(
    private readonly webhooks: WebhookRepository,
    private readonly tokens: WebhookTokens,
    private readonly access: GuildAccess,
  ) {}

  /** @throws AppError `unknown_webhook` (also for whoever is not in its guild), `missing_access`, `missing_permissions` */
  async require(actor: AccountActor, webhookId: Id): Promise<IncomingWebhook> {
    const webhook = await this.find(webhookId);
    await this.access.requireGuild(actor, webhook.guildId).catch(() => {
      throw guildError('unknown_webhook');
    });
    await this.access.requireChannel(actor, webhook.channelId, Permission.manageWebhooks);
    return webhook;
  }

  /** @throws AppError `unknown_webhook`, `invalid_webhook_token` */
  async requireToken({ webhookId, token }: WebhookKey): Promise<IncomingWebhook> {
    const webhook = await this.find(webhookId);
    if (!this.tokens.isTokenOf(webhook, token)) throw guildError('invalid_webhook_token');
    return webhook;
  }

  private async find(webhookId: Id): Promise<IncomingWebhook> {
    const webhook = isId(webhookId) ? await this.webhooks.find(webhookId) : undefined;
    if (!webhook) throw guildError('unknown_webhook');
    return webhook;
  }
}
