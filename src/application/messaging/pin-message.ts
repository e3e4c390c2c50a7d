import { Injectable } from '@nestjs/common';
import { guildError } from '../../domain/guilds';
import { type Message, type MessageUpdated, PINS_MAX, type PinsUpdated } from '../../domain/messaging';
import type { Id } from '../../shared/ids';
import type { AccountActor } from '../shared/actor';
import { Clock } from '../shared/clock';
import { UnitOfWork } from '../shared/unit-of-work';
import { ChannelPolicies } from './channel-policy';
import { MessageRepository } from './message.repository';
import { MessageWriter } from './message-writer';
import { unknownMessage } from './message-errors';
import { requireVisible } from './visible-message';

export interface PinMessageInput {
  readonly channelId: Id;
  readonly messageId: Id;
  /** False: unpins. */
  readonly isPinned: boolean;
  readonly reason?: string;
}

/** Pins a message, which the channel is told by a notice, or unpins it. Twice is once. */
@Injectable()
export class PinMessage {
  constructor(
    private readonly policies: ChannelPolicies,
    private readonly messages: MessageRepository,
    private readonly writer: MessageWriter,
    private readonly uow: UnitOfWork,
    private readonly clock: Clock,
  ) {}

  /** @throws AppError `unknown_message`, `system_message`, `pins_max`, or what the channel's policy refuses with */
  async execute(actor: AccountActor, input: PinMessageInput): Promise<void> {
    const { channelId, messageId, isPinned, reason } = input;
    const policy = await this.policies.of(channelId);
    const grant = await policy.requireAct(actor, channelId, 'pin');
    const isChanged = await this.uow.run(async () => {
      const headSeq = await this.messages.lockChannel(channelId);
      if (headSeq === undefined) throw unknownMessage(messageId);
      const message = requireVisible(await this.messages.find(channelId, messageId), messageId, grant);
      if (message.kind !== 'text') throw guildError('system_message');
      if ((message.pinnedAtMs !== undefined) === isPinned) return false;
      if (isPinned && (await this.messages.countPins(channelId)) >= PINS_MAX) throw guildError('pins_max');
      await this.change(message, isPinned, headSeq);
      const authorId = message.author?.userId;
      const act = isPinned ? 'pin' : 'unpin';
      await policy.logAct(actor, grant, { act, channelId, messageId, authorId, count: 1, reason });
      return true;
    });
    if (isChanged && isPinned) await this.tell(actor, input, grant.guildId);
  }

  private async change({ pinnedAtMs: _old, ...message }: Message, isPinned: boolean, headSeq: number): Promise<void> {
    const { channelId, id } = message;
    const pinnedAtMs = isPinned ? this.clock.nowMs() : undefined;
    const lastPinAtMs = await this.messages.setPin(channelId, id, pinnedAtMs);
    const changed = { ...message, ...(pinnedAtMs !== undefined && { pinnedAtMs }) };
    const updated: MessageUpdated = { type: 'message.updated', channelId, message: changed, headSeq };
    const pins: PinsUpdated = { type: 'pins.updated', channelId, ...(lastPinAtMs !== undefined && { lastPinAtMs }) };
    this.uow.record(updated);
    this.uow.record(pins);
  }

  private async tell({ userId }: AccountActor, { channelId, messageId }: PinMessageInput, guildId?: Id): Promise<void> {
    await this.writer.append({
      ...{ channelId, kind: 'pin_notice', author: { userId }, byAdmin: false, content: '' },
      details: { reference: { channelId, messageId, ...(guildId !== undefined && { guildId }) } },
    });
  }
}
