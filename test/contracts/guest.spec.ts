import {
  CACHED_GUESTS_MAX,
  TypeOrmGuestDirectory,
} from '../../src/infrastructure/persistence/identity/typeorm-guest-directory';
import { TransactionContext } from '../../src/infrastructure/persistence/transaction-context';
import { PostgresQueryRunner } from 'typeorm/driver/postgres/PostgresQueryRunner';
import { type DatabaseRoomStorage, databaseStorage, fakeStorage, type RoomStorage } from '../builders/rooms-storage';

/** Knows every guest, and keeps nothing of the many calls but their number. */
class CountingContext extends TransactionContext {
  queries = 0;

  override async query<Result>(): Promise<Result> {
    this.queries += 1;
    return [{ id: '1' }] as Result;
  }
}

let database: DatabaseRoomStorage;
beforeAll(async () => {
  database = await databaseStorage();
});
afterAll(() => database?.close());

describe.each([
  ['fake', fakeStorage],
  ['TypeORM', async (): Promise<RoomStorage> => database],
])('GuestDirectory (%s)', (_name, open: () => Promise<RoomStorage>) => {
  let storage: RoomStorage;
  beforeAll(async () => {
    storage = await open();
  });

  it('stores a guest once, whoever asks and however often', async () => {
    const ids = await Promise.all(Array.from({ length: 20 }, () => storage.guests.ensure('用户 😀')));

    expect(new Set(ids).size).toBe(1);
    expect(await storage.guests.ensure('用户 😀')).toBe(ids[0]);
    expect(await storage.guests.ensure('用户')).not.toBe(ids[0]);
  });

  it('tells accounts from guests and from nonsense', async () => {
    const account = await storage.addAccount();
    const guest = await storage.guests.ensure('a guest');

    expect(await storage.guests.isAccountId(account)).toBe(true);
    for (const key of [guest, 'a guest', '', '-1', '1e3', '99999999999999999999', `${account} `]) {
      expect(await storage.guests.isAccountId(key)).toBe(false);
    }
  });
});

describe('TypeOrmGuestDirectory', () => {
  let storage: DatabaseRoomStorage;
  beforeAll(() => {
    storage = database;
  });
  afterEach(() => jest.restoreAllMocks());

  it('gives the same id in every process', async () => {
    const directories = Array.from({ length: 4 }, () => storage.anotherProcess().guests);
    const ids = await Promise.all(directories.map((guests) => guests.ensure('shared')));

    expect(new Set(ids).size).toBe(1);
  });

  it('asks the database once for a guest it knows', async () => {
    await storage.guests.ensure('known');
    const query = jest.spyOn(PostgresQueryRunner.prototype, 'query');
    await storage.guests.ensure('known');

    expect(query).not.toHaveBeenCalled();
  });

  it('remembers nobody whose transaction was rolled back', async () => {
    const work = storage.uow.run(async () => {
      await storage.guests.ensure('undone');
      throw new Error('rolled back');
    });
    await expect(work).rejects.toThrow('rolled back');
    const id = await storage.guests.ensure('undone');

    const rows = await storage.dataSource.query<unknown[]>('SELECT FROM users WHERE id = $1', [id]);
    expect(rows).toHaveLength(1);
  });

  it('keeps a bounded number of guests in memory', async () => {
    const context = new CountingContext(storage.dataSource);
    const guests = new TypeOrmGuestDirectory(context, storage.ids);
    await guests.ensure('first');
    for (let count = 0; count < CACHED_GUESTS_MAX; count += 1) await guests.ensure(`guest ${count}`);
    await guests.ensure(`guest ${CACHED_GUESTS_MAX - 1}`);
    expect(context.queries).toBe(CACHED_GUESTS_MAX + 1);
    await guests.ensure('first');

    expect(context.queries).toBe(CACHED_GUESTS_MAX + 2);
  });
});
