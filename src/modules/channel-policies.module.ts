import { Module } from '@nestjs/common';
import {
  ChannelKinds,
  ChannelPolicies,
  type ChannelPolicy,
  ChannelPolicyRegistry,
  GroupChannelPolicy,
} from '../application/messaging';
import { GuildChannelPolicy } from '../application/guilds/guild-channel-policy';
import { RoomChannelPolicy } from '../application/rooms/room-channel-policy';
import { DirectChannelPolicy } from '../application/messaging/direct/direct-channel-policy';
import { DirectChannelsModule } from './direct-channels.module';
import { GroupsModule } from './groups.module';
import { GuildsModule } from './guilds.module';
import { RoomsModule } from './rooms.module';
import { ThreadsModule } from './threads.module';

/** Which rules apply to which kind of channel. */
@Module({
  imports: [RoomsModule, GuildsModule, ThreadsModule, DirectChannelsModule, GroupsModule],
  providers: [
    GuildChannelPolicy,
    {
      provide: ChannelPolicies,
      inject: [ChannelKinds, RoomChannelPolicy, GuildChannelPolicy, DirectChannelPolicy, GroupChannelPolicy],
      useFactory: (kinds: ChannelKinds, ...policies: ChannelPolicy[]) => new ChannelPolicyRegistry(kinds, policies),
    },
  ],
  exports: [ChannelPolicies],
})
export class ChannelPoliciesModule {}
