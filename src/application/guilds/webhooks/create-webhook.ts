import { Injectable } from '@nestjs/common';
import {
  guildError,
  hasWebhooks,
  type IncomingWebhook,
  Permission,
  webhookName,
  WEBHOOKS_PER_CHANNEL_MAX,
} from '../../../domain/guilds';
import type { Id } from '../../../shared/ids';
import { ImageStore } from '../../files';
import type { AccountActor } from '../../shared/actor';
import { IdGenerator } from '../../shared/id-generator';
import { GuildAccess } from '../guild-access';
import { LockedChannels } from '../locked-channels';
import { WebhookChanges } from './webhook-changes';
import { WebhookRepository } from './webhook.repository';
import { WebhookTokens } from './webhook-tokens';

export interface CreateWebhookInput {
  readonly channelId: Id;
  readonly name: string;
  /** A data URI. */
  readonly avatar?: string;
  readonly reason?: string;
}

/** A webhook that posts into a channel and its threads. */
@Injectable()
export class CreateWebhook {
  constructor(
    private readonly access: GuildAccess,
    private readonly locked: LockedChannels,
    private readonly webhooks: WebhookRepository,
    private readonly tokens: WebhookTokens,
    private readonly images: ImageStore,
    private readonly changes: WebhookChanges,
    private readonly ids: IdGenerator,
  ) {}

  /** @throws AppError `unknown_channel`, `missing_access`, `missing_permissions`, `wrong_channel_type`, `webhooks_max` */
  async execute(
    actor: AccountActor,
    { channelId, name, avatar, reason }: CreateWebhookInput,
  ): Promise<IncomingWebhook> {
    const cleanName = webhookName(name);
    await this.access.requireChannel(actor, channelId, Permission.manageWebhooks);
    const id = this.ids.next();
    const picture =
      avatar === undefined ? undefined : await this.images.store({ kind: 'avatar', id }, avatar, 'avatar');
    const tokenNonce = this.tokens.newNonce();
    return this.locked.change(actor, channelId, Permission.manageWebhooks, async ({ channel, guild }) => {
      if (!hasWebhooks(channel.type)) throw guildError('wrong_channel_type');
      const existing = await this.webhooks.ofChannel(channelId);
      if (existing.length >= WEBHOOKS_PER_CHANNEL_MAX) throw guildError('webhooks_max');
      const webhook: IncomingWebhook = {
        ...{ id, channelId, tokenNonce, guildId: guild.id, creatorId: actor.userId, name: cleanName },
        ...(picture !== undefined && { avatar: picture }),
        ...(actor.applicationId !== undefined && { applicationId: actor.applicationId }),
      };
      await this.webhooks.insert(webhook);
      await this.changes.record({ userId: actor.userId, after: webhook, reason });
      return webhook;
    });
  }
}
