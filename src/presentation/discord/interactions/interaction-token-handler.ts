import { Injectable } from '@nestjs/common';
import type { APIMessage } from 'discord-api-types/v10';
import { KeepAttachments } from '../../../application/files';
import {
  FollowUpInteraction,
  type InteractionKey,
  ORIGINAL,
} from '../../../application/messaging/interactions/follow-up-interaction';
import { InteractionTokens } from '../../../application/messaging/interactions/interaction-tokens';
import { type Attachment, type Message, MessageFlag } from '../../../domain/messaging';
import { newUploads } from '../files/attachment.dto';
import type { Form } from '../files/form';
import { MessagePresentation } from '../messages/message-presentation';
import { toDraft } from '../messages/message.dto';
import { ORIGINAL_MESSAGE, type TokenRouteHandler, type TokenTarget } from '../webhooks/token-routes';
import type { ExecuteWebhookDto, WebhookMessageDto } from '../webhooks/webhook-message.dto';
import { editOf } from './interaction-answers';

/** `/webhooks/{application_id}/{token}` for what follows the answer to an interaction. */
@Injectable()
export class InteractionTokenHandler implements TokenRouteHandler {
  readonly alwaysAnswers = true;

  constructor(
    private readonly tokens: InteractionTokens,
    private readonly followUp: FollowUpInteraction,
    private readonly keepAttachments: KeepAttachments,
    private readonly presentation: MessagePresentation,
  ) {}

  claims({ token }: TokenTarget): boolean {
    return this.tokens.isWellFormed(token);
  }

  async authorize(target: TokenTarget): Promise<void> {
    this.followUp.channelOf(keyOf(target));
  }

  send(target: TokenTarget, form: Form<ExecuteWebhookDto>): Promise<APIMessage> {
    const { payload } = form;
    const isEphemeral = ((payload.flags ?? 0) & MessageFlag.ephemeral) !== 0;
    const draft = { ...toDraft(payload), ...(payload.tts && { tts: true }) };
    return this.withFiles(target, form, (attachments) =>
      this.followUp.send(keyOf(target), { ...draft, attachments }, isEphemeral),
    );
  }

  async read(target: TokenTarget, messageId: string): Promise<APIMessage> {
    return this.presentation.one(await this.followUp.read(keyOf(target), idOf(messageId)));
  }

  update(target: TokenTarget, messageId: string, form: Form<WebhookMessageDto>): Promise<APIMessage> {
    return this.withFiles(target, form, (attachments) =>
      this.followUp.edit(keyOf(target), idOf(messageId), editOf(form.payload, form.files, attachments)),
    );
  }

  async remove(target: TokenTarget, messageId: string): Promise<void> {
    await this.followUp.remove(keyOf(target), idOf(messageId));
  }

  private async withFiles(
    target: TokenTarget,
    { payload, files }: Form<WebhookMessageDto>,
    work: (attachments: readonly Attachment[]) => Promise<Message>,
  ): Promise<APIMessage> {
    const { channelId, botUserId: uploaderId } = this.followUp.channelOf(keyOf(target));
    const uploads = newUploads(files, payload.attachments);
    return this.presentation.one(await this.keepAttachments.execute({ channelId, uploaderId, uploads }, work));
  }
}

const keyOf = ({ id: applicationId, token }: TokenTarget): InteractionKey => ({ applicationId, token });

const idOf = (messageId: string): string | typeof ORIGINAL => (messageId === ORIGINAL_MESSAGE ? ORIGINAL : messageId);
