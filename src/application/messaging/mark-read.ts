import { Injectable } from '@nestjs/common';
import type { Id } from '../../shared/ids';
import type { AccountActor } from '../shared/actor';
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
  ) {}

  /** @throws AppError as reading the message does */
  async execute(actor: AccountActor, input: MarkReadInput): Promise<void> {
    const message = await this.readMessage.execute(actor, input);
    await this.states.advance(actor.userId, message);
  }
}
