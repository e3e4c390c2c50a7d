import type {
  MessageReader,
  MessageRepository,
  MessageWriter,
  ReactionReader,
  ReactionRepository,
  ReadStates,
} from '../../src/application/messaging';
import type { IdGenerator } from '../../src/application/shared/id-generator';
import type { UnitOfWork } from '../../src/application/shared/unit-of-work';
import { InProcessEventBus } from '../../src/infrastructure/events/in-process-event-bus';
import { TypeOrmReactionReader } from '../../src/infrastructure/persistence/messaging/typeorm-reaction.reader';
import { TypeOrmReactionRepository } from '../../src/infrastructure/persistence/messaging/typeorm-reaction.repository';
import { TypeOrmReadStates } from '../../src/infrastructure/persistence/messaging/typeorm-read-states';
import type { Id } from '../../src/shared/ids';
import { FakeMessageReader, FakeMessageRepository, FakeMessages, FakeMessageWriter } from '../fakes/messaging';
import { FakeReactionReader, FakeReactions } from '../fakes/reactions';
import { FakeReadStates } from '../fakes/read-states';
import { SilentLogger } from '../fakes/rooms-log';
import { FakeUnitOfWork, ManualClock, SequentialIds } from '../fakes/rooms-platform';
import type { TestDatabase } from '../support/database';
import { type MessageStorage, messageStorage } from './message-storage';

/** Messages and what hangs on them, in memory or in a database. */
export interface MessageParts {
  readonly clock: ManualClock;
  readonly ids: IdGenerator;
  readonly uow: UnitOfWork;
  readonly writer: MessageWriter;
  readonly reader: MessageReader;
  readonly repository: MessageRepository;
  readonly reactions: ReactionRepository;
  readonly reactionReader: ReactionReader;
  readonly readStates: ReadStates;
  channel(): Promise<Id>;
}

export interface FakeParts extends MessageParts {
  readonly messages: FakeMessages;
}

export function fakeParts(): FakeParts {
  const clock = new ManualClock();
  const ids = new SequentialIds(clock);
  const messages = new FakeMessages();
  const uow = new FakeUnitOfWork();
  const reactions = new FakeReactions(messages, uow);
  return {
    ...{ clock, ids, uow, reactions, messages },
    writer: new FakeMessageWriter(messages, ids, new InProcessEventBus(new SilentLogger())),
    reader: new FakeMessageReader(messages),
    repository: new FakeMessageRepository(messages, uow),
    reactionReader: new FakeReactionReader(reactions),
    readStates: new FakeReadStates(messages),
    channel: async () => {
      const id = ids.next();
      messages.open(id);
      return id;
    },
  };
}

export interface StoredParts extends MessageParts {
  readonly storage: MessageStorage;
}

export async function storedParts(database: TestDatabase): Promise<StoredParts> {
  const storage = await messageStorage(database);
  const { clock, ids, uow, writer, reader, repository, context } = storage;
  return {
    ...{ storage, clock, ids, uow, writer, reader, repository },
    reactions: new TypeOrmReactionRepository(context),
    reactionReader: new TypeOrmReactionReader(context),
    readStates: new TypeOrmReadStates(context, clock),
    channel: () => storage.channel(),
  };
}
