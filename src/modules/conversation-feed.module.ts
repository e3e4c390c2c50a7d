import { Module, type OnModuleInit, type Provider } from '@nestjs/common';
import { GroupMemberships } from '../application/messaging';
import { ConversationEvents, ConversationFeed, ConversationMembers, ConversationPlaces } from '../application/realtime';
import { AccountSockets } from '../presentation/shared/account-sockets';
import { DirectChannelsModule } from './direct-channels.module';
import { GroupsModule } from './groups.module';

const providers: Provider[] = [
  AccountSockets,
  ConversationEvents,
  ConversationFeed,
  ConversationPlaces,
  { provide: ConversationMembers, useExisting: GroupMemberships },
];

/** What happens in direct and group channels, told to sockets that belong to one person. */
@Module({ imports: [DirectChannelsModule, GroupsModule], providers, exports: providers })
export class ConversationFeedModule implements OnModuleInit {
  constructor(private readonly events: ConversationEvents) {}

  onModuleInit(): void {
    this.events.start();
  }
}
