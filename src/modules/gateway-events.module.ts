import { Module, type OnModuleInit, type Provider } from '@nestjs/common';
import { FeedSessions, FirstStateReader, GuildConnector, LiveGuilds } from '../application/realtime';
import { SessionFeed } from '../application/realtime/gateway';
import { TypeOrmFirstStateReader } from '../infrastructure/persistence/realtime/typeorm-first-state.reader';
import { Announcer } from '../presentation/discord/gateway/events/announcer';
import { ChannelHomes } from '../presentation/discord/gateway/events/channel-homes';
import { FirstState } from '../presentation/discord/gateway/events/first-state';
import { GatewayFeed } from '../presentation/discord/gateway/events/gateway-feed';
import { GroupAnnouncements } from '../presentation/discord/gateway/events/group-announcements';
import { GuildAnnouncements } from '../presentation/discord/gateway/events/guild-announcements';
import { GuildEvents } from '../presentation/discord/gateway/events/guild-events';
import { MemberChunks } from '../presentation/discord/gateway/events/member-chunks';
import { MemberGatherer } from '../presentation/discord/gateway/events/member-gatherer';
import { MessageAnnouncements } from '../presentation/discord/gateway/events/message-announcements';
import { MessageEvents } from '../presentation/discord/gateway/events/message-events';
import { UserEvents } from '../presentation/discord/gateway/events/user-events';
import { GroupPresentation } from '../presentation/discord/direct/group-presentation';
import { InteractionPresentation } from '../presentation/discord/interactions/interaction-presentation';
import { DirectChannelsModule } from './direct-channels.module';
import { GroupsModule } from './groups.module';
import { GuildsModule } from './guilds.module';
import { MessagePresentationModule } from './message-presentation.module';
import { MessagingModule } from './messaging.module';
import { PresenceModule } from './presence.module';
import { ThreadsModule } from './threads.module';

const audience: Provider[] = [
  FeedSessions,
  LiveGuilds,
  GuildConnector,
  { provide: FirstStateReader, useClass: TypeOrmFirstStateReader },
];

const telling: Provider[] = [
  Announcer,
  ChannelHomes,
  FirstState,
  GroupAnnouncements,
  GroupPresentation,
  GuildAnnouncements,
  GuildEvents,
  InteractionPresentation,
  MemberChunks,
  MemberGatherer,
  MessageAnnouncements,
  MessageEvents,
  UserEvents,
];

/** What the sessions of the gateway are told. */
@Module({
  imports: [
    GuildsModule,
    ThreadsModule,
    MessagingModule,
    DirectChannelsModule,
    GroupsModule,
    MessagePresentationModule,
    PresenceModule,
  ],
  providers: [...audience, ...telling, { provide: SessionFeed, useClass: GatewayFeed }],
  exports: [SessionFeed],
})
export class GatewayEventsModule implements OnModuleInit {
  constructor(
    private readonly guilds: GuildEvents,
    private readonly messages: MessageEvents,
    private readonly users: UserEvents,
  ) {}

  onModuleInit(): void {
    this.guilds.start();
    this.messages.start();
    this.users.start();
  }
}
