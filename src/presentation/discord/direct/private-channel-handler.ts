import { Injectable } from '@nestjs/common';
import type { APIChannel } from 'discord-api-types/v10';
import { GroupMemberships } from '../../../application/messaging';
import type { AccountActor } from '../../../application/shared/actor';
import type { Id } from '../../../shared/ids';
import type { ChannelKindHandler } from '../guilds/channel-kind-handlers';
import { DirectChannelHandler } from './direct-channel-handler';
import { GroupChannelHandler } from './group-channel-handler';

/** `/channels/{id}` for whatever is no guild's: a group, or else a conversation of two. */
@Injectable()
export class PrivateChannelHandler implements ChannelKindHandler {
  constructor(
    private readonly memberships: GroupMemberships,
    private readonly groups: GroupChannelHandler,
    private readonly direct: DirectChannelHandler,
  ) {}

  async read(actor: AccountActor, channelId: Id): Promise<APIChannel> {
    return (await this.of(channelId)).read(actor, channelId);
  }

  async update(actor: AccountActor, channelId: Id, body: unknown): Promise<APIChannel> {
    return (await this.of(channelId)).update(actor, channelId, body);
  }

  async remove(actor: AccountActor, channelId: Id): Promise<APIChannel> {
    return (await this.of(channelId)).remove(actor, channelId);
  }

  private async of(channelId: Id): Promise<GroupChannelHandler | DirectChannelHandler> {
    return (await this.memberships.find(channelId)) ? this.groups : this.direct;
  }
}
