import { Module } from '@nestjs/common';
import { ReadUsage, UsageReader } from '../application/operations/read-usage';
import { CreateOwnRoom } from '../application/rooms/create-own-room';
import { TypeOrmUsageReader } from '../infrastructure/persistence/platform/typeorm-usage.reader';
import { ChatConversationsController } from '../presentation/chat/conversations/conversations.controller';
import { ChatTargets } from '../presentation/chat/conversations/targets';
import { ChatGroupsController } from '../presentation/chat/groups/chat-groups.controller';
import { ChatMessagesController } from '../presentation/chat/messages/chat-messages.controller';
import { ChatSearchController } from '../presentation/chat/messages/chat-search.controller';
import { MessagePresentation } from '../presentation/chat/messages/message-presentation';
import { ChatPeople } from '../presentation/chat/people/people';
import { PeopleController } from '../presentation/chat/people/people.controller';
import { ChatRoomsController } from '../presentation/chat/rooms/chat-rooms.controller';
import { ConversationsModule } from './conversations.module';
import { DirectChannelsModule } from './direct-channels.module';
import { FilesModule } from './files.module';
import { GroupsModule } from './groups.module';
import { MessagingModule } from './messaging.module';
import { PresenceModule } from './presence.module';
import { RoomsModule } from './rooms.module';
import { SyncModule } from './sync.module';

/** Rooms, private and group conversations over HTTP. */
@Module({
  imports: [
    MessagingModule,
    DirectChannelsModule,
    GroupsModule,
    ConversationsModule,
    RoomsModule,
    SyncModule,
    PresenceModule,
    FilesModule,
  ],
  controllers: [
    ChatRoomsController,
    ChatMessagesController,
    ChatSearchController,
    ChatConversationsController,
    ChatGroupsController,
    PeopleController,
  ],
  providers: [
    ChatPeople,
    ChatTargets,
    CreateOwnRoom,
    MessagePresentation,
    ReadUsage,
    { provide: UsageReader, useClass: TypeOrmUsageReader },
  ],
  exports: [ChatPeople, ChatTargets, MessagePresentation],
})
export class ChatConversationsModule {}
