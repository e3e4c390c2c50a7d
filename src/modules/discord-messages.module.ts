import { Module } from '@nestjs/common';
import { MessagesController } from '../presentation/discord/messages/messages.controller';
import { PinsController } from '../presentation/discord/messages/pins.controller';
import { ReactionsController } from '../presentation/discord/messages/reactions.controller';
import { ReadingController } from '../presentation/discord/messages/reading.controller';
import { FilesModule } from './files.module';
import { MessagePresentationModule } from './message-presentation.module';
import { MessagingModule } from './messaging.module';

/** Messages on the Discord-style API. */
@Module({
  imports: [MessagingModule, FilesModule, MessagePresentationModule],
  controllers: [PinsController, MessagesController, ReactionsController, ReadingController],
})
export class DiscordMessagesModule {}
