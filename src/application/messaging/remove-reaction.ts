import { Injectable } from '@nestjs/common';
import { guildError } from '../../domain/guilds';
import { parseEmoji, type ReactionRemoved, reactionKey } from '../../domain/messaging';
import type { Id } from '../../shared/ids';
import type { AccountActor } from '../shared/actor';
import { UnitOfWork } from '../shared/unit-of-work';
import { ChannelPolicies } from './channel-policy';
import { MessageRepository } from './message.repository';
import { ReactionRepository } from './reaction.repository';
import { requireVisible } from './visible-message';

export interface RemoveReactionInput {
  readonly channelId: Id;
  readonly messageId: Id;
  readonly emoji: string;
  /** Whose reaction; another one's is a moderator's to remove. */
  readonly userId: Id;
}

/** Takes one reaction away; there need not be one. */
@Injectable()
export class RemoveReaction {
  constructor(
    private readonly policies: ChannelPolicies,
    private readonly messages: MessageRepository,
    private readonly reactions: ReactionRepository,
    private readonly uow: UnitOfWork,
  ) {}

  /** @throws AppError `unknown_message`, `unknown_emoji`, or what the channel's policy refuses with */
  async execute(actor: AccountActor, input: RemoveReactionInput): Promise<void> {
    const { channelId, messageId, userId } = input;
    const policy = await this.policies.of(channelId);
    const grant = await policy.requireAct(actor, channelId, userId === actor.userId ? 'view' : 'moderate');
    requireVisible(await this.messages.find(channelId, messageId), messageId, grant);
    const wanted = parseEmoji(input.emoji);
    if (!wanted) throw guildError('unknown_emoji');
    await this.uow.run(async () => {
      const emoji = await this.reactions.remove(channelId, messageId, userId, reactionKey(wanted));
      if (!emoji) return;
      const event: ReactionRemoved = { type: 'reaction.removed', channelId, messageId, userId, emoji };
      this.uow.record(event);
    });
  }
}
