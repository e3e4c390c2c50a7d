import { Module } from '@nestjs/common';
import { DialectChannels } from '../presentation/discord/messages/dialect-channels';
import { MessagePresentation } from '../presentation/discord/messages/message-presentation';
import { ChannelPoliciesModule } from './channel-policies.module';
import { FilesModule } from './files.module';
import { MessagingModule } from './messaging.module';
import { ThreadsModule } from './threads.module';

/** How the Discord-style API finds and shows messages, for every part of it that does. */
@Module({
  imports: [ChannelPoliciesModule, MessagingModule, ThreadsModule, FilesModule],
  providers: [DialectChannels, MessagePresentation],
  exports: [ChannelPoliciesModule, DialectChannels, MessagePresentation],
})
export class MessagePresentationModule {}
