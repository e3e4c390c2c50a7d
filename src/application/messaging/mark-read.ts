import { Injectable } from '@nestjs/common';
import type { ChannelRead } from '../../domain/messaging';
import type { Id } from '../../shared/ids';
import type { AccountActor } from '../shared/actor';
import { UnitOfWork } from '../shared/unit-of-work';
import { ReadMessage } from './read-message';
import { ReadStates } from './read-states';

export interface MarkReadInput {
  readonly channelId: Id;
  readonly messageId: Id;
}

/** Everything up to a message counts as read from now on. */
@Injectable()
export class MarkRead {
  constructor(
    private readonly readMessage: ReadMessage,
    private readonly states: ReadStates,
    private readonly uow: UnitOfWork,
  ) {}

  /** Tells nobody when it was read already. @throws AppError as reading the message does */
  async execute(actor: AccountActor, input: MarkReadInput): Promise<void> {
    // The last message that somebody sees may be one that was recalled.
    const message = await this.readMessage.execute(actor, { ...input, withRecalled: true });
    const { userId } = actor;
    await this.uow.run(async () => {
      if (!(await this.states.advance(userId, message))) return;
      const { channelId, id: messageId, seq } = message;
      const event: ChannelRead = { type: 'channel.read', channelId, userId, messageId, seq };
      this.uow.record(event);
    });
  }
}
