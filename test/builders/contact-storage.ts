import type { DataSource } from 'typeorm';
import type { UserDirectory } from '../../src/application/identity';
import type { Acquaintances } from '../../src/application/messaging/contacts/acquaintances';
import type { BlockRepository } from '../../src/application/messaging/contacts/block.repository';
import type { FriendReader } from '../../src/application/messaging/contacts/friend.reader';
import type { FriendshipRepository } from '../../src/application/messaging/contacts/friendship.repository';
import type { NotificationReader } from '../../src/application/messaging/notifications/notification.reader';
import type { NotificationRepository } from '../../src/application/messaging/notifications/notification.repository';
import type { UnitOfWork } from '../../src/application/shared/unit-of-work';
import { InProcessEventBus } from '../../src/infrastructure/events/in-process-event-bus';
import { TypeOrmUserDirectory } from '../../src/infrastructure/persistence/identity/typeorm-user-directory';
import { InvalidationHub } from '../../src/infrastructure/persistence/invalidation-hub';
import { TypeOrmAcquaintances } from '../../src/infrastructure/persistence/messaging/typeorm-acquaintances';
import { TypeOrmBlockRepository } from '../../src/infrastructure/persistence/messaging/typeorm-block.repository';
import {
  TypeOrmFriendReader,
  TypeOrmFriendshipRepository,
} from '../../src/infrastructure/persistence/messaging/typeorm-friendships';
import {
  TypeOrmNotificationReader,
  TypeOrmNotificationRepository,
} from '../../src/infrastructure/persistence/messaging/typeorm-notifications';
import { TransactionContext } from '../../src/infrastructure/persistence/transaction-context';
import { TypeOrmUnitOfWork } from '../../src/infrastructure/persistence/typeorm-unit-of-work';
import type { Id } from '../../src/shared/ids';
import { FakeAcquaintances, FakeBlockRepository, FakeFriendReader, FakeFriendshipRepository } from '../fakes/contacts';
import { FakeUserDirectory } from '../fakes/direct-channels';
import { FakeNotificationReader, FakeNotificationRepository } from '../fakes/notifications';
import { SilentLogger } from '../fakes/rooms-log';
import { FakeUnitOfWork, ManualClock, SequentialIds } from '../fakes/rooms-platform';
import { openTestDatabase } from '../support/database';
import { GuildRows } from './guilds';

/** What friends, blocks and inboxes are kept in. */
export interface ContactStorage {
  readonly uow: UnitOfWork;
  readonly users: UserDirectory;
  readonly friendships: FriendshipRepository;
  readonly friends: FriendReader;
  readonly blocks: BlockRepository;
  readonly acquaintances: Acquaintances;
  readonly notifications: NotificationRepository;
  readonly inboxes: NotificationReader;
  nextId(): Id;
  /** Ascending. */
  addUsers(count: number): Promise<readonly Id[]>;
  /** A group of these people. */
  addGroup(memberIds: readonly Id[], isDissolved?: boolean): Promise<void>;
  close(): Promise<void>;
}

export async function fakeContactStorage(): Promise<ContactStorage> {
  const ids = new SequentialIds(new ManualClock());
  const [uow, users] = [new FakeUnitOfWork(), new FakeUserDirectory()];
  const [friendships, notifications] = [new FakeFriendshipRepository(uow), new FakeNotificationRepository(uow)];
  const acquaintances = new FakeAcquaintances(friendships);
  return {
    ...{ uow, users, friendships, friends: new FakeFriendReader(friendships), blocks: new FakeBlockRepository(uow) },
    ...{ acquaintances, notifications, inboxes: new FakeNotificationReader(notifications) },
    nextId: () => ids.next(),
    addUsers: async (count) => Array.from({ length: count }, () => users.add(ids.next()).id),
    addGroup: async (memberIds, isDissolved = false) => {
      if (isDissolved) return;
      for (const one of memberIds) for (const other of memberIds) acquaintances.introduce(one, other);
    },
    close: async () => undefined,
  };
}

export interface StoredContacts extends ContactStorage {
  readonly dataSource: DataSource;
  readonly context: TransactionContext;
  readonly invalidations: InvalidationHub;
  readonly bus: InProcessEventBus;
}

export async function databaseContactStorage(): Promise<StoredContacts> {
  const database = await openTestDatabase();
  const { dataSource } = await database.open();
  const [logger, context, rows] = [new SilentLogger(), new TransactionContext(dataSource), new GuildRows(dataSource)];
  const [invalidations, bus] = [new InvalidationHub(logger), new InProcessEventBus(logger)];
  return {
    ...{ dataSource, context, invalidations, bus, uow: new TypeOrmUnitOfWork(dataSource, context, bus, invalidations) },
    users: new TypeOrmUserDirectory(context, invalidations),
    ...{ friendships: new TypeOrmFriendshipRepository(context), friends: new TypeOrmFriendReader(context) },
    ...{ blocks: new TypeOrmBlockRepository(context), acquaintances: new TypeOrmAcquaintances(context) },
    notifications: new TypeOrmNotificationRepository(context),
    inboxes: new TypeOrmNotificationReader(context),
    nextId: () => rows.nextId(),
    addUsers: (count) => rows.users(count),
    addGroup: async (memberIds, isDissolved = false) => {
      const groupId = rows.nextId();
      const closedAt = isDissolved ? new Date() : null;
      await dataSource.query(`INSERT INTO channels (id, kind, name, closed_at) VALUES ($1, 'group', 'test', $2)`, [
        groupId,
        closedAt,
      ]);
      await dataSource.query('INSERT INTO direct_channels (channel_id) VALUES ($1)', [groupId]);
      await dataSource.query(
        `INSERT INTO channel_recipients (channel_id, user_id, joined_at) SELECT $1, id, now() FROM unnest($2::bigint[]) id`,
        [groupId, memberIds],
      );
    },
    close: () => database.close(),
  };
}
