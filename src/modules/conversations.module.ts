import { Module, type Provider } from '@nestjs/common';
import { MarkConversationRead, ResolveConversation } from '../application/messaging';
import { DirectChannelsModule } from './direct-channels.module';
import { MessagingModule } from './messaging.module';

const providers: Provider[] = [MarkConversationRead, ResolveConversation];

/** Conversations as their people see them: which there are, what is new in them, who has read it. */
@Module({ imports: [MessagingModule, DirectChannelsModule], providers, exports: providers })
export class ConversationsModule {}
