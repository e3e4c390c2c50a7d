import { Injectable } from '@nestjs/common';
import type { Message } from '../../domain/messaging';
import { isAppError } from '../../shared/errors';
import { type Id, isId } from '../../shared/ids';
import type { Actor } from '../shared/actor';
import { ChannelPolicies } from './channel-policy';
import { MessageReader } from './message.reader';
import { unknownMessage } from './message-errors';

/** A message by its id alone, for dialects whose addresses name no channel. */
@Injectable()
export class LocateMessage {
  constructor(
    private readonly policies: ChannelPolicies,
    private readonly reader: MessageReader,
  ) {}

  /** @throws AppError `unknown_message`, also when it is there but not for the actor to read */
  async execute(actor: Actor, messageId: Id, { withRecalled = false } = {}): Promise<Message> {
    const [found] = isId(messageId) ? await this.reader.locate([messageId]) : [];
    const message = withRecalled || found?.recalledAtMs === undefined ? found : undefined;
    if (!message || message.seq <= (await this.boundOf(actor, message.channelId))) throw unknownMessage(messageId);
    return message;
  }

  /**
   * Several at once, with one query and one question to the policy of each channel. Recalled ones are unknown.
   * @returns them in the order of the ids @throws AppError `unknown_message` when one is not for the actor to read
   */
  async many(actor: Actor, messageIds: readonly Id[]): Promise<readonly Message[]> {
    const found = messageIds.every(isId) ? await this.reader.locate(messageIds) : [];
    const byId = new Map(found.map((message) => [message.id, message]));
    const bounds = new Map<Id, number>();
    for (const channelId of new Set(found.map((message) => message.channelId))) {
      bounds.set(channelId, await this.boundOf(actor, channelId));
    }
    return messageIds.map((messageId) => {
      const message = byId.get(messageId);
      const isThere = message !== undefined && message.recalledAtMs === undefined;
      if (!isThere || message.seq <= (bounds.get(message.channelId) ?? Infinity)) throw unknownMessage(messageId);
      return message;
    });
  }

  /** Only messages with a greater `seq` are for the actor to read; infinite: none. */
  private async boundOf(actor: Actor, channelId: Id): Promise<number> {
    try {
      const policy = await this.policies.of(channelId);
      const { fromSeq = -Infinity } = await policy.requireHistory(actor, channelId);
      return fromSeq;
    } catch (error) {
      if (isAppError(error) && (error.kind === 'not_found' || error.kind === 'forbidden')) return Infinity;
      throw error;
    }
  }
}
