import { Injectable } from '@nestjs/common';
import { guildError } from '../../../domain/guilds';
import { type Message, type MessageDraft, MessageFlag } from '../../../domain/messaging';
import { type Id, isId } from '../../../shared/ids';
import type { AccountActor } from '../../shared/actor';
import { Clock } from '../../shared/clock';
import { IdGenerator } from '../../shared/id-generator';
import { ChannelPolicies, type MentionScope } from '../channel-policy';
import { type ComposedMessage, MessageComposer } from '../message-composer';
import { type MessageEdit, MessageEditor } from '../message-editor';
import { MessageRemoval } from '../message-removal';
import { MessageRepository } from '../message.repository';
import { MessageWriter } from '../message-writer';
import { partsOf } from '../send-message';
import { EphemeralMessages } from './ephemeral-messages';
import type { LiveInteraction } from './live-interactions';

/** Where a bot may not write by itself it may still answer, but mentions nobody but people. */
const NO_ROLES: MentionScope = { everyone: false, mayMentionRole: () => false };

/**
 * The messages by which a bot answers an interaction. It needs no permission for them: who used the component asked for
 * them. Those for one person only are not stored.
 */
@Injectable()
export class InteractionMessages {
  constructor(
    private readonly policies: ChannelPolicies,
    private readonly composer: MessageComposer,
    private readonly writer: MessageWriter,
    private readonly editor: MessageEditor,
    private readonly removal: MessageRemoval,
    private readonly messages: MessageRepository,
    private readonly ephemeral: EphemeralMessages,
    private readonly ids: IdGenerator,
    private readonly clock: Clock,
  ) {}

  /** @throws AppError of the content or the writer */
  async send(live: LiveInteraction, draft: MessageDraft, isEphemeral: boolean): Promise<Message> {
    const { interaction } = live;
    const { channelId, botUserId, applicationId } = interaction;
    const mentions = await this.scopeOfNew(live, draft);
    const composed = await this.composer.compose(draft, { channelId, mentions });
    const details = {
      ...composed.details,
      applicationId,
      interaction: { id: interaction.id, userId: interaction.userId, messageId: interaction.messageId },
    };
    if (isEphemeral) return this.whisper(live, { ...composed, details });
    const author = { userId: botUserId };
    const entry = { ...composed, channelId, details, author, kind: 'text' as const, byAdmin: false };
    const { message } = await this.writer.append(entry);
    return message;
  }

  /** A message of the bot's in the interaction's channel, or the one with the component. @throws AppError `unknown_message` */
  async require({ interaction, source }: LiveInteraction, messageId: Id): Promise<Message> {
    const { channelId, botUserId, userId } = interaction;
    const message =
      this.ephemeral.findFor(userId, messageId) ??
      (isId(messageId) ? await this.messages.find(channelId, messageId) : undefined);
    const isOwn = message?.channelId === channelId && message.author?.userId === botUserId;
    if (!message || !(isOwn || message.id === source.id)) throw guildError('unknown_message');
    return message;
  }

  /** @throws AppError `unknown_message`, or of the content */
  async edit(live: LiveInteraction, message: Message, edit: MessageEdit): Promise<Message> {
    if (!isEphemeral(message)) return this.editor.edit(message, edit, await this.scopeOf(live));
    const edited = await this.editedEphemeral(live, message, edit);
    this.ephemeral.change(live.interaction.userId, edited);
    return edited;
  }

  /** @throws AppError `unknown_message` */
  async remove(live: LiveInteraction, message: Message): Promise<void> {
    if (isEphemeral(message)) this.ephemeral.remove(live.interaction.userId, message);
    else await this.removal.one(message);
  }

  private whisper({ interaction }: LiveInteraction, composed: ComposedMessage): Message {
    const message: Message = {
      ...composed,
      ...{ id: this.ids.next(), channelId: interaction.channelId, seq: 0, kind: 'text', byAdmin: false },
      author: { userId: interaction.botUserId },
      createdAtMs: this.clock.nowMs(),
      flags: (composed.flags ?? 0) | MessageFlag.ephemeral,
    };
    this.ephemeral.add(interaction.userId, message);
    return message;
  }

  private async editedEphemeral(live: LiveInteraction, message: Message, edit: MessageEdit): Promise<Message> {
    const { channelId, details: { applicationId, interaction } = {} } = message;
    const draft = editedDraft(message, edit);
    const composed = await this.composer.compose(draft, { channelId, mentions: await this.scopeOf(live) });
    return {
      ...message,
      ...composed,
      flags: (composed.flags ?? 0) | MessageFlag.ephemeral,
      details: { ...composed.details, applicationId, interaction },
      editedAtMs: this.clock.nowMs(),
    };
  }

  /** In a thread this opens it and makes the bot a member, where it may write by itself. */
  private async scopeOfNew({ interaction }: LiveInteraction, draft: MessageDraft): Promise<MentionScope> {
    const policy = await this.policies.of(interaction.channelId);
    const grant = await policy
      .requireSend(botOf(interaction), interaction.channelId, partsOf(draft))
      .catch(() => undefined);
    return grant?.mentions ?? NO_ROLES;
  }

  private async scopeOf({ interaction }: LiveInteraction): Promise<MentionScope> {
    const policy = await this.policies.of(interaction.channelId);
    const grant = await policy.requireAct(botOf(interaction), interaction.channelId, 'edit').catch(() => undefined);
    return grant?.mentions ?? NO_ROLES;
  }
}

/** What is not changed stays as it is. */
function editedDraft({ content, flags, details = {} }: Message, edit: MessageEdit): MessageDraft {
  const { attachments = [] } = details;
  const keptIds = edit.keptAttachmentIds;
  const kept = keptIds ? attachments.filter(({ id }) => keptIds.includes(id)) : attachments;
  return {
    ...{ content, flags, embeds: details.embeds, components: details.components },
    ...definedOf(edit),
    attachments: [...kept, ...(edit.newAttachments ?? [])],
  };
}

const definedOf = ({ content, flags, embeds, components, allowedMentions }: MessageEdit): Partial<MessageDraft> =>
  Object.fromEntries(
    Object.entries({ content, flags, embeds, components, allowedMentions }).filter(([, part]) => part !== undefined),
  );

const isEphemeral = ({ flags = 0 }: Message): boolean => (flags & MessageFlag.ephemeral) !== 0;

const botOf = ({ botUserId, applicationId }: LiveInteraction['interaction']): AccountActor => ({
  ...{ kind: 'account', userId: botUserId, applicationId },
});
