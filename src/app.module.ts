import type { DynamicModule, OnModuleDestroy } from '@nestjs/common';
import { Module } from '@nestjs/common';
import { ServerState } from './application/operations/server-state';
import type { Settings } from './config/settings';
import type { PinoLog } from './infrastructure/logging/pino-log';
import type { Database } from './infrastructure/persistence/database';
import { ConversationFeedModule } from './modules/conversation-feed.module';
import { ConversationsModule } from './modules/conversations.module';
import { ChatDialectModule } from './modules/chat-dialect.module';
import { DiscordDialectModule } from './modules/discord-dialect.module';
import { ImDialectModule } from './modules/im-dialect.module';
import { OperationsModule } from './modules/operations.module';
import { OutboxModule } from './modules/outbox.module';
import { PersistenceModule } from './modules/persistence.module';
import { PlatformModule } from './modules/platform.module';
import { RealtimeModule } from './modules/realtime.module';
import { RoomsDialectModule } from './modules/rooms-dialect.module';
import { ScheduleModule } from './modules/schedule.module';
import { SocketsModule } from './modules/sockets.module';
import { WorkDialectModule } from './modules/work-dialect.module';

/** The root: its hooks run first when the process stops. */
@Module({})
export class AppModule implements OnModuleDestroy {
  constructor(private readonly state: ServerState) {}

  static register(settings: Settings, log: PinoLog, database: Database): DynamicModule {
    // The platform comes first, so that it is closed last.
    return {
      module: AppModule,
      imports: [
        PlatformModule.register(settings, log, database),
        PersistenceModule,
        OutboxModule,
        RealtimeModule,
        SocketsModule,
        ConversationFeedModule,
        OperationsModule,
        RoomsDialectModule,
        ConversationsModule,
        ImDialectModule,
        DiscordDialectModule,
        ChatDialectModule,
        WorkDialectModule,
        ScheduleModule,
      ],
    };
  }

  onModuleDestroy(): void {
    this.state.beginStopping();
  }
}
