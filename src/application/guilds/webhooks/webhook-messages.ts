import { Injectable } from '@nestjs/common';
import { guildError, type IncomingWebhook } from '../../../domain/guilds';
import type { Message } from '../../../domain/messaging';
import { type Id, isId } from '../../../shared/ids';
import { MessageRepository } from '../../messaging';
import { WebhookAccess, type WebhookKey } from './webhook-access';
import { WebhookChannel, type WebhookPlace } from './webhook-channel';

export interface WebhookMessageInput {
  readonly threadId?: Id;
  readonly messageId: Id;
}

export interface WebhookMessage {
  readonly webhook: IncomingWebhook;
  readonly place: WebhookPlace;
  readonly message: Message;
}

/** What a webhook has said: the only messages it reads or changes. */
@Injectable()
export class WebhookMessages {
  constructor(
    private readonly access: WebhookAccess,
    private readonly channels: WebhookChannel,
    private readonly messages: MessageRepository,
  ) {}

  /** @throws AppError `unknown_webhook`, `invalid_webhook_token`, `unknown_channel`, `unknown_message` */
  async require(key: WebhookKey, { threadId, messageId }: WebhookMessageInput): Promise<WebhookMessage> {
    const webhook = await this.access.requireToken(key);
    const place = await this.channels.require(webhook, threadId);
    const message = isId(messageId) ? await this.messages.find(place.channelId, messageId) : undefined;
    if (message?.details?.webhook?.id !== webhook.id) throw guildError('unknown_message');
    return { webhook, place, message };
  }
}
