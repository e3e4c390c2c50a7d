import { Injectable } from '@nestjs/common';
import { guildError, type IncomingWebhook, Permission } from '../../../domain/guilds';
import type { Id } from '../../../shared/ids';
import type { AccountActor } from '../../shared/actor';
import { GuildAccess } from '../guild-access';
import { WebhookRepository } from './webhook.repository';

/** All of a guild or of one channel. */
export type ListWebhooksInput = { readonly guildId: Id } | { readonly channelId: Id };

/** With their secrets: whoever manages webhooks may use them. A channel has few, so a list is never long. */
@Injectable()
export class ListWebhooks {
  constructor(
    private readonly access: GuildAccess,
    private readonly webhooks: WebhookRepository,
  ) {}

  /** @throws AppError `unknown_guild`, `unknown_channel`, `missing_access`, `missing_permissions`, `wrong_channel_type` */
  async execute(actor: AccountActor, input: ListWebhooksInput): Promise<readonly IncomingWebhook[]> {
    if ('guildId' in input) {
      await this.access.requireGuild(actor, input.guildId, Permission.manageWebhooks);
      return this.webhooks.ofGuild(input.guildId);
    }
    const { thread } = await this.access.requireChannel(actor, input.channelId, Permission.manageWebhooks);
    if (thread) throw guildError('wrong_channel_type');
    return this.webhooks.ofChannel(input.channelId);
  }
}
