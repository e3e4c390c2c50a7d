import { Injectable } from '@nestjs/common';
import { guildError, type IncomingWebhook } from '../../../domain/guilds';
import type { Id } from '../../../shared/ids';
import type { AccountActor } from '../../shared/actor';
import { UnitOfWork } from '../../shared/unit-of-work';
import { WebhookAccess, type WebhookKey } from './webhook-access';
import { WebhookChanges } from './webhook-changes';
import { WebhookRepository } from './webhook.repository';

export interface DeleteWebhookInput {
  readonly webhookId: Id;
  readonly reason?: string;
}

/** Its messages stay. */
@Injectable()
export class DeleteWebhook {
  constructor(
    private readonly access: WebhookAccess,
    private readonly webhooks: WebhookRepository,
    private readonly changes: WebhookChanges,
    private readonly uow: UnitOfWork,
  ) {}

  /** @throws AppError `unknown_webhook`, `missing_access`, `missing_permissions` */
  async execute(actor: AccountActor, { webhookId, reason }: DeleteWebhookInput): Promise<void> {
    const webhook = await this.access.require(actor, webhookId);
    await this.remove(webhook, { userId: actor.userId, reason });
  }

  /** @throws AppError `unknown_webhook`, `invalid_webhook_token` */
  async executeByToken(key: WebhookKey): Promise<void> {
    await this.remove(await this.access.requireToken(key), {});
  }

  private async remove(before: IncomingWebhook, by: { readonly userId?: Id; readonly reason?: string }): Promise<void> {
    await this.uow.run(async () => {
      if (!(await this.webhooks.remove(before.id))) throw guildError('unknown_webhook');
      await this.changes.record({ ...by, before });
    });
  }
}
