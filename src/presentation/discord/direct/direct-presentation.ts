import { Injectable } from '@nestjs/common';
import type { APIDMChannel } from 'discord-api-types/v10';
import { UserDirectory } from '../../../application/identity';
import { type DirectChannel, otherOf } from '../../../domain/messaging';
import type { Id } from '../../../shared/ids';
import { presentDirectChannel } from '../presenters/channel.presenter';
import { presentUnknownUser, presentUser } from '../presenters/user.presenter';

/** Conversations as one of the two sees them: the other one is the recipient. */
@Injectable()
export class DirectPresentation {
  constructor(private readonly users: UserDirectory) {}

  async list(channels: readonly DirectChannel[], readerId: Id): Promise<APIDMChannel[]> {
    const users = await this.users.findMany(channels.map((channel) => otherOf(channel, readerId)));
    return channels.map((channel) => {
      const otherId = otherOf(channel, readerId);
      const other = users.get(otherId);
      const user = other ? presentUser(other) : presentUnknownUser(otherId);
      return presentDirectChannel(channel.id, user, channel.lastMessageId);
    });
  }

  async one(channel: DirectChannel, readerId: Id): Promise<APIDMChannel> {
    const [presented] = await this.list([channel], readerId);
    return presented;
  }
}
