import { Injectable } from '@nestjs/common';
import type { Id } from '../../shared/ids';
import type { Actor } from '../shared/actor';
import { ChannelPolicies } from './channel-policy';
import { MessageRepository } from './message.repository';
import { unknownMessage } from './message-errors';
import { MessageRemoval } from './message-removal';

export interface DeleteMessageInput {
  readonly channelId: Id;
  readonly messageId: Id;
  /** Why a moderator does it. */
  readonly reason?: string;
}

/** Leaves a tombstone: the row keeps its place in the channel, its content is gone. */
@Injectable()
export class DeleteMessage {
  constructor(
    private readonly policies: ChannelPolicies,
    private readonly messages: MessageRepository,
    private readonly removal: MessageRemoval,
  ) {}

  /** @throws AppError `unknown_message` for an unknown or deleted message, or what the channel's policy refuses with. */
  async execute(actor: Actor, { channelId, messageId, reason }: DeleteMessageInput): Promise<void> {
    const policy = await this.policies.of(channelId);
    const message = await this.messages.find(channelId, messageId);
    if (!message) {
      await policy.requireHistory(actor, channelId);
      throw unknownMessage(messageId);
    }
    const grant = await policy.requireDelete(actor, channelId, message);
    const authorId = message.author?.userId;
    await this.removal.one(message, () =>
      policy.logAct(actor, grant, { act: 'delete', channelId, messageId, authorId, count: 1, reason }),
    );
  }
}
