import { Injectable } from '@nestjs/common';
import {
  auditChanges,
  AuditAction,
  auditFieldsOfWebhook,
  type IncomingWebhook,
  type WebhooksUpdated,
} from '../../../domain/guilds';
import type { Id } from '../../../shared/ids';
import { UnitOfWork } from '../../shared/unit-of-work';
import { AuditLog } from '../audit-log';

export interface WebhookChange {
  /** Absent for a change by the webhook's own token. */
  readonly userId?: Id;
  readonly before?: IncomingWebhook;
  readonly after?: IncomingWebhook;
  readonly reason?: string;
}

/** Tells what became of a webhook, and keeps it in the audit log. */
@Injectable()
export class WebhookChanges {
  constructor(
    private readonly audit: AuditLog,
    private readonly uow: UnitOfWork,
  ) {}

  /** Only inside `UnitOfWork.run`. */
  async record({ userId, before, after, reason }: WebhookChange): Promise<void> {
    const webhook = after ?? before;
    if (!webhook) return;
    for (const channelId of new Set([before?.channelId, after?.channelId])) {
      if (channelId === undefined) continue;
      const event: WebhooksUpdated = { type: 'webhooks.updated', guildId: webhook.guildId, channelId };
      this.uow.record(event);
    }
    await this.audit.record({
      guildId: webhook.guildId,
      userId: userId ?? webhook.id,
      targetId: webhook.id,
      actionType: actionOf(before, after),
      reason,
      changes: auditChanges(before && auditFieldsOfWebhook(before), after && auditFieldsOfWebhook(after)),
    });
  }
}

function actionOf(before: IncomingWebhook | undefined, after: IncomingWebhook | undefined): number {
  if (!before) return AuditAction.webhookCreate;
  return after ? AuditAction.webhookUpdate : AuditAction.webhookDelete;
}
