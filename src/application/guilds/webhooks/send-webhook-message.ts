import { Injectable } from '@nestjs/common';
import { type IncomingWebhook, Permission, webhookName } from '../../../domain/guilds';
import { type Message, type MessageDraft } from '../../../domain/messaging';
import type { Id } from '../../../shared/ids';
import { MessageComposer, MessageWriter } from '../../messaging';
import { OpenThreadForSend } from '../threads/open-thread-for-send';
import { WebhookAccess, type WebhookKey } from './webhook-access';
import { WebhookChannel } from './webhook-channel';
import { WebhookPictures } from './webhook-pictures';

export interface SendWebhookMessageInput {
  readonly threadId?: Id;
  /** The name this message goes by, instead of the webhook's own. */
  readonly username?: string;
  /** An avatar or attachment of this server to be shown instead of the webhook's own picture. */
  readonly avatarUrl?: string;
  readonly draft: MessageDraft;
  /** Whether components go out although nobody would answer a click; else only those of an application's webhook do. */
  readonly withComponents?: boolean;
}

/** A message of an incoming webhook: whoever has its token speaks as it, whatever the members may do. */
@Injectable()
export class SendWebhookMessage {
  constructor(
    private readonly access: WebhookAccess,
    private readonly channels: WebhookChannel,
    private readonly pictures: WebhookPictures,
    private readonly threads: OpenThreadForSend,
    private readonly composer: MessageComposer,
    private readonly writer: MessageWriter,
  ) {}

  /** @throws AppError `unknown_webhook`, `invalid_webhook_token`, `unknown_channel`, `thread_locked`, of the content or the writer */
  async execute(key: WebhookKey, input: SendWebhookMessageInput): Promise<Message> {
    const webhook = await this.access.requireToken(key);
    const name = input.username === undefined ? webhook.name : webhookName(input.username);
    const { channelId, thread, mentions } = await this.channels.require(webhook, input.threadId);
    const avatar = await this.avatarOf(webhook, input.avatarUrl);
    const { details, ...composed } = await this.composer.compose(draftOf(webhook, input), { channelId, mentions });
    if (thread) await this.threads.execute(thread, { permissions: Permission.sendMessages });
    const { message } = await this.writer.append({
      ...{ channelId, ...composed, kind: 'text', byAdmin: false },
      author: { userId: webhook.id, name },
      details: {
        ...details,
        webhook: { id: webhook.id, name, ...(avatar !== undefined && { avatar }) },
        ...(webhook.applicationId !== undefined && { applicationId: webhook.applicationId }),
      },
    });
    return message;
  }

  private async avatarOf({ id, avatar }: IncomingWebhook, url: string | undefined): Promise<string | undefined> {
    return (url === undefined ? undefined : await this.pictures.nameOf(id, url)) ?? avatar;
  }
}

/** Components that nobody answers are left out. */
function draftOf(webhook: IncomingWebhook, { draft, withComponents }: SendWebhookMessageInput): MessageDraft {
  return webhook.applicationId !== undefined || withComponents ? draft : { ...draft, components: [] };
}
