import { Injectable } from '@nestjs/common';
import type { ComponentInteraction, Message, MessageDraft } from '../../../domain/messaging';
import type { Id } from '../../../shared/ids';
import type { MessageEdit } from '../message-editor';
import { InteractionMessages } from './interaction-messages';
import { type InteractionState, type LiveInteraction, LiveInteractions } from './live-interactions';

export type InteractionAnswer =
  | { readonly kind: 'reply'; readonly draft: MessageDraft; readonly isEphemeral: boolean }
  /** A reply will follow. */
  | { readonly kind: 'defer_reply'; readonly isEphemeral: boolean }
  /** Nothing to see; the message with the component may change later. */
  | { readonly kind: 'defer_update' }
  | { readonly kind: 'update'; readonly edit: MessageEdit };

export interface AnswerInteractionInput {
  readonly id: Id;
  readonly token: string;
  readonly answer: InteractionAnswer;
}

export interface AnsweredInteraction {
  readonly interaction: ComponentInteraction;
  /** What came of it; a deferred answer has none. */
  readonly message?: Message;
}

/** The first answer of a bot to an interaction. Who has the token may give it, once and soon. */
@Injectable()
export class AnswerInteraction {
  constructor(
    private readonly live: LiveInteractions,
    private readonly messages: InteractionMessages,
  ) {}

  /** @throws AppError `unknown_interaction`, `interaction_acknowledged`, or of the content */
  async execute({ id, token, answer }: AnswerInteractionInput): Promise<AnsweredInteraction> {
    const live = this.live.claim(id, token, stateAfter(answer));
    const { interaction } = live;
    try {
      const message = await this.give(live, answer);
      return { interaction, ...(message && { message }) };
    } catch (error) {
      live.state = { kind: 'waiting' };
      throw error;
    }
  }

  private async give(live: LiveInteraction, answer: InteractionAnswer): Promise<Message | undefined> {
    if (answer.kind === 'reply') {
      const message = await this.messages.send(live, answer.draft, answer.isEphemeral);
      live.state = { kind: 'message', messageId: message.id };
      return message;
    }
    if (answer.kind !== 'update') return undefined;
    const source = await this.messages.require(live, live.source.id);
    return this.messages.edit(live, source, answer.edit);
  }
}

/** A reply that is not there yet is as one that was promised. */
function stateAfter(answer: InteractionAnswer): InteractionState {
  if (answer.kind === 'update' || answer.kind === 'defer_update') return { kind: 'source' };
  return { kind: 'deferred', isEphemeral: answer.isEphemeral };
}
