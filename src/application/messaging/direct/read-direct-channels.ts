import { Injectable } from '@nestjs/common';
import { guildError } from '../../../domain/guilds';
import type { DirectChannel } from '../../../domain/messaging';
import type { Id } from '../../../shared/ids';
import type { AccountActor } from '../../shared/actor';
import { DIRECT_CHANNELS_LISTED_MAX, DirectChannelReader } from '../direct-channel.reader';
import { DirectChannels } from './direct-channels';

/** The conversations of somebody. */
@Injectable()
export class ReadDirectChannels {
  constructor(
    private readonly channels: DirectChannels,
    private readonly reader: DirectChannelReader,
  ) {}

  /** Last used first, at most `DIRECT_CHANNELS_LISTED_MAX`. */
  list(actor: AccountActor): Promise<readonly DirectChannel[]> {
    return this.reader.ofUser(actor.userId, DIRECT_CHANNELS_LISTED_MAX);
  }

  /** @throws AppError `unknown_channel` also for whoever is not one of the two */
  async one(actor: AccountActor, channelId: Id): Promise<DirectChannel> {
    await this.channels.require(actor, channelId);
    const channel = await this.reader.find(channelId);
    if (!channel) throw guildError('unknown_channel');
    return channel;
  }
}
