import { Injectable } from '@nestjs/common';
import { guildError } from '../../domain/guilds';
import {
  parseEmoji,
  type ReactionAdded,
  type ReactionEmoji,
  REACTION_KINDS_MAX,
  reactionKey,
} from '../../domain/messaging';
import { isAppError } from '../../shared/errors';
import type { Id } from '../../shared/ids';
import type { AccountActor } from '../shared/actor';
import { Clock } from '../shared/clock';
import { UnitOfWork } from '../shared/unit-of-work';
import { type ActGrant, ChannelPolicies, type ChannelPolicy } from './channel-policy';
import { MessageRepository } from './message.repository';
import { unknownMessage } from './message-errors';
import { ReactionRepository } from './reaction.repository';
import { requireVisible } from './visible-message';

export interface AddReactionInput {
  readonly channelId: Id;
  readonly messageId: Id;
  /** A Unicode emoji, or `name:id` of a custom one. */
  readonly emoji: string;
}

/** Reacts to a message. A kind that is there already anybody who may react joins; a new one is a right of its own. */
@Injectable()
export class AddReaction {
  constructor(
    private readonly policies: ChannelPolicies,
    private readonly messages: MessageRepository,
    private readonly reactions: ReactionRepository,
    private readonly uow: UnitOfWork,
    private readonly clock: Clock,
  ) {}

  /** @throws AppError `unknown_message`, `unknown_emoji`, `reactions_max`, or what the channel's policy refuses with */
  async execute(actor: AccountActor, { channelId, messageId, emoji: text }: AddReactionInput): Promise<void> {
    const policy = await this.policies.of(channelId);
    const grant = await policy.requireAct(actor, channelId, 'react');
    const message = requireVisible(await this.messages.find(channelId, messageId), messageId, grant);
    const emoji = await this.find(text);
    const refusal = await this.refusalOfNewKind(policy, actor, channelId, emoji, grant);
    await this.uow.run(async () => {
      const kinds = await this.reactions.lockKinds(channelId, messageId);
      if (!kinds) throw unknownMessage(messageId);
      if (!kinds.has(reactionKey(emoji))) {
        if (refusal) throw refusal;
        if (kinds.size >= REACTION_KINDS_MAX) throw guildError('reactions_max');
      }
      const reaction = { channelId, messageId, userId: actor.userId, emoji };
      if (!(await this.reactions.add(reaction, this.clock.nowMs()))) return;
      const messageAuthorId = message.author?.userId;
      const event: ReactionAdded = {
        ...{ type: 'reaction.added', ...reaction },
        ...(messageAuthorId !== undefined && { messageAuthorId }),
      };
      this.uow.record(event);
    });
  }

  private async find(text: string): Promise<ReactionEmoji & { readonly guildId?: Id }> {
    const emoji = parseEmoji(text);
    const known = emoji?.id === undefined ? emoji : await this.reactions.findEmoji(emoji.id);
    if (!known) throw guildError('unknown_emoji');
    return known;
  }

  /** Asked before the transaction, because the answer may have to be read. */
  private async refusalOfNewKind(
    policy: ChannelPolicy,
    actor: AccountActor,
    channelId: Id,
    { guildId }: { readonly guildId?: Id },
    grant: ActGrant,
  ): Promise<Error | undefined> {
    if (guildId !== undefined && grant.mayUseEmojiOf?.(guildId) === false) return guildError('missing_permissions');
    return policy.requireAct(actor, channelId, 'add_reaction').then(
      () => undefined,
      (error: unknown) => {
        if (isAppError(error) && error.kind === 'forbidden') return error;
        throw error;
      },
    );
  }
}
