import { Injectable } from '@nestjs/common';
import { guildError, hasWebhooks, type IncomingWebhook, Permission, webhookName } from '../../../domain/guilds';
import type { Id } from '../../../shared/ids';
import { ImageStore } from '../../files';
import type { AccountActor } from '../../shared/actor';
import { UnitOfWork } from '../../shared/unit-of-work';
import { GuildAccess } from '../guild-access';
import { WebhookAccess, type WebhookKey } from './webhook-access';
import { WebhookChanges } from './webhook-changes';
import { WebhookRepository } from './webhook.repository';

export interface WebhookSettings {
  readonly name?: string;
  /** A data URI; null takes the picture away. */
  readonly avatar?: string | null;
  /** Another channel of the guild. */
  readonly channelId?: Id;
}

export interface UpdateWebhookInput {
  readonly webhookId: Id;
  readonly settings: WebhookSettings;
  readonly reason?: string;
}

/** Changes a webhook: as somebody who manages webhooks, or by the webhook's token, which cannot move it. */
@Injectable()
export class UpdateWebhook {
  constructor(
    private readonly webhookAccess: WebhookAccess,
    private readonly access: GuildAccess,
    private readonly webhooks: WebhookRepository,
    private readonly images: ImageStore,
    private readonly changes: WebhookChanges,
    private readonly uow: UnitOfWork,
  ) {}

  /** @throws AppError `unknown_webhook`, `unknown_channel`, `missing_access`, `missing_permissions`, `wrong_channel_type` */
  async execute(actor: AccountActor, { webhookId, settings, reason }: UpdateWebhookInput): Promise<IncomingWebhook> {
    const webhook = await this.webhookAccess.require(actor, webhookId);
    const channelId = settings.channelId ?? webhook.channelId;
    if (channelId !== webhook.channelId) await this.requireTarget(actor, webhook, channelId);
    return this.change({ ...webhook, channelId }, webhook, settings, { userId: actor.userId, reason });
  }

  /** @throws AppError `unknown_webhook`, `invalid_webhook_token`, `invalid` */
  async executeByToken(key: WebhookKey, settings: WebhookSettings): Promise<IncomingWebhook> {
    const webhook = await this.webhookAccess.requireToken(key);
    return this.change(webhook, webhook, settings, {});
  }

  private async requireTarget(actor: AccountActor, webhook: IncomingWebhook, channelId: Id): Promise<void> {
    const { guild, channel, thread } = await this.access.requireChannel(actor, channelId, Permission.manageWebhooks);
    if (guild.id !== webhook.guildId) throw guildError('unknown_channel');
    if (thread || !hasWebhooks(channel.type)) throw guildError('wrong_channel_type');
  }

  private async change(
    moved: IncomingWebhook,
    before: IncomingWebhook,
    { name, avatar }: WebhookSettings,
    by: { readonly userId?: Id; readonly reason?: string },
  ): Promise<IncomingWebhook> {
    const { avatar: oldAvatar, ...rest } = moved;
    const picture = await this.pictureOf(before.id, avatar, oldAvatar);
    const after: IncomingWebhook = {
      ...rest,
      ...(name !== undefined && { name: webhookName(name) }),
      ...(picture !== undefined && { avatar: picture }),
    };
    await this.uow.run(async () => {
      if (!(await this.webhooks.update(after))) throw guildError('unknown_webhook');
      await this.changes.record({ ...by, before, after });
    });
    return after;
  }

  private async pictureOf(
    id: Id,
    avatar: string | null | undefined,
    old: string | undefined,
  ): Promise<string | undefined> {
    if (avatar === undefined) return old;
    return avatar === null ? undefined : this.images.store({ kind: 'avatar', id }, avatar, 'avatar');
  }
}
