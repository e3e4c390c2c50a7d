import { Injectable } from '@nestjs/common';
import { MessageRemoval } from '../../messaging';
import type { WebhookKey } from './webhook-access';
import { type WebhookMessageInput, WebhookMessages } from './webhook-messages';

/** A webhook takes back what it said. */
@Injectable()
export class DeleteWebhookMessage {
  constructor(
    private readonly own: WebhookMessages,
    private readonly removal: MessageRemoval,
  ) {}

  /** @throws AppError `unknown_webhook`, `invalid_webhook_token`, `unknown_channel`, `unknown_message` */
  async execute(key: WebhookKey, input: WebhookMessageInput): Promise<void> {
    const { message } = await this.own.require(key, input);
    await this.removal.one(message);
  }
}
