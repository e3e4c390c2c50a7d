import { GuildAccess, GuildDirectory, type ThreadReader } from '../../src/application/guilds';
import { ThreadChanges } from '../../src/application/guilds/threads/thread-changes';
import type { ThreadRepository } from '../../src/application/guilds/threads/thread.repository';
import type { AccountActor } from '../../src/application/shared/actor';
import type { UnitOfWork } from '../../src/application/shared/unit-of-work';
import { DEFAULT_PERMISSIONS, type Thread } from '../../src/domain/guilds';
import { InProcessEventBus } from '../../src/infrastructure/events/in-process-event-bus';
import { TypeOrmThreadReader } from '../../src/infrastructure/persistence/guilds/typeorm-thread.reader';
import { TypeOrmThreadRepository } from '../../src/infrastructure/persistence/guilds/typeorm-thread.repository';
import { InvalidationHub } from '../../src/infrastructure/persistence/invalidation-hub';
import { TransactionContext } from '../../src/infrastructure/persistence/transaction-context';
import { TypeOrmUnitOfWork } from '../../src/infrastructure/persistence/typeorm-unit-of-work';
import type { Id } from '../../src/shared/ids';
import { FakeAuditLog, ManualInvalidations, TellingUnitOfWork } from '../fakes/guilds-platform';
import { FakeGuildReader } from '../fakes/guilds-reader';
import { FakeMessageRepository, FakeMessages } from '../fakes/messaging';
import { SilentLogger } from '../fakes/rooms-log';
import { ManualClock, SequentialIds } from '../fakes/rooms-platform';
import { FakeThreadReader, FakeThreadRepository, FakeThreads } from '../fakes/threads';
import { openTestDatabase } from '../support/database';
import { GuildRows } from './guilds';
import { aMessage } from './messages';

export const aThread = (
  changes: Pick<Thread, 'id' | 'guildId' | 'parentId' | 'ownerId'> & Partial<Thread>,
): Thread => ({
  ...{ type: 'public', name: 'thread', isArchived: false, isLocked: false, autoArchiveMinutes: 1_440 },
  ...{ archiveChangedAtMs: Date.UTC(2026, 0, 1), slowModeSeconds: 0, memberCount: 0, messageCount: 0 },
  ...changes,
});

export const actorOf = (userId: Id): AccountActor => ({ kind: 'account', userId });

/** A guild with a text channel and what the use cases of threads stand on, in memory. */
export class ThreadsWorld {
  readonly clock = new ManualClock();
  readonly ids = new SequentialIds(this.clock);
  readonly invalidations = new ManualInvalidations();
  readonly uow = new TellingUnitOfWork(this.invalidations);
  readonly messages = new FakeMessages();
  readonly messageRepository = new FakeMessageRepository(this.messages, this.uow);
  readonly guilds = new FakeGuildReader();
  readonly threads = new FakeThreads(this.guilds, this.messages);
  readonly reader = new FakeThreadReader(this.threads);
  readonly repository = new FakeThreadRepository(this.threads, this.uow);
  readonly directory = new GuildDirectory(this.guilds, this.invalidations);
  readonly access = new GuildAccess(this.directory, this.clock);
  readonly changes = new ThreadChanges(this.repository, this.uow, this.clock);
  readonly audit = new FakeAuditLog(this.uow);
  readonly guildId = this.ids.next();
  readonly owner = actorOf(this.ids.next());
  readonly ann = actorOf(this.ids.next());
  readonly bob = actorOf(this.ids.next());
  readonly stranger = actorOf(this.ids.next());
  readonly channelId = this.ids.next();

  constructor(everyone = DEFAULT_PERMISSIONS) {
    this.guilds.addGuild(this.guildId, this.owner.userId, everyone);
    this.guilds.addChannel(this.guildId, { id: this.channelId });
    this.guilds.addMember(this.guildId, this.ann.userId);
    this.guilds.addMember(this.guildId, this.bob.userId);
    this.messages.open(this.channelId);
  }

  /** A thread of the channel, owned by Ann and with these members. */
  thread(changes: Partial<Thread> = {}, members: readonly AccountActor[] = [this.ann]): Thread {
    const ids = { id: this.ids.next(), guildId: this.guildId, parentId: this.channelId, ownerId: this.ann.userId };
    const thread = aThread({ ...ids, ...(changes.type === 'private' && { memberIds: [] }), ...changes });
    this.threads.put(thread);
    this.messages.open(thread.id);
    for (const { userId } of members) this.threads.join({ threadId: thread.id, userId, joinedAtMs: 0 });
    return thread;
  }

  /** What is stored of a thread now. */
  stored(threadId: Id): Thread | undefined {
    return this.guilds.threads.get(threadId);
  }

  eventTypes(): readonly string[] {
    return this.uow.events.map((event) => event.type);
  }
}

/** The storage ports of threads with what a contract suite needs beside them. */
export interface ThreadStorage {
  readonly uow: UnitOfWork;
  readonly repository: ThreadRepository;
  readonly reader: ThreadReader;
  nextId(): Id;
  /** A guild with a text channel; its owner's id. */
  addGuild(): Promise<{ guildId: Id; channelId: Id; ownerId: Id }>;
  addMember(guildId: Id): Promise<Id>;
  addMessage(channelId: Id): Promise<Id>;
  flagsOf(channelId: Id, messageId: Id): Promise<number>;
  close(): Promise<void>;
}

export async function fakeThreadStorage(): Promise<ThreadStorage> {
  const world = new ThreadsWorld();
  const { ids, uow, repository, reader, guilds, messages } = world;
  return {
    ...{ uow, repository, reader, nextId: () => ids.next() },
    addGuild: async () => {
      const [guildId, channelId, ownerId] = [ids.next(), ids.next(), ids.next()];
      guilds.addGuild(guildId, ownerId);
      guilds.addChannel(guildId, { id: channelId });
      messages.open(channelId);
      return { guildId, channelId, ownerId };
    },
    addMember: async (guildId) => guilds.addMember(guildId, ids.next()).userId,
    addMessage: async (channelId) => {
      const message = aMessage((messages.headSeq(channelId) ?? 0) + 1, { id: ids.next(), channelId });
      messages.put(message);
      return message.id;
    },
    flagsOf: async (channelId, messageId) =>
      messages.of(channelId)?.find((message) => message.id === messageId)?.flags ?? 0,
    close: async () => undefined,
  };
}

export async function databaseThreadStorage(): Promise<ThreadStorage> {
  const database = await openTestDatabase();
  const { dataSource } = await database.open();
  const logger = new SilentLogger();
  const context = new TransactionContext(dataSource);
  const reader = new TypeOrmThreadReader(context);
  const rows = new GuildRows(dataSource);
  return {
    ...{ reader, repository: new TypeOrmThreadRepository(context, reader), nextId: () => rows.nextId() },
    uow: new TypeOrmUnitOfWork(dataSource, context, new InProcessEventBus(logger), new InvalidationHub(logger)),
    addGuild: async () => {
      const { guildId, ownerId } = await rows.guildWithOwner();
      return { guildId, ownerId, channelId: await rows.channel(guildId) };
    },
    addMember: (guildId) => rows.newMember(guildId),
    addMessage: async (channelId) => {
      const id = rows.nextId();
      await dataSource.query(
        `WITH head AS (UPDATE channels SET head_seq = head_seq + 1, head_id = $2 WHERE id = $1 RETURNING head_seq)
         INSERT INTO messages (channel_id, id, seq, kind, content) SELECT $1, $2, head_seq, 'text', 'hello' FROM head`,
        [channelId, id],
      );
      return id;
    },
    flagsOf: async (channelId, messageId) => {
      const [row] = await dataSource.query<{ flags: number }[]>(
        'SELECT flags FROM messages WHERE channel_id = $1 AND id = $2',
        [channelId, messageId],
      );
      return row.flags;
    },
    close: () => database.close(),
  };
}
