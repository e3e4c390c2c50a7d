import { Module, type Provider } from '@nestjs/common';
import { MutualGuilds } from '../application/guilds';
import { DirectChannelReader, DirectChannelRepository } from '../application/messaging';
import { DirectBeginnings } from '../application/messaging/direct/direct-beginnings';
import { DirectChannelPolicy } from '../application/messaging/direct/direct-channel-policy';
import { DirectChannels } from '../application/messaging/direct/direct-channels';
import { OpenDirectChannel } from '../application/messaging/direct/open-direct-channel';
import { ReadDirectChannels } from '../application/messaging/direct/read-direct-channels';
import { TypeOrmMutualGuilds } from '../infrastructure/persistence/guilds/typeorm-mutual-guilds';
import {
  TypeOrmDirectChannelReader,
  TypeOrmDirectChannelRepository,
} from '../infrastructure/persistence/messaging/typeorm-direct-channels';
import { ContactsModule } from './contacts.module';

const providers: Provider[] = [
  DirectBeginnings,
  DirectChannels,
  DirectChannelPolicy,
  OpenDirectChannel,
  ReadDirectChannels,
  { provide: DirectChannelReader, useClass: TypeOrmDirectChannelReader },
  { provide: DirectChannelRepository, useClass: TypeOrmDirectChannelRepository },
  { provide: MutualGuilds, useClass: TypeOrmMutualGuilds },
];

/** Conversations of two. */
@Module({ imports: [ContactsModule], providers, exports: providers })
export class DirectChannelsModule {}
