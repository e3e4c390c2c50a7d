import { Injectable } from '@nestjs/common';
import {
  type AllowedMentions,
  type Attachment,
  checkDraft,
  type JsonObject,
  type Message,
  type MessageDetails,
  MessageFlag,
  type MessageMentions,
  type MessageUpdated,
} from '../../domain/messaging';
import type { Id } from '../../shared/ids';
import { AttachmentRegistry } from '../files';
import { Clock } from '../shared/clock';
import { UnitOfWork } from '../shared/unit-of-work';
import type { MentionScope } from './channel-policy';
import { MessageComposer } from './message-composer';
import { MessageReader } from './message.reader';
import { MessageRepository } from './message.repository';
import { unknownMessage } from './message-errors';

/** What changes of a message; absent parts stay as they are, empty ones go. */
export interface MessageEdit {
  readonly content?: string;
  readonly embeds?: readonly JsonObject[];
  readonly components?: readonly JsonObject[];
  /** Ids of the attachments that stay. */
  readonly keptAttachmentIds?: readonly Id[];
  /** Stored for the channel already. */
  readonly newAttachments?: readonly Attachment[];
  /** Of these only whether embeds are hidden changes, and that a message is made of components from now on. */
  readonly flags?: number;
  readonly allowedMentions?: AllowedMentions;
}

/** Changes a message that the caller has found to be the editor's own. */
@Injectable()
export class MessageEditor {
  constructor(
    private readonly messages: MessageRepository,
    private readonly reader: MessageReader,
    private readonly composer: MessageComposer,
    private readonly attachments: AttachmentRegistry,
    private readonly uow: UnitOfWork,
    private readonly clock: Clock,
  ) {}

  /**
   * @param message as it was read; what changed meanwhile is kept
   * @param scope whom the new content may mention
   * @returns the message as it is now @throws AppError `unknown_message`, `empty_message`, `invalid`
   */
  async edit(message: Message, edit: MessageEdit, scope: MentionScope | undefined): Promise<Message> {
    const mentions = await this.newMentions(message, edit, scope);
    return this.uow.run(async () => {
      const headSeq = await this.messages.lockChannel(message.channelId);
      const current = await this.messages.find(message.channelId, message.id);
      if (headSeq === undefined || !current) throw unknownMessage(message.id);
      const edited = this.edited(current, edit, mentions);
      checkDraft({ ...edited.details, content: edited.content, flags: edited.flags });
      await this.moveFiles(edited, edit);
      await this.messages.rewrite(edited);
      const event: MessageUpdated = {
        ...{ type: 'message.updated', channelId: edited.channelId, message: edited },
        headSeq,
      };
      this.uow.record(event);
      return edited;
    });
  }

  /** Before the transaction, because it asks others; undefined: they stay. */
  private async newMentions(
    { channelId, details }: Message,
    { content, allowedMentions }: MessageEdit,
    scope: MentionScope | undefined,
  ): Promise<{ readonly mentions?: MessageMentions } | undefined> {
    if (content === undefined || !scope) return undefined;
    const [answered] = details?.reference ? await this.reader.findMany([details.reference]) : [];
    const mentions = await this.composer.mentionsOf({ content, allowedMentions }, scope, { channelId, answered });
    return { ...(mentions && { mentions }) };
  }

  private edited(
    { flags = 0, details: _details, ...current }: Message,
    edit: MessageEdit,
    mentions: { readonly mentions?: MessageMentions } | undefined,
  ): Message {
    const details = editedDetails(_details ?? {}, edit, mentions);
    const newFlags = editedFlags(flags, edit.flags);
    return {
      ...current,
      content: edit.content ?? current.content,
      ...(!isOnlyFlags(edit) && { editedAtMs: this.clock.nowMs() }),
      ...(newFlags !== 0 && { flags: newFlags }),
      ...(details && { details }),
    };
  }

  private async moveFiles({ id, channelId, details }: Message, edit: MessageEdit): Promise<void> {
    const newIds = (edit.newAttachments ?? []).map((attachment) => attachment.id);
    if (newIds.length > 0) await this.attachments.attach(channelId, id, newIds);
    if (edit.keptAttachmentIds === undefined) return;
    const kept = (details?.attachments ?? []).map((attachment) => attachment.id);
    await this.attachments.release(channelId, [id], kept);
  }
}

/** Whether an edit says nothing but which flags a message has. */
export const isOnlyFlags = ({ flags: _flags, allowedMentions: _allowed, ...rest }: MessageEdit): boolean =>
  Object.values(rest).every((value) => value === undefined);

function editedFlags(flags: number, wanted: number | undefined): number {
  if (wanted === undefined) return flags;
  const { suppressEmbeds, componentsV2 } = MessageFlag;
  return (flags & ~suppressEmbeds) | (wanted & (suppressEmbeds | componentsV2));
}

function editedDetails(
  details: MessageDetails,
  edit: MessageEdit,
  mentions: { readonly mentions?: MessageMentions } | undefined,
): MessageDetails | undefined {
  const attachments = [
    ...(details.attachments ?? []).filter(({ id }) => edit.keptAttachmentIds?.includes(id) ?? true),
    ...(edit.newAttachments ?? []),
  ];
  const { mentions: oldMentions, ...kept } = details;
  const parts = {
    embeds: edit.embeds ?? details.embeds,
    components: edit.components ?? details.components,
    attachments,
  };
  const { embeds: _embeds, components: _components, attachments: _attachments, ...others } = kept;
  const newMentions = mentions ? mentions.mentions : oldMentions;
  const edited: MessageDetails = {
    ...others,
    ...Object.fromEntries(Object.entries(parts).filter(([, list]) => list && list.length > 0)),
    ...(newMentions && { mentions: newMentions }),
  };
  return Object.keys(edited).length > 0 ? edited : undefined;
}
