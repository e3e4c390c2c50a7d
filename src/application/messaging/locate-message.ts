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
    if (!message || !(await this.isReadable(actor, message))) throw unknownMessage(messageId);
    return message;
  }

  private async isReadable(actor: Actor, { channelId, seq }: Message): Promise<boolean> {
    try {
      const policy = await this.policies.of(channelId);
      const { fromSeq = -Infinity } = await policy.requireHistory(actor, channelId);
      return seq > fromSeq;
    } catch (error) {
      if (isAppError(error) && (error.kind === 'not_found' || error.kind === 'forbidden')) return false;
      throw error;
    }
  }
}
