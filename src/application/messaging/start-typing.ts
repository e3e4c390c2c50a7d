import { Injectable } from '@nestjs/common';
import type { TypingStarted, TypingStopped } from '../../domain/messaging';
import type { Id } from '../../shared/ids';
import type { AccountActor } from '../shared/actor';
import { Clock } from '../shared/clock';
import { EventBus } from '../shared/event-bus';
import { ChannelPolicies } from './channel-policy';

/** Shows the others that somebody is writing. Nothing is stored. */
@Injectable()
export class StartTyping {
  constructor(
    private readonly policies: ChannelPolicies,
    private readonly bus: EventBus,
    private readonly clock: Clock,
  ) {}

  /** @throws AppError of the channel's policy */
  async execute(actor: AccountActor, channelId: Id): Promise<void> {
    const policy = await this.policies.of(channelId);
    await policy.requireAct(actor, channelId, 'type');
    const event: TypingStarted = {
      ...{ type: 'typing.started', channelId, userId: actor.userId },
      atMs: this.clock.nowMs(),
    };
    this.bus.publish(event);
  }

  /** Shows them that nothing comes. @throws AppError as {@link execute} */
  async stop(actor: AccountActor, channelId: Id): Promise<void> {
    const policy = await this.policies.of(channelId);
    await policy.requireAct(actor, channelId, 'type');
    const event: TypingStopped = { type: 'typing.stopped', channelId, userId: actor.userId };
    this.bus.publish(event);
  }
}
