import {
  Module,
  type OnApplicationShutdown,
  type OnModuleDestroy,
  type OnModuleInit,
  type Provider,
} from '@nestjs/common';
import { GroupMemberships } from '../application/messaging';
import {
  ContactReader,
  Contacts,
  ConversationEvents,
  ConversationFeed,
  ConversationMembers,
  ConversationPlaces,
  GroupStaff,
  ListOnlineContacts,
  PresenceNews,
} from '../application/realtime';
import { TypeOrmContactReader } from '../infrastructure/persistence/realtime/typeorm-contact.reader';
import { TypeOrmGroupStaff } from '../infrastructure/persistence/realtime/typeorm-group-staff';
import { AccountSockets } from '../presentation/shared/account-sockets';
import { ContactsModule } from './contacts.module';
import { DirectChannelsModule } from './direct-channels.module';
import { GroupsModule } from './groups.module';
import { PresenceModule } from './presence.module';

const providers: Provider[] = [
  AccountSockets,
  Contacts,
  ConversationEvents,
  ConversationFeed,
  ConversationPlaces,
  ListOnlineContacts,
  PresenceNews,
  { provide: ContactReader, useClass: TypeOrmContactReader },
  { provide: GroupStaff, useClass: TypeOrmGroupStaff },
  { provide: ConversationMembers, useExisting: GroupMemberships },
];

/** What happens in direct and group channels, told to sockets that belong to one person. */
@Module({
  imports: [ContactsModule, DirectChannelsModule, GroupsModule, PresenceModule],
  providers,
  exports: [...providers, PresenceModule],
})
export class ConversationFeedModule implements OnModuleInit, OnModuleDestroy, OnApplicationShutdown {
  constructor(
    private readonly events: ConversationEvents,
    private readonly presences: PresenceNews,
  ) {}

  onModuleInit(): void {
    this.events.start();
    this.presences.start();
  }

  onModuleDestroy(): void {
    this.presences.beginStopping();
  }

  /** All sockets are closed by now. */
  async onApplicationShutdown(): Promise<void> {
    await this.presences.stop();
  }
}
