import { Injectable } from '@nestjs/common';
import { guildError } from '../../domain/guilds';
import { parseEmoji, type ReactionsCleared, reactionKey } from '../../domain/messaging';
import type { Id } from '../../shared/ids';
import type { Actor } from '../shared/actor';
import { UnitOfWork } from '../shared/unit-of-work';
import { ChannelPolicies } from './channel-policy';
import { MessageRepository } from './message.repository';
import { ReactionRepository } from './reaction.repository';
import { requireVisible } from './visible-message';

export interface ClearReactionsInput {
  readonly channelId: Id;
  readonly messageId: Id;
  /** Absent: of every kind. */
  readonly emoji?: string;
}

/** A moderator takes all reactions from a message, or all of one kind. */
@Injectable()
export class ClearReactions {
  constructor(
    private readonly policies: ChannelPolicies,
    private readonly messages: MessageRepository,
    private readonly reactions: ReactionRepository,
    private readonly uow: UnitOfWork,
  ) {}

  /** @throws AppError `unknown_message`, `unknown_emoji`, or what the channel's policy refuses with */
  async execute(actor: Actor, { channelId, messageId, emoji: text }: ClearReactionsInput): Promise<void> {
    const policy = await this.policies.of(channelId);
    const grant = await policy.requireAct(actor, channelId, 'moderate');
    requireVisible(await this.messages.find(channelId, messageId), messageId, grant);
    const emoji = text === undefined ? undefined : parseEmoji(text);
    if (text !== undefined && !emoji) throw guildError('unknown_emoji');
    await this.uow.run(async () => {
      const isChanged = await this.reactions.clear(channelId, messageId, emoji && reactionKey(emoji));
      if (!isChanged) return;
      const event: ReactionsCleared = { type: 'reactions.cleared', channelId, messageId, ...(emoji && { emoji }) };
      this.uow.record(event);
    });
  }
}
