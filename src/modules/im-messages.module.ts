import { Module } from '@nestjs/common';
import { EchoedSends } from '../application/messaging';
import { ImConversationsController } from '../presentation/im/conversations/conversations.controller';
import { Places } from '../presentation/im/conversations/places';
import { Targets } from '../presentation/im/conversations/targets';
import { FilesController } from '../presentation/im/files/files.controller';
import { UploadReader } from '../presentation/im/files/upload-reader';
import { MessageActsController } from '../presentation/im/messages/message-acts.controller';
import { MessageLookup } from '../presentation/im/messages/message-lookup';
import { MessagePresentation } from '../presentation/im/messages/message-presentation';
import { MessageSearchController } from '../presentation/im/messages/message-search.controller';
import { MessageSending } from '../presentation/im/messages/message-sending';
import { ImMessagesController } from '../presentation/im/messages/messages.controller';
import { ConversationsModule } from './conversations.module';
import { DirectChannelsModule } from './direct-channels.module';
import { FilesModule } from './files.module';
import { GroupsModule } from './groups.module';
import { ImIdentityModule } from './im-identity.module';
import { MessagingModule } from './messaging.module';

/** Messages of the im dialect. */
@Module({
  imports: [ImIdentityModule, MessagingModule, ConversationsModule, DirectChannelsModule, FilesModule, GroupsModule],
  controllers: [
    ImConversationsController,
    FilesController,
    ImMessagesController,
    MessageSearchController,
    MessageActsController,
  ],
  providers: [EchoedSends, MessageLookup, MessagePresentation, MessageSending, Places, Targets, UploadReader],
  exports: [MessageLookup, MessagePresentation, MessageSending, Places, Targets],
})
export class ImMessagesModule {}
