import type { InteractionAnswer } from '../../../application/messaging/interactions/answer-interaction';
import { type Attachment, MessageFlag } from '../../../domain/messaging';
import { keptAttachmentIds } from '../files/attachment.dto';
import type { UploadedFile } from '../files/form';
import { toDraft, toEdit } from '../messages/message.dto';
import type { ExecuteWebhookDto } from '../webhooks/webhook-message.dto';
import { CallbackType } from './interaction.dto';

/** A callback as the use case knows it. */
export function answerOf(
  type: number,
  data: ExecuteWebhookDto,
  files: readonly UploadedFile[],
  attachments: readonly Attachment[],
): InteractionAnswer {
  const isEphemeral = ((data.flags ?? 0) & MessageFlag.ephemeral) !== 0;
  switch (type) {
    case CallbackType.reply:
      return { kind: 'reply', draft: { ...toDraft(data), ...(data.tts && { tts: true }), attachments }, isEphemeral };
    case CallbackType.deferReply:
      return { kind: 'defer_reply', isEphemeral };
    case CallbackType.update:
      return { kind: 'update', edit: editOf(data, files, attachments) };
    default:
      return { kind: 'defer_update' };
  }
}

/** An edit with its files; without any the message keeps those it has. */
export const editOf = (
  body: ExecuteWebhookDto,
  files: readonly UploadedFile[],
  newAttachments: readonly Attachment[],
): Extract<InteractionAnswer, { kind: 'update' }>['edit'] => ({
  ...toEdit(body),
  keptAttachmentIds: keptAttachmentIds(files, body.attachments),
  ...(newAttachments.length > 0 && { newAttachments }),
});
