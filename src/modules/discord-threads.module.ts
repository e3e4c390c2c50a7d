import { Module, type OnModuleInit } from '@nestjs/common';
import { CreateThread } from '../application/guilds/threads/create-thread';
import { DeleteThread } from '../application/guilds/threads/delete-thread';
import { ListThreads } from '../application/guilds/threads/list-threads';
import { ReadThread } from '../application/guilds/threads/read-thread';
import { ThreadNotices } from '../application/guilds/threads/thread-notices';
import { UpdateThread } from '../application/guilds/threads/update-thread';
import { DirectChannelHandler } from '../presentation/discord/direct/direct-channel-handler';
import { DirectController } from '../presentation/discord/direct/direct.controller';
import { DirectPresentation } from '../presentation/discord/direct/direct-presentation';
import { GroupChannelHandler } from '../presentation/discord/direct/group-channel-handler';
import { GroupPresentation } from '../presentation/discord/direct/group-presentation';
import { GroupRecipientsController } from '../presentation/discord/direct/group-recipients.controller';
import { PrivateChannelHandler } from '../presentation/discord/direct/private-channel-handler';
import { PrivateChannels } from '../presentation/discord/direct/private-channels';
import { ChannelKindHandlers } from '../presentation/discord/guilds/channel-kind-handlers';
import { GuildThreadsController } from '../presentation/discord/threads/guild-threads.controller';
import { ThreadChannelHandler } from '../presentation/discord/threads/thread-channel-handler';
import { ThreadMembersController } from '../presentation/discord/threads/thread-members.controller';
import { ThreadPresentation } from '../presentation/discord/threads/thread-presentation';
import { ThreadsController } from '../presentation/discord/threads/threads.controller';
import { DirectChannelsModule } from './direct-channels.module';
import { DiscordGuildsModule } from './discord-guilds.module';
import { GroupsModule } from './groups.module';
import { GuildsModule } from './guilds.module';
import { MessagingModule } from './messaging.module';
import { ThreadsModule } from './threads.module';

/** Threads, conversations of two and groups on the wire. */
@Module({
  imports: [GuildsModule, MessagingModule, ThreadsModule, DirectChannelsModule, GroupsModule, DiscordGuildsModule],
  controllers: [
    ThreadsController,
    ThreadMembersController,
    GuildThreadsController,
    DirectController,
    GroupRecipientsController,
  ],
  providers: [
    ...[CreateThread, UpdateThread, DeleteThread, ListThreads, ReadThread, ThreadNotices],
    ...[ThreadPresentation, ThreadChannelHandler, DirectPresentation, DirectChannelHandler],
    ...[GroupPresentation, GroupChannelHandler, PrivateChannels, PrivateChannelHandler],
  ],
})
export class DiscordThreadsModule implements OnModuleInit {
  constructor(
    private readonly handlers: ChannelKindHandlers,
    private readonly threads: ThreadChannelHandler,
    private readonly direct: PrivateChannelHandler,
  ) {}

  onModuleInit(): void {
    this.handlers.register('thread', this.threads);
    this.handlers.register('direct', this.direct);
  }
}
