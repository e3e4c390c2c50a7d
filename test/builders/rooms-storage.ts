import type { DataSource } from 'typeorm';
import type { GuestDirectory } from '../../src/application/identity';
import type { RoomReader } from '../../src/application/rooms/room.reader';
import type { RoomRepository } from '../../src/application/rooms/room.repository';
import type { SanctionRepository } from '../../src/application/rooms/sanction.repository';
import type { VisitLog } from '../../src/application/rooms/visit-log';
import type { UnitOfWork } from '../../src/application/shared/unit-of-work';
import { InProcessEventBus } from '../../src/infrastructure/events/in-process-event-bus';
import { TypeOrmGuestDirectory } from '../../src/infrastructure/persistence/identity/typeorm-guest-directory';
import { InvalidationHub } from '../../src/infrastructure/persistence/invalidation-hub';
import { TypeOrmRoomReader } from '../../src/infrastructure/persistence/rooms/typeorm-room.reader';
import { TypeOrmRoomRepository } from '../../src/infrastructure/persistence/rooms/typeorm-room.repository';
import { TypeOrmSanctionRepository } from '../../src/infrastructure/persistence/rooms/typeorm-sanction.repository';
import { TypeOrmVisitLog } from '../../src/infrastructure/persistence/rooms/typeorm-visit-log';
import { TransactionContext } from '../../src/infrastructure/persistence/transaction-context';
import { TypeOrmUnitOfWork } from '../../src/infrastructure/persistence/typeorm-unit-of-work';
import { RandomProcessIdentity } from '../../src/infrastructure/security/random-process-identity';
import type { Id } from '../../src/shared/ids';
import { SilentLogger, SilentMetrics } from '../fakes/rooms-log';
import { ManualClock, SequentialIds } from '../fakes/rooms-platform';
import { FakeVisitLog, type StoredVisit } from '../fakes/rooms-storage';
import { RoomsWorld } from '../fakes/rooms-world';
import { openTestDatabase } from '../support/database';

/** The storage ports of the rooms with what a contract suite needs beside them. */
export interface RoomStorage {
  readonly clock: ManualClock;
  readonly ids: SequentialIds;
  readonly uow: UnitOfWork;
  readonly rooms: RoomRepository;
  readonly reader: RoomReader;
  readonly sanctions: SanctionRepository;
  readonly guests: GuestDirectory;
  readonly visits: VisitLog;
  /** Stores an account and returns its id. */
  addAccount(): Promise<Id>;
  /** All visits of a room, in the order of their ids. */
  visitsOf(roomId: Id): Promise<readonly StoredVisit[]>;
}

export async function fakeStorage(): Promise<RoomStorage> {
  const { clock, ids, uow, rooms, reader, sanctions, guests } = new RoomsWorld();
  const visits = new FakeVisitLog(rooms);
  return {
    ...{ clock, ids, uow, rooms, reader, sanctions, guests, visits },
    addAccount: async () => {
      const id = ids.next();
      guests.accounts.add(id);
      return id;
    },
    visitsOf: async (roomId) => [...visits.visits.values()].filter((visit) => visit.roomId === roomId),
  };
}

export interface DatabaseRoomStorage extends RoomStorage {
  readonly context: TransactionContext;
  readonly dataSource: DataSource;
  readonly processId: string;
  /** The same storage as another process on the database sees it. */
  anotherProcess(): DatabaseRoomStorage;
  close(): Promise<void>;
}

export async function databaseStorage(): Promise<DatabaseRoomStorage> {
  const database = await openTestDatabase();
  const { dataSource } = await database.open();
  const clock = new ManualClock();
  return storageOn(dataSource, clock, new SequentialIds(clock), () => database.close());
}

function storageOn(
  dataSource: DataSource,
  clock: ManualClock,
  ids: SequentialIds,
  close: () => Promise<void>,
): DatabaseRoomStorage {
  const logger = new SilentLogger();
  const context = new TransactionContext(dataSource);
  const identity = new RandomProcessIdentity();
  return {
    ...{ dataSource, context, clock, ids, processId: identity.processId },
    uow: new TypeOrmUnitOfWork(dataSource, context, new InProcessEventBus(logger), new InvalidationHub(logger)),
    rooms: new TypeOrmRoomRepository(context),
    reader: new TypeOrmRoomReader(context),
    sanctions: new TypeOrmSanctionRepository(context, clock),
    guests: new TypeOrmGuestDirectory(context, ids),
    visits: new TypeOrmVisitLog(dataSource, context, identity, new SilentMetrics()),
    addAccount: () => addAccount(dataSource, ids.next()),
    visitsOf: (roomId) => visitsOf(dataSource, roomId),
    anotherProcess: () => storageOn(dataSource, clock, ids, async () => undefined),
    close,
  };
}

async function addAccount(dataSource: DataSource, id: Id): Promise<Id> {
  await dataSource.query(`INSERT INTO users (id, kind, username) VALUES ($1, 'human', 'somebody')`, [id]);
  return id;
}

interface SelectedVisit {
  id: Id;
  channel_id: Id;
  user_key: string;
  joined_at: Date;
  left_at: Date | null;
  closed_seq: string | null;
}

async function visitsOf(dataSource: DataSource, roomId: Id): Promise<readonly StoredVisit[]> {
  const rows = await dataSource.query<SelectedVisit[]>(
    'SELECT id, channel_id, user_key, joined_at, left_at, closed_seq FROM room_visits WHERE channel_id = $1 ORDER BY id',
    [roomId],
  );
  return rows.map((row) => ({
    id: row.id,
    roomId: row.channel_id,
    userKey: row.user_key,
    joinedAtMs: row.joined_at.getTime(),
    ...(row.left_at && { leftAtMs: row.left_at.getTime() }),
    ...(row.closed_seq !== null && { closedSeq: Number(row.closed_seq) }),
  }));
}
