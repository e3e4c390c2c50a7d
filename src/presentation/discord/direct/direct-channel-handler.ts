import { Injectable } from '@nestjs/common';
import type { APIChannel } from 'discord-api-types/v10';
import { ReadDirectChannels } from '../../../application/messaging/direct/read-direct-channels';
import type { AccountActor } from '../../../application/shared/actor';
import { guildError } from '../../../domain/guilds';
import type { Id } from '../../../shared/ids';
import type { ChannelKindHandler } from '../guilds/channel-kind-handlers';
import { DirectPresentation } from './direct-presentation';

/** `/channels/{id}` for conversations of two, which have no settings. */
@Injectable()
export class DirectChannelHandler implements ChannelKindHandler {
  constructor(
    private readonly readDirectChannels: ReadDirectChannels,
    private readonly presentation: DirectPresentation,
  ) {}

  async read(actor: AccountActor, channelId: Id): Promise<APIChannel> {
    return this.presentation.one(await this.readDirectChannels.one(actor, channelId), actor.userId);
  }

  async update(actor: AccountActor, channelId: Id): Promise<APIChannel> {
    await this.readDirectChannels.one(actor, channelId);
    throw guildError('wrong_channel_type');
  }

  /** Closing it only takes it off a client's own list: it stays, with all that was said. */
  remove(actor: AccountActor, channelId: Id): Promise<APIChannel> {
    return this.read(actor, channelId);
  }
}
