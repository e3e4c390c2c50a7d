import { Injectable } from '@nestjs/common';
import { ChannelPolicies } from '../../../application/messaging';
import { guildError } from '../../../domain/guilds';
import { isAppError } from '../../../shared/errors';
import { type Id, isId } from '../../../shared/ids';

/** Which channels and messages a path of this dialect can name: rooms are not among them. */
@Injectable()
export class DialectChannels {
  constructor(private readonly policies: ChannelPolicies) {}

  /** @throws AppError `unknown_channel`, `unknown_message` for what is no id */
  async require(channelId: Id, messageId?: Id): Promise<void> {
    const policy = await this.policies.of(channelId).catch((error: unknown) => {
      throw isAppError(error) && error.kind === 'not_found' ? guildError('unknown_channel') : error;
    });
    if (policy.kind === 'room') throw guildError('unknown_channel');
    if (messageId !== undefined && !isId(messageId)) throw guildError('unknown_message');
  }
}
