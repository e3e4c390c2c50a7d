import type { MutualGuilds } from '../../src/application/guilds';
import type { DirectChannelReader, DirectChannelRepository } from '../../src/application/messaging';
import type { UnitOfWork } from '../../src/application/shared/unit-of-work';
import { type DirectChannel, pairOf } from '../../src/domain/messaging';
import { InProcessEventBus } from '../../src/infrastructure/events/in-process-event-bus';
import { TypeOrmMutualGuilds } from '../../src/infrastructure/persistence/guilds/typeorm-mutual-guilds';
import { InvalidationHub } from '../../src/infrastructure/persistence/invalidation-hub';
import {
  TypeOrmDirectChannelReader,
  TypeOrmDirectChannelRepository,
} from '../../src/infrastructure/persistence/messaging/typeorm-direct-channels';
import { TransactionContext } from '../../src/infrastructure/persistence/transaction-context';
import { TypeOrmUnitOfWork } from '../../src/infrastructure/persistence/typeorm-unit-of-work';
import type { Id } from '../../src/shared/ids';
import { GuildRows } from '../builders/guilds';
import { FakeDirectChannelReader, FakeDirectChannelRepository, FakeMutualGuilds } from '../fakes/direct-channels';
import { SilentLogger } from '../fakes/rooms-log';
import { FakeUnitOfWork, ManualClock, SequentialIds } from '../fakes/rooms-platform';
import { describeWithPostgres, openTestDatabase } from '../support/database';

interface DirectStorage {
  readonly uow: UnitOfWork;
  readonly reader: DirectChannelReader;
  readonly repository: DirectChannelRepository;
  readonly guilds: MutualGuilds;
  nextId(): Id;
  addUser(): Promise<Id>;
  /** Two who share a guild when `together`. */
  addPair(together: boolean): Promise<readonly [Id, Id]>;
  say(channelId: Id, messageId: Id): Promise<void>;
  close(): Promise<void>;
}

async function fakeStorage(): Promise<DirectStorage> {
  const ids = new SequentialIds(new ManualClock());
  const [uow, reader, guilds] = [new FakeUnitOfWork(), new FakeDirectChannelReader(), new FakeMutualGuilds()];
  return {
    ...{ uow, reader, guilds, repository: new FakeDirectChannelRepository(reader, uow), nextId: () => ids.next() },
    addUser: async () => ids.next(),
    addPair: async (together) => {
      const pair = [ids.next(), ids.next()] as const;
      if (!together) guilds.putApart(...pair);
      return pair;
    },
    say: async (channelId, lastMessageId) => {
      const channel = reader.channels.get(channelId);
      if (channel) reader.channels.set(channelId, { ...channel, lastMessageId });
    },
    close: async () => undefined,
  };
}

async function databaseStorage(): Promise<DirectStorage> {
  const database = await openTestDatabase();
  const { dataSource } = await database.open();
  const [logger, context, rows] = [new SilentLogger(), new TransactionContext(dataSource), new GuildRows(dataSource)];
  const reader = new TypeOrmDirectChannelReader(context);
  return {
    uow: new TypeOrmUnitOfWork(dataSource, context, new InProcessEventBus(logger), new InvalidationHub(logger)),
    ...{ reader, repository: new TypeOrmDirectChannelRepository(context, reader), nextId: () => rows.nextId() },
    guilds: new TypeOrmMutualGuilds(context),
    addUser: () => rows.user(),
    addPair: async (together) => {
      const { guildId, ownerId } = await rows.guildWithOwner();
      const { guildId: another } = await rows.guildWithOwner();
      const other = await rows.newMember(another);
      if (together) await rows.member(guildId, other);
      return [ownerId, other];
    },
    say: async (channelId, messageId) => {
      await dataSource.query('UPDATE channels SET head_seq = head_seq + 1, head_id = $2 WHERE id = $1', [
        channelId,
        messageId,
      ]);
    },
    close: () => database.close(),
  };
}

const ensure = (storage: DirectStorage, one: Id, other: Id): Promise<DirectChannel> =>
  storage.uow.run(() => storage.repository.ensure({ id: storage.nextId(), recipientIds: pairOf(one, other) }, 1_000));

describe.each([
  ['fake', fakeStorage],
  ['TypeORM', databaseStorage],
])('DirectChannelRepository, DirectChannelReader and MutualGuilds (%s)', (_name, open) => {
  let storage: DirectStorage;
  beforeAll(async () => {
    storage = await open();
  });
  afterAll(() => storage?.close());

  it('makes one conversation for two, in either order', async () => {
    const [one, other] = [await storage.addUser(), await storage.addUser()];
    const first = await ensure(storage, one, other);

    expect(first.recipientIds).toEqual([one, other]);
    expect(await ensure(storage, other, one)).toEqual(first);
    expect(await storage.reader.find(first.id)).toEqual(first);
    expect(await storage.reader.findPair(other, one)).toEqual(first);
    expect(await storage.reader.findPair(one, one)).toBeUndefined();
    expect(await storage.reader.find('77')).toBeUndefined();
    await expect(storage.repository.ensure(first, 1_000)).rejects.toThrow('unit of work');
  });

  it('lists the conversations of somebody, last used first', async () => {
    const [me, ann, bob, eve] = [
      await storage.addUser(),
      await storage.addUser(),
      await storage.addUser(),
      await storage.addUser(),
    ];
    const withAnn = await ensure(storage, me, ann);
    const withBob = await ensure(storage, me, bob);
    const withEve = await ensure(storage, eve, me);
    await ensure(storage, ann, bob);
    const messageId = storage.nextId();
    await storage.say(withAnn.id, messageId);

    expect(await storage.reader.ofUser(me, 10)).toEqual([{ ...withAnn, lastMessageId: messageId }, withEve, withBob]);
    expect(await storage.reader.ofUser(me, 1)).toHaveLength(1);
    expect(await storage.reader.ofUser('77', 10)).toEqual([]);
  });

  it('knows who shares a guild', async () => {
    const [together, apart] = [await storage.addPair(true), await storage.addPair(false)];

    expect(await storage.guilds.exist(...together)).toBe(true);
    expect(await storage.guilds.exist(together[1], together[0])).toBe(true);
    expect(await storage.guilds.exist(...apart)).toBe(false);
  });
});

describeWithPostgres('TypeOrmDirectChannelRepository with real concurrency', () => {
  it('makes one conversation of many that are opened at once', async () => {
    const storage = await databaseStorage();
    try {
      const [one, other] = [await storage.addUser(), await storage.addUser()];
      const opened = await Promise.all(Array.from({ length: 8 }, () => ensure(storage, one, other)));

      expect(new Set(opened.map((channel) => channel.id)).size).toBe(1);
    } finally {
      await storage.close();
    }
  });
});
