import { Module } from '@nestjs/common';
import { ChatCommands } from '../presentation/chat/socket/chat-commands';
import { ChatSocket } from '../presentation/chat/socket/chat-socket';
import { ChatTalks } from '../presentation/chat/socket/chat-talks';
import { RootSocket } from '../presentation/chat/socket/root-socket';
import { RoomDoors } from '../presentation/chat/socket/room-stays';
import { RootWords } from '../presentation/shared/root-words';
import { WorkWords } from '../presentation/work/socket/work-words';
import { ChatConversationsModule } from './chat-conversations.module';
import { ChatIdentityModule } from './chat-identity.module';
import { ConversationFeedModule } from './conversation-feed.module';
import { ConversationsModule } from './conversations.module';
import { MessagingModule } from './messaging.module';
import { PresenceModule } from './presence.module';
import { RoomsModule } from './rooms.module';

/** `/chatsphere/ws`, and `/ws`, which the chat and the work dialect share. */
@Module({
  imports: [
    MessagingModule,
    ConversationsModule,
    ConversationFeedModule,
    RoomsModule,
    PresenceModule,
    ChatIdentityModule,
    ChatConversationsModule,
  ],
  providers: [ChatCommands, ChatTalks, ChatSocket, RoomDoors, RootSocket, { provide: RootWords, useClass: WorkWords }],
})
export class ChatSocketsModule {}
