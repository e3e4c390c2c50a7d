import { Injectable } from '@nestjs/common';
import type { ChannelRead } from '../../../domain/messaging';
import type { Id } from '../../../shared/ids';
import type { AccountActor } from '../../shared/actor';
import { UnitOfWork } from '../../shared/unit-of-work';
import { ChannelPolicies } from '../channel-policy';
import { ReadStates } from '../read-states';

/** Everything there is in a channel counts as read from now on. */
@Injectable()
export class MarkConversationRead {
  constructor(
    private readonly policies: ChannelPolicies,
    private readonly states: ReadStates,
    private readonly uow: UnitOfWork,
  ) {}

  /** Tells nobody when nothing was left. @throws AppError what the channel's policy refuses with */
  async execute(actor: AccountActor, channelId: Id): Promise<void> {
    const policy = await this.policies.of(channelId);
    await policy.requireHistory(actor, channelId);
    const { userId } = actor;
    await this.uow.run(async () => {
      const head = await this.states.advanceToHead(userId, channelId);
      if (!head) return;
      const event: ChannelRead = { type: 'channel.read', channelId, userId, messageId: head.id, seq: head.seq };
      this.uow.record(event);
    });
  }
}
