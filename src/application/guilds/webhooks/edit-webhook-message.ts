import { Injectable } from '@nestjs/common';
import type { Message } from '../../../domain/messaging';
import { type MessageEdit, MessageEditor } from '../../messaging';
import type { WebhookKey } from './webhook-access';
import { type WebhookMessageInput, WebhookMessages } from './webhook-messages';

export interface EditWebhookMessageInput extends WebhookMessageInput {
  readonly edit: MessageEdit;
  /** As when sending; else only an application's webhook changes components. */
  readonly withComponents?: boolean;
}

/** A webhook changes what it said. */
@Injectable()
export class EditWebhookMessage {
  constructor(
    private readonly own: WebhookMessages,
    private readonly editor: MessageEditor,
  ) {}

  /** @throws AppError `unknown_webhook`, `invalid_webhook_token`, `unknown_channel`, `unknown_message`, or of the content */
  async execute(key: WebhookKey, { edit, withComponents, ...input }: EditWebhookMessageInput): Promise<Message> {
    const { webhook, message, place } = await this.own.require(key, input);
    const mayHaveComponents = webhook.applicationId !== undefined || withComponents === true;
    return this.editor.edit(message, mayHaveComponents ? edit : { ...edit, components: undefined }, place.mentions);
  }
}
