import { Module, type Provider } from '@nestjs/common';
import { ThreadReader } from '../application/guilds';
import { AddThreadMember } from '../application/guilds/threads/add-thread-member';
import { ArchiveIdleThreads } from '../application/guilds/threads/archive-idle-threads';
import { OpenThreadForSend } from '../application/guilds/threads/open-thread-for-send';
import { RemoveThreadMember } from '../application/guilds/threads/remove-thread-member';
import { ThreadChanges } from '../application/guilds/threads/thread-changes';
import { ThreadMemberships } from '../application/guilds/threads/thread-memberships';
import { ThreadRepository } from '../application/guilds/threads/thread.repository';
import { TypeOrmThreadReader } from '../infrastructure/persistence/guilds/typeorm-thread.reader';
import { TypeOrmThreadRepository } from '../infrastructure/persistence/guilds/typeorm-thread.repository';
import { GuildsModule } from './guilds.module';

const providers: Provider[] = [
  ThreadChanges,
  ThreadMemberships,
  OpenThreadForSend,
  AddThreadMember,
  RemoveThreadMember,
  ArchiveIdleThreads,
  { provide: ThreadReader, useClass: TypeOrmThreadReader },
  { provide: ThreadRepository, useClass: TypeOrmThreadRepository },
];

/** Threads without the messages in them: their policy stands on this. */
@Module({ imports: [GuildsModule], providers, exports: providers })
export class ThreadsModule {}
