import { Module, type OnApplicationShutdown, type Provider } from '@nestjs/common';
import {
  AddReaction,
  AnnounceToGroup,
  BulkDeleteMessages,
  ClearReactions,
  DeleteMessage,
  EditMessage,
  ForwardMessages,
  HistoryCounter,
  ListPins,
  ListReactingUsers,
  LocateMessage,
  MarkRead,
  MemberNames,
  MessageComposer,
  MessageEditor,
  MessageRemoval,
  MessageRepository,
  MessageWriter,
  PageHistory,
  PinMessage,
  ReactionReader,
  ReactionRepository,
  ReadFile,
  ReadHistory,
  ReadMessage,
  ReadStates,
  MessageSearch,
  RecallMessage,
  RemoveReaction,
  SearchMessages,
  SendMessage,
  StartTyping,
} from '../application/messaging';
import { MessageNotices } from '../application/messaging/notifications/message-notices';
import { TypeOrmHistoryCounter } from '../infrastructure/persistence/messaging/typeorm-history-counter';
import { TypeOrmMessageWriter } from '../infrastructure/persistence/messaging/typeorm-message-writer';
import { TypeOrmMessageSearch } from '../infrastructure/persistence/messaging/typeorm-message-search';
import { TypeOrmMemberNames } from '../infrastructure/persistence/messaging/typeorm-member-names';
import { TypeOrmMessageRepository } from '../infrastructure/persistence/messaging/typeorm-message.repository';
import { TypeOrmReactionReader } from '../infrastructure/persistence/messaging/typeorm-reaction.reader';
import { TypeOrmReactionRepository } from '../infrastructure/persistence/messaging/typeorm-reaction.repository';
import { TypeOrmReadStates } from '../infrastructure/persistence/messaging/typeorm-read-states';
import { ChannelPoliciesModule } from './channel-policies.module';
import { ContactsModule } from './contacts.module';
import { FilesModule } from './files.module';
import { GroupsModule } from './groups.module';

const useCases: Provider[] = [
  AddReaction,
  AnnounceToGroup,
  BulkDeleteMessages,
  ClearReactions,
  DeleteMessage,
  EditMessage,
  ForwardMessages,
  ListPins,
  ListReactingUsers,
  LocateMessage,
  MarkRead,
  PageHistory,
  PinMessage,
  ReadFile,
  ReadHistory,
  ReadMessage,
  RecallMessage,
  RemoveReaction,
  SearchMessages,
  SendMessage,
  StartTyping,
];

const providers: Provider[] = [
  ...useCases,
  MessageComposer,
  MessageEditor,
  MessageNotices,
  MessageRemoval,
  { provide: HistoryCounter, useClass: TypeOrmHistoryCounter },
  { provide: MessageWriter, useClass: TypeOrmMessageWriter },
  { provide: MemberNames, useClass: TypeOrmMemberNames },
  { provide: MessageRepository, useClass: TypeOrmMessageRepository },
  { provide: MessageSearch, useClass: TypeOrmMessageSearch },
  { provide: ReactionReader, useClass: TypeOrmReactionReader },
  { provide: ReactionRepository, useClass: TypeOrmReactionRepository },
  { provide: ReadStates, useClass: TypeOrmReadStates },
];

/** The one message store and its use cases, for every kind of channel. */
@Module({
  imports: [ChannelPoliciesModule, ContactsModule, FilesModule, GroupsModule],
  providers,
  exports: [...providers, ChannelPoliciesModule],
})
export class MessagingModule implements OnApplicationShutdown {
  constructor(private readonly writer: MessageWriter) {}

  /** The sockets and the HTTP server are closed by now: nothing new comes in. */
  async onApplicationShutdown(): Promise<void> {
    await this.writer.flush();
  }
}
