import { Module, type Provider } from '@nestjs/common';
import {
  ConversationReader,
  ConversationSettingsRepository,
  ListConversations,
  MarkConversationRead,
  ReadReceipts,
  ResolveConversation,
  UpdateConversation,
} from '../application/messaging';
import { TypeOrmConversationSettingsRepository } from '../infrastructure/persistence/messaging/typeorm-conversation-settings.repository';
import { TypeOrmConversationReader } from '../infrastructure/persistence/messaging/typeorm-conversation.reader';
import { DirectChannelsModule } from './direct-channels.module';
import { GroupsModule } from './groups.module';
import { MessagingModule } from './messaging.module';

const useCases: Provider[] = [
  ListConversations,
  MarkConversationRead,
  ReadReceipts,
  ResolveConversation,
  UpdateConversation,
];

const providers: Provider[] = [
  ...useCases,
  { provide: ConversationReader, useClass: TypeOrmConversationReader },
  { provide: ConversationSettingsRepository, useClass: TypeOrmConversationSettingsRepository },
];

/** Conversations as their people see them: which there are, what is new in them, who has read it. */
@Module({ imports: [MessagingModule, DirectChannelsModule, GroupsModule], providers, exports: providers })
export class ConversationsModule {}
