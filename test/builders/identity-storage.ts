import type { DataSource } from 'typeorm';
import type { UserDirectory } from '../../src/application/identity';
import type { PeopleReader } from '../../src/application/identity/people.reader';
import type { AccountRepository } from '../../src/application/identity/account.repository';
import type { ApplicationRepository } from '../../src/application/identity/application.repository';
import type { AuthSessionRepository } from '../../src/application/identity/auth-session.repository';
import type { UnitOfWork } from '../../src/application/shared/unit-of-work';
import { InProcessEventBus } from '../../src/infrastructure/events/in-process-event-bus';
import { TypeOrmAccountRepository } from '../../src/infrastructure/persistence/identity/typeorm-account.repository';
import { TypeOrmApplicationRepository } from '../../src/infrastructure/persistence/identity/typeorm-application.repository';
import { TypeOrmAuthSessionRepository } from '../../src/infrastructure/persistence/identity/typeorm-auth-session.repository';
import { TypeOrmPeopleReader } from '../../src/infrastructure/persistence/identity/typeorm-people.reader';
import { TypeOrmUserDirectory } from '../../src/infrastructure/persistence/identity/typeorm-user-directory';
import { InvalidationHub } from '../../src/infrastructure/persistence/invalidation-hub';
import { TransactionContext } from '../../src/infrastructure/persistence/transaction-context';
import { TypeOrmUnitOfWork } from '../../src/infrastructure/persistence/typeorm-unit-of-work';
import type { Id } from '../../src/shared/ids';
import {
  FakeAccountRepository,
  FakeApplicationRepository,
  FakeAuthSessionRepository,
  StoredPeopleReader,
  StoredUserDirectory,
  StoredUsers,
} from '../fakes/identity-storage';
import { SilentLogger } from '../fakes/rooms-log';
import { FakeUnitOfWork, ManualClock, SequentialIds } from '../fakes/rooms-platform';
import { openTestDatabase } from '../support/database';

/** The storage ports of accounts with what a contract suite needs beside them. */
export interface IdentityStorage {
  readonly clock: ManualClock;
  readonly ids: SequentialIds;
  readonly uow: UnitOfWork;
  readonly accounts: AccountRepository;
  readonly sessions: AuthSessionRepository;
  readonly applications: ApplicationRepository;
  readonly users: UserDirectory;
  readonly people: PeopleReader;
}

export async function fakeIdentityStorage(): Promise<IdentityStorage> {
  const clock = new ManualClock();
  const stored = new StoredUsers();
  return {
    clock,
    ids: new SequentialIds(clock),
    uow: new FakeUnitOfWork(),
    accounts: new FakeAccountRepository(stored),
    sessions: new FakeAuthSessionRepository(),
    applications: new FakeApplicationRepository(stored),
    users: new StoredUserDirectory(stored),
    people: new StoredPeopleReader(stored),
  };
}

export interface DatabaseIdentityStorage extends IdentityStorage {
  readonly dataSource: DataSource;
  readonly invalidations: InvalidationHub;
  close(): Promise<void>;
}

export async function databaseIdentityStorage(): Promise<DatabaseIdentityStorage> {
  const database = await openTestDatabase();
  const { dataSource } = await database.open();
  const clock = new ManualClock();
  const logger = new SilentLogger();
  const context = new TransactionContext(dataSource);
  const invalidations = new InvalidationHub(logger);
  return {
    ...{ dataSource, clock, invalidations },
    ids: new SequentialIds(clock),
    uow: new TypeOrmUnitOfWork(dataSource, context, new InProcessEventBus(logger), invalidations),
    accounts: new TypeOrmAccountRepository(context),
    sessions: new TypeOrmAuthSessionRepository(context),
    applications: new TypeOrmApplicationRepository(context),
    users: new TypeOrmUserDirectory(context, invalidations),
    people: new TypeOrmPeopleReader(context),
    close: () => database.close(),
  };
}

let names = 0;
/** One that nobody has. */
export function newName(): string {
  names += 1;
  return `person${names}`;
}

/** Stores a person and returns its id. */
export async function storePerson(storage: IdentityStorage, username: string): Promise<Id> {
  const userId = storage.ids.next();
  const account = { userId, username, email: `${username}@example.org`, passwordHash: `hash of ${username}` };
  await storage.uow.run(() => storage.accounts.insert({ ...account, createdAtMs: storage.clock.nowMs() }));
  return userId;
}
