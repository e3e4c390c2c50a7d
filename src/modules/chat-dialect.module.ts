import { Module, type OnModuleInit } from '@nestjs/common';
import { chatHttpErrors } from '../presentation/chat/errors';
import { HttpErrorPresenters } from '../presentation/shared/http-error-presenters';
import { ChatConversationsModule } from './chat-conversations.module';
import { ChatIdentityModule } from './chat-identity.module';
import { ChatSocketsModule } from './chat-sockets.module';

/** The chat dialect: rooms, private and group conversations, at the root and below its base. */
@Module({ imports: [ChatIdentityModule, ChatConversationsModule, ChatSocketsModule] })
export class ChatDialectModule implements OnModuleInit {
  constructor(private readonly errors: HttpErrorPresenters) {}

  onModuleInit(): void {
    this.errors.register('chat', chatHttpErrors);
  }
}
