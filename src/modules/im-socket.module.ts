import { Module } from '@nestjs/common';
import { ConnectionNames } from '../presentation/im/socket/connection-names';
import { ImCommands } from '../presentation/im/socket/im-commands';
import { ImEncoder } from '../presentation/im/socket/im-encoder';
import { ImSocket } from '../presentation/im/socket/im-socket';
import { ConversationFeedModule } from './conversation-feed.module';
import { ConversationsModule } from './conversations.module';
import { ImContactsModule } from './im-contacts.module';
import { ImMessagesModule } from './im-messages.module';
import { MessagingModule } from './messaging.module';

/** `/api/ws`. */
@Module({
  imports: [MessagingModule, ConversationsModule, ConversationFeedModule, ImContactsModule, ImMessagesModule],
  providers: [ConnectionNames, ImCommands, ImEncoder, ImSocket],
})
export class ImSocketModule {}
