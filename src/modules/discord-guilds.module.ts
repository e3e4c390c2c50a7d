import { Module, type OnModuleInit, type Provider } from '@nestjs/common';
import { CreateGuildChannel } from '../application/guilds/channels/create-guild-channel';
import { DeleteGuildChannel } from '../application/guilds/channels/delete-guild-channel';
import { ListGuildChannels } from '../application/guilds/channels/list-guild-channels';
import { MoveGuildChannels } from '../application/guilds/channels/move-guild-channels';
import { OverwriteTargets } from '../application/guilds/channels/overwrite-targets';
import { PutOverwrite } from '../application/guilds/channels/put-overwrite';
import { RemoveOverwrite } from '../application/guilds/channels/remove-overwrite';
import { UpdateGuildChannel } from '../application/guilds/channels/update-guild-channel';
import { CreateGuild } from '../application/guilds/create-guild';
import { DeleteGuild } from '../application/guilds/delete-guild';
import { GuildCounts } from '../application/guilds/guild-counts';
import { LeaveGuild } from '../application/guilds/leave-guild';
import { ListOwnGuilds } from '../application/guilds/list-own-guilds';
import { UpdateGuild } from '../application/guilds/update-guild';
import { ChannelKindHandlers } from '../presentation/discord/guilds/channel-kind-handlers';
import { ChannelOverwritesController } from '../presentation/discord/guilds/channel-overwrites.controller';
import { ChannelsController } from '../presentation/discord/guilds/channels.controller';
import { GuildChannelHandler } from '../presentation/discord/guilds/guild-channel.handler';
import { GuildChannelsController } from '../presentation/discord/guilds/guild-channels.controller';
import { GuildsController } from '../presentation/discord/guilds/guilds.controller';
import { OwnGuildsController } from '../presentation/discord/guilds/own-guilds.controller';
import { FilesModule } from './files.module';
import { GuildsModule } from './guilds.module';
import { IdentityModule } from './identity.module';
import { PresenceModule } from './presence.module';

const useCases: Provider[] = [
  CreateGuild,
  UpdateGuild,
  DeleteGuild,
  LeaveGuild,
  ListOwnGuilds,
  GuildCounts,
  OverwriteTargets,
  CreateGuildChannel,
  UpdateGuildChannel,
  DeleteGuildChannel,
  MoveGuildChannels,
  ListGuildChannels,
  PutOverwrite,
  RemoveOverwrite,
];

/** Guilds and their channels on the Discord-style API; other kinds of channels register their handlers here. */
@Module({
  imports: [IdentityModule, GuildsModule, FilesModule, PresenceModule],
  controllers: [
    OwnGuildsController,
    GuildsController,
    GuildChannelsController,
    ChannelsController,
    ChannelOverwritesController,
  ],
  providers: [...useCases, ChannelKindHandlers, GuildChannelHandler],
  exports: [ChannelKindHandlers, GuildCounts],
})
export class DiscordGuildsModule implements OnModuleInit {
  constructor(
    private readonly handlers: ChannelKindHandlers,
    private readonly guildChannels: GuildChannelHandler,
  ) {}

  onModuleInit(): void {
    this.handlers.register('guild_channel', this.guildChannels);
  }
}
