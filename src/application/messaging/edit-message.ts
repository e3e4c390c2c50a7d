import { Injectable } from '@nestjs/common';
import { guildError } from '../../domain/guilds';
import type { Message } from '../../domain/messaging';
import type { Id } from '../../shared/ids';
import type { Actor } from '../shared/actor';
import { type ActGrant, ChannelPolicies } from './channel-policy';
import { isOnlyFlags, type MessageEdit, MessageEditor } from './message-editor';
import { MessageRepository } from './message.repository';
import { requireVisible } from './visible-message';

export interface EditMessageInput extends MessageEdit {
  readonly channelId: Id;
  readonly messageId: Id;
}

/** Authors edit what they said; who moderates may hide embeds of others. */
@Injectable()
export class EditMessage {
  constructor(
    private readonly policies: ChannelPolicies,
    private readonly messages: MessageRepository,
    private readonly editor: MessageEditor,
  ) {}

  /** @throws AppError `unknown_message`, `not_message_author`, `system_message`, or of the policy and the new content */
  async execute(actor: Actor, { channelId, messageId, ...edit }: EditMessageInput): Promise<Message> {
    const { message, grant } = await this.find(actor, channelId, messageId, edit);
    const ownEdit = actor.kind === 'account' && actor.applicationId === undefined ? withoutComponents(edit) : edit;
    return this.editor.edit(message, ownEdit, grant.mentions);
  }

  /** Refuses what may not be edited before files of it are stored. */
  async require(actor: Actor, { channelId, messageId, ...edit }: EditMessageInput): Promise<void> {
    await this.find(actor, channelId, messageId, edit);
  }

  private async find(
    actor: Actor,
    channelId: Id,
    messageId: Id,
    edit: MessageEdit,
  ): Promise<{ readonly message: Message; readonly grant: ActGrant }> {
    const policy = await this.policies.of(channelId);
    const grant = await policy.requireAct(actor, channelId, 'edit');
    const message = requireVisible(await this.messages.find(channelId, messageId), messageId, grant);
    if (message.kind !== 'text') throw guildError('system_message');
    // What somebody else said is forwarded as it was.
    if (message.details?.forwarded && !isOnlyFlags(edit)) throw guildError('not_message_author');
    if (isOwn(actor, message)) return { message, grant };
    if (edit.flags === undefined || !isOnlyFlags(edit)) throw guildError('not_message_author');
    await policy.requireAct(actor, channelId, 'moderate');
    return { message, grant };
  }
}

const isOwn = (actor: Actor, { author, details }: Message): boolean =>
  actor.kind === 'account' && author?.userId === actor.userId && !details?.webhook;

/** As when sending: only applications have components. */
const withoutComponents = ({ components: _components, ...edit }: MessageEdit): MessageEdit => edit;
