import { Injectable } from '@nestjs/common';
import { LocateMessage } from '../../../application/messaging';
import type { AccountActor } from '../../../application/shared/actor';
import type { Message } from '../../../domain/messaging';
import { Places } from '../conversations/places';

/** Messages by their id alone, where this dialect shows them. */
@Injectable()
export class MessageLookup {
  constructor(
    private readonly locateMessage: LocateMessage,
    private readonly places: Places,
  ) {}

  /** @throws AppError `unknown_message` also for one of a conversation that the actor is not in */
  async require(actor: AccountActor, messageId: string, options?: { withRecalled: boolean }): Promise<Message> {
    const message = await this.locateMessage.execute(actor, messageId, options);
    await this.places.require(message);
    return message;
  }
}
