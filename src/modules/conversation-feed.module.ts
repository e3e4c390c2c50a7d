import { Module, type OnModuleInit, type Provider } from '@nestjs/common';
import { ConversationEvents, ConversationFeed, ConversationMembers, ConversationPlaces } from '../application/realtime';
import { AccountSockets } from '../presentation/shared/account-sockets';
import { DirectChannelsModule } from './direct-channels.module';

const providers: Provider[] = [
  AccountSockets,
  ConversationEvents,
  ConversationFeed,
  ConversationPlaces,
  { provide: ConversationMembers, useValue: { memberIds: () => Promise.resolve([]) } satisfies ConversationMembers },
];

/** What happens in direct and group channels, told to sockets that belong to one person. */
@Module({ imports: [DirectChannelsModule], providers, exports: providers })
export class ConversationFeedModule implements OnModuleInit {
  constructor(private readonly events: ConversationEvents) {}

  onModuleInit(): void {
    this.events.start();
  }
}
