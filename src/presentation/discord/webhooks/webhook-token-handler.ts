import { Injectable } from '@nestjs/common';
import type { APIMessage } from 'discord-api-types/v10';
import { KeepAttachments } from '../../../application/files';
import {
  DeleteWebhookMessage,
  EditWebhookMessage,
  SendWebhookMessage,
  WebhookAccess,
  WebhookChannel,
  type WebhookKey,
  type WebhookMessageInput,
  WebhookMessages,
} from '../../../application/guilds/webhooks';
import { keptAttachmentIds, newUploads } from '../files/attachment.dto';
import type { Form } from '../files/form';
import { MessagePresentation } from '../messages/message-presentation';
import { toDraft, toEdit } from '../messages/message.dto';
import type { TokenRouteHandler, TokenTarget } from './token-routes';
import type { ExecuteWebhookDto, WebhookMessageDto } from './webhook-message.dto';

/** Messages of incoming webhooks. */
@Injectable()
export class WebhookTokenHandler implements TokenRouteHandler {
  readonly alwaysAnswers = false;

  constructor(
    private readonly access: WebhookAccess,
    private readonly channels: WebhookChannel,
    private readonly sendMessage: SendWebhookMessage,
    private readonly own: WebhookMessages,
    private readonly editMessage: EditWebhookMessage,
    private readonly deleteMessage: DeleteWebhookMessage,
    private readonly keepAttachments: KeepAttachments,
    private readonly presentation: MessagePresentation,
  ) {}

  claims(): boolean {
    return true;
  }

  async authorize(target: TokenTarget): Promise<void> {
    await this.access.requireToken(keyOf(target));
  }

  async send(target: TokenTarget, { payload, files }: Form<ExecuteWebhookDto>): Promise<APIMessage> {
    const { id: uploaderId, threadId, withComponents } = target;
    const key = keyOf(target);
    const { channelId } = await this.channels.require(await this.access.requireToken(key), threadId);
    const draft = { ...toDraft(payload), ...(payload.tts && { tts: true }) };
    const author = { username: payload.username ?? undefined, avatarUrl: payload.avatar_url ?? undefined };
    const input = { channelId, uploaderId, uploads: newUploads(files, payload.attachments) };
    const message = await this.keepAttachments.execute(input, (attachments) =>
      this.sendMessage.execute(key, { threadId, ...author, withComponents, draft: { ...draft, attachments } }),
    );
    return this.presentation.created(message);
  }

  async read(target: TokenTarget, messageId: string): Promise<APIMessage> {
    const { message } = await this.own.require(keyOf(target), inputOf(target, messageId));
    return this.presentation.one(message);
  }

  async update(
    target: TokenTarget,
    messageId: string,
    { payload, files }: Form<WebhookMessageDto>,
  ): Promise<APIMessage> {
    const key = keyOf(target);
    const input = inputOf(target, messageId);
    const { withComponents } = target;
    const { webhook, message } = await this.own.require(key, input);
    const keptIds = keptAttachmentIds(files, payload.attachments);
    const edit = { ...toEdit(payload), keptAttachmentIds: keptIds };
    const uploads = newUploads(files, payload.attachments);
    const edited = await this.keepAttachments.execute(
      { channelId: message.channelId, uploaderId: webhook.id, uploads },
      (added) => {
        const whole = { ...edit, ...(added.length > 0 && { newAttachments: added }) };
        return this.editMessage.execute(key, { ...input, withComponents, edit: whole });
      },
    );
    return this.presentation.one(edited);
  }

  async remove(target: TokenTarget, messageId: string): Promise<void> {
    await this.deleteMessage.execute(keyOf(target), inputOf(target, messageId));
  }
}

const keyOf = ({ id: webhookId, token }: TokenTarget): WebhookKey => ({ webhookId, token });

const inputOf = ({ threadId }: TokenTarget, messageId: string): WebhookMessageInput => ({
  messageId,
  ...(threadId !== undefined && { threadId }),
});
