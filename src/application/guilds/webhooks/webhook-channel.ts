import { Injectable } from '@nestjs/common';
import { type GuildChannel, guildError, type IncomingWebhook, type Thread } from '../../../domain/guilds';
import type { Id } from '../../../shared/ids';
import type { MentionScope } from '../../messaging';
import { GuildDirectory } from '../guild-directory';

/** Where a webhook's message stands: its channel, or a thread of it. */
export interface WebhookPlace {
  readonly channelId: Id;
  readonly channel: GuildChannel;
  readonly thread?: Thread;
  /** A webhook may notify everybody. */
  readonly mentions: MentionScope;
}

@Injectable()
export class WebhookChannel {
  constructor(private readonly directory: GuildDirectory) {}

  /** @throws AppError `unknown_channel` for a thread that is not one of the webhook's channel */
  async require(webhook: IncomingWebhook, threadId?: Id): Promise<WebhookPlace> {
    const channelId = threadId ?? webhook.channelId;
    const located = await this.directory.locate(channelId);
    if (located?.channel.id !== webhook.channelId) throw guildError('unknown_channel');
    if ((threadId === undefined) !== (located.thread === undefined)) throw guildError('unknown_channel');
    const { snapshot, channel, thread } = located;
    const guildId = snapshot.guild.id;
    const mentions: MentionScope = {
      guildId,
      everyone: true,
      mayMentionRole: (roleId) => roleId !== guildId && snapshot.roles.has(roleId),
    };
    return { channelId, channel, ...(thread && { thread }), mentions };
  }
}
