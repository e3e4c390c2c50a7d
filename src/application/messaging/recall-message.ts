import { Injectable } from '@nestjs/common';
import { guildError } from '../../domain/guilds';
import { isInRecallWindow, type Message } from '../../domain/messaging';
import { isAppError } from '../../shared/errors';
import type { Id } from '../../shared/ids';
import type { AccountActor } from '../shared/actor';
import { Clock } from '../shared/clock';
import { ChannelPolicies, type ChannelPolicy } from './channel-policy';
import { MessageRepository } from './message.repository';
import { recallTooLate } from './message-errors';
import { MessageRemoval } from './message-removal';
import { requireVisible } from './visible-message';

export interface RecallMessageInput {
  readonly channelId: Id;
  readonly messageId: Id;
}

/**
 * Takes a message back: its place is still shown, as recalled, and what was in it is gone for good. Authors may for two
 * minutes; who may delete the messages of others, in a group its admins, at any time.
 */
@Injectable()
export class RecallMessage {
  constructor(
    private readonly policies: ChannelPolicies,
    private readonly messages: MessageRepository,
    private readonly removal: MessageRemoval,
    private readonly clock: Clock,
  ) {}

  /**
   * Twice is once. @returns the message as it is now
   * @throws AppError `unknown_message`, `system_message`, `recall_too_late`, or what the channel's policy refuses with
   */
  async execute(actor: AccountActor, { channelId, messageId }: RecallMessageInput): Promise<Message> {
    const policy = await this.policies.of(channelId);
    const grant = await policy.requireAct(actor, channelId, 'recall');
    const message = requireVisible(await this.messages.find(channelId, messageId, true), messageId, grant);
    if (message.kind !== 'text') throw guildError('system_message');
    await this.requireRecall(actor, message, policy);
    return message.recalledAtMs === undefined ? this.removal.recalled(message, actor.userId) : message;
  }

  private async requireRecall(actor: AccountActor, message: Message, policy: ChannelPolicy): Promise<void> {
    if (message.author?.userId !== actor.userId) {
      await policy.requireDelete(actor, message.channelId, message);
    } else if (!isInRecallWindow(message, this.clock.nowMs()) && !(await moderates(actor, message, policy))) {
      throw recallTooLate();
    }
  }
}

async function moderates(actor: AccountActor, { channelId }: Message, policy: ChannelPolicy): Promise<boolean> {
  try {
    await policy.requireAct(actor, channelId, 'moderate');
    return true;
  } catch (error) {
    if (isAppError(error) && error.kind !== 'unavailable') return false;
    throw error;
  }
}
