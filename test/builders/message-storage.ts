import { Client } from 'pg';
import type { DataSource } from 'typeorm';
import type { MessageReader, MessageRepository, MessageWriter, NewMessage } from '../../src/application/messaging';
import type { Clock } from '../../src/application/shared/clock';
import { IdGenerator } from '../../src/application/shared/id-generator';
import type { UnitOfWork } from '../../src/application/shared/unit-of-work';
import type { MessageAuthor } from '../../src/domain/messaging';
import { InProcessEventBus } from '../../src/infrastructure/events/in-process-event-bus';
import { TypeOrmGuestDirectory } from '../../src/infrastructure/persistence/identity/typeorm-guest-directory';
import { InvalidationHub } from '../../src/infrastructure/persistence/invalidation-hub';
import { TypeOrmMessageWriter } from '../../src/infrastructure/persistence/messaging/typeorm-message-writer';
import { TypeOrmMessageReader } from '../../src/infrastructure/persistence/messaging/typeorm-message.reader';
import { TypeOrmMessageRepository } from '../../src/infrastructure/persistence/messaging/typeorm-message.repository';
import { PreparedQueries } from '../../src/infrastructure/persistence/prepared-queries';
import { TransactionContext } from '../../src/infrastructure/persistence/transaction-context';
import { TypeOrmUnitOfWork } from '../../src/infrastructure/persistence/typeorm-unit-of-work';
import { SnowflakeSequence } from '../../src/infrastructure/time/snowflake-sequence';
import { assert } from '../../src/shared/assert';
import type { DomainEvent } from '../../src/shared/events';
import type { Id } from '../../src/shared/ids';
import { SilentLogger, SilentMetrics } from '../fakes/rooms-log';
import { ManualClock } from '../fakes/rooms-platform';
import { counted, isBackground } from '../support/background-work';
import type { TestDatabase } from '../support/database';

/** Ids as a process with this worker number and clock makes them. */
export class WorkerIds extends IdGenerator {
  private readonly sequence = new SnowflakeSequence();

  constructor(
    private readonly workerNumber: number,
    private readonly clock: Clock,
  ) {
    super();
  }

  next(after?: Id): Id {
    const id = this.sequence.next(this.workerNumber, this.clock.nowMs(), Number.MAX_SAFE_INTEGER, after);
    assert(id !== undefined, 'a sequence without a reservation always has an id');
    return id;
  }
}

/** A row as it lies in the table, tombstones included. */
export interface StoredMessage {
  readonly id: Id;
  readonly seq: number;
  readonly content: string;
  readonly nonce: string | null;
  readonly isDeleted: boolean;
}

/** The message store as one process has it. */
export interface MessageStorage {
  readonly dataSource: DataSource;
  readonly context: TransactionContext;
  readonly clock: ManualClock;
  readonly ids: IdGenerator;
  readonly bus: InProcessEventBus;
  readonly invalidations: InvalidationHub;
  readonly metrics: SilentMetrics;
  readonly uow: UnitOfWork;
  readonly writer: MessageWriter;
  readonly reader: MessageReader;
  readonly repository: MessageRepository;
  channel(): Promise<Id>;
  /** In the running transaction, when there is one. */
  closeChannel(channelId: Id): Promise<void>;
  author(externalId: string): Promise<MessageAuthor>;
  /** Everything in the channel's table, in `seq` order. */
  stored(channelId: Id): Promise<StoredMessage[]>;
}

/** One more process on the database: its own pool, worker number and clock. */
export async function messageStorage(
  database: TestDatabase,
  { workerNumber = 1, clock = new ManualClock(), poolSize = 10 } = {},
): Promise<MessageStorage> {
  const { dataSource } = await database.open({ poolSize });
  const logger = new SilentLogger();
  const metrics = new SilentMetrics();
  const bus = new InProcessEventBus(logger);
  const invalidations = new InvalidationHub(logger);
  const context = new TransactionContext(dataSource);
  const ids = new WorkerIds(workerNumber, clock);
  const prepared = new PreparedQueries(dataSource);
  const guests = new TypeOrmGuestDirectory(context, ids);
  return {
    ...{ dataSource, context, clock, ids, bus, invalidations, metrics },
    uow: new TypeOrmUnitOfWork(dataSource, context, bus, invalidations),
    writer: new TypeOrmMessageWriter(dataSource, prepared, context, ids, clock, bus, metrics),
    reader: new TypeOrmMessageReader(context),
    repository: new TypeOrmMessageRepository(context),
    channel: async () => {
      const id = ids.next();
      await dataSource.query(`INSERT INTO channels (id, kind, name) VALUES ($1, 'room', 'test')`, [id]);
      return id;
    },
    closeChannel: async (channelId) => {
      await context.manager.query('UPDATE channels SET closed_at = now() WHERE id = $1', [channelId]);
    },
    author: async (externalId) => ({
      userId: await guests.ensure(externalId),
      externalId,
      name: `nick of ${externalId}`,
    }),
    stored: (channelId) => storedMessages(dataSource, channelId),
  };
}

async function storedMessages(dataSource: DataSource, channelId: Id): Promise<StoredMessage[]> {
  const rows = await dataSource.query<
    { id: Id; seq: string; content: string; nonce: string | null; deleted_at: Date | null }[]
  >('SELECT id, seq, content, nonce, deleted_at FROM messages WHERE channel_id = $1 ORDER BY seq', [channelId]);
  return rows.map(({ id, seq, content, nonce, deleted_at }) => ({
    ...{ id, content, nonce },
    seq: Number(seq),
    isDeleted: deleted_at !== null,
  }));
}

export const aMessage = (channelId: Id, changes: Partial<NewMessage> = {}): NewMessage => ({
  channelId,
  kind: 'text',
  byAdmin: false,
  content: 'hello',
  ...changes,
});

/** Events of these types, as they are published. */
export function recordEvents(bus: InProcessEventBus, ...types: string[]): DomainEvent[] {
  const events: DomainEvent[] = [];
  for (const type of types) bus.subscribe<DomainEvent>(type, (event) => void events.push(event));
  return events;
}

/** The texts of all statements that any connection is given while `work` runs, but for those of background work. */
export async function statementsOf(work: () => Promise<unknown>): Promise<string[]> {
  const texts: string[] = [];
  const { query } = Client.prototype;
  const spy = jest.spyOn(Client.prototype, 'query').mockImplementation(function (this: Client, ...args: unknown[]) {
    if (!isBackground()) texts.push(textOf(args[0]));
    return Reflect.apply(query, this, args) as ReturnType<typeof query>;
  });
  try {
    await counted(work);
    return texts;
  } finally {
    spy.mockRestore();
  }
}

function textOf(query: unknown): string {
  if (typeof query === 'string') return query;
  const text: unknown = typeof query === 'object' && query !== null ? Reflect.get(query, 'text') : undefined;
  return typeof text === 'string' ? text : '';
}
