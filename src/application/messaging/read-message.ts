import { Injectable } from '@nestjs/common';
import type { Message } from '../../domain/messaging';
import type { Id } from '../../shared/ids';
import type { Actor } from '../shared/actor';
import { ChannelPolicies } from './channel-policy';
import { MessageRepository } from './message.repository';
import { requireVisible } from './visible-message';

export interface ReadMessageInput {
  readonly channelId: Id;
  readonly messageId: Id;
  /** Whether one that was recalled is there too. */
  readonly withRecalled?: boolean;
}

/** One message of a channel whose history may be read. */
@Injectable()
export class ReadMessage {
  constructor(
    private readonly policies: ChannelPolicies,
    private readonly messages: MessageRepository,
  ) {}

  /** @throws AppError `unknown_message`, or what the channel's policy refuses with */
  async execute(actor: Actor, { channelId, messageId, withRecalled }: ReadMessageInput): Promise<Message> {
    const policy = await this.policies.of(channelId);
    const grant = await policy.requireHistory(actor, channelId);
    return requireVisible(await this.messages.find(channelId, messageId, withRecalled), messageId, grant);
  }
}
