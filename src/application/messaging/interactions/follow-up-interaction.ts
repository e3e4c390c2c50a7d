import { Injectable } from '@nestjs/common';
import { guildError } from '../../../domain/guilds';
import type { Message, MessageDraft } from '../../../domain/messaging';
import type { Id } from '../../../shared/ids';
import type { MessageEdit } from '../message-editor';
import { InteractionMessages } from './interaction-messages';
import { type LiveInteraction, LiveInteractions } from './live-interactions';

/** By which a bot goes on after its first answer. */
export interface InteractionKey {
  readonly applicationId: Id;
  readonly token: string;
}

/** The message that is the first answer. */
export const ORIGINAL = Symbol('the first answer');

/**
 * What a bot sends and changes after its first answer, for `INTERACTION_LIFETIME_MS`.
 * All: @throws AppError `invalid_webhook_token`, `unknown_webhook` before the first answer
 */
@Injectable()
export class FollowUpInteraction {
  constructor(
    private readonly live: LiveInteractions,
    private readonly messages: InteractionMessages,
  ) {}

  /** Where its messages stand. */
  channelOf({ applicationId, token }: InteractionKey): { readonly channelId: Id; readonly botUserId: Id } {
    return this.live.require(applicationId, token).interaction;
  }

  /** The first one after a promise keeps it. @throws AppError of the content */
  async send({ applicationId, token }: InteractionKey, draft: MessageDraft, isEphemeral: boolean): Promise<Message> {
    const live = this.live.require(applicationId, token);
    const { state } = live;
    if (state.kind === 'deferred') return this.keepPromise(live, draft, state.isEphemeral);
    return this.messages.send(live, draft, isEphemeral);
  }

  /** @throws AppError `unknown_message` */
  async read({ applicationId, token }: InteractionKey, messageId: Id | typeof ORIGINAL): Promise<Message> {
    const live = this.live.require(applicationId, token);
    return this.messages.require(live, idOf(live, messageId));
  }

  /** Changing a promised answer gives it. @throws AppError `unknown_message`, or of the content */
  async edit(
    { applicationId, token }: InteractionKey,
    messageId: Id | typeof ORIGINAL,
    edit: MessageEdit,
  ): Promise<Message> {
    const live = this.live.require(applicationId, token);
    const { state } = live;
    if (messageId === ORIGINAL && state.kind === 'deferred') {
      return this.keepPromise(live, draftOf(edit), state.isEphemeral);
    }
    return this.messages.edit(live, await this.messages.require(live, idOf(live, messageId)), edit);
  }

  /** @throws AppError `unknown_message` */
  async remove({ applicationId, token }: InteractionKey, messageId: Id | typeof ORIGINAL): Promise<void> {
    const live = this.live.require(applicationId, token);
    await this.messages.remove(live, await this.messages.require(live, idOf(live, messageId)));
  }

  private async keepPromise(live: LiveInteraction, draft: MessageDraft, isEphemeral: boolean): Promise<Message> {
    const message = await this.messages.send(live, draft, isEphemeral);
    if (live.state.kind === 'deferred') live.state = { kind: 'message', messageId: message.id };
    return message;
  }
}

/** @throws AppError `unknown_message` for a promised answer that is not there yet */
function idOf({ state, source }: LiveInteraction, messageId: Id | typeof ORIGINAL): Id {
  if (messageId !== ORIGINAL) return messageId;
  if (state.kind === 'source') return source.id;
  if (state.kind === 'message') return state.messageId;
  throw guildError('unknown_message');
}

const draftOf = ({ content = '', embeds, components, newAttachments, flags, allowedMentions }: MessageEdit) => ({
  ...{ content, embeds, components, attachments: newAttachments, flags },
  ...(allowedMentions && { allowedMentions }),
});
