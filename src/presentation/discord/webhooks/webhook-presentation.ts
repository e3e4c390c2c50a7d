import { Injectable } from '@nestjs/common';
import type { APIWebhook } from 'discord-api-types/v10';
import { PublicAddress } from '../../../application/files';
import { WebhookTokens } from '../../../application/guilds/webhooks';
import { UserDirectory } from '../../../application/identity';
import type { IncomingWebhook } from '../../../domain/guilds';
import { presentUser } from '../presenters/user.presenter';
import { presentWebhook } from './webhook.presenter';

/** Shows webhooks to who may use them, so with their secrets. */
@Injectable()
export class WebhookPresentation {
  constructor(
    private readonly tokens: WebhookTokens,
    private readonly users: UserDirectory,
    private readonly address: PublicAddress,
  ) {}

  /** With who made them. */
  async list(webhooks: readonly IncomingWebhook[]): Promise<APIWebhook[]> {
    const creatorIds = webhooks.flatMap(({ creatorId }) => (creatorId === undefined ? [] : [creatorId]));
    const creators = await this.users.findMany(creatorIds);
    return webhooks.map((webhook) => {
      const creator = creators.get(webhook.creatorId ?? '');
      return { ...this.byToken(webhook), ...(creator && { user: presentUser(creator) }) };
    });
  }

  async one(webhook: IncomingWebhook): Promise<APIWebhook> {
    const [presented] = await this.list([webhook]);
    return presented;
  }

  /** For whoever only has its token: without who made it. */
  byToken(webhook: IncomingWebhook): APIWebhook {
    return presentWebhook(webhook, { token: this.tokens.tokenOf(webhook), url: this.address.url });
  }
}
