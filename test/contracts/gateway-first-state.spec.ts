import type { FirstStateReader } from '../../src/application/realtime';
import { TypeOrmFirstStateReader } from '../../src/infrastructure/persistence/realtime/typeorm-first-state.reader';
import { TransactionContext } from '../../src/infrastructure/persistence/transaction-context';
import type { Id } from '../../src/shared/ids';
import { GuildRows } from '../builders/guilds';
import { FakeFirstStateReader } from '../fakes/gateway-feed';
import { FakeGuildReader } from '../fakes/guilds-reader';
import { ManualClock, SequentialIds } from '../fakes/rooms-platform';
import { openTestDatabase } from '../support/database';

interface Storage {
  readonly reader: FirstStateReader;
  /** A guild with its owner and so many members more. */
  addGuild(others: number): Promise<Id>;
  close(): Promise<void>;
}

async function fakeStorage(): Promise<Storage> {
  const guilds = new FakeGuildReader();
  const ids = new SequentialIds(new ManualClock());
  return {
    reader: new FakeFirstStateReader(guilds),
    addGuild: async (others) => {
      const guildId = ids.next();
      guilds.addGuild(guildId, ids.next());
      for (let count = 0; count < others; count += 1) guilds.addMember(guildId, ids.next());
      return guildId;
    },
    close: async () => undefined,
  };
}

async function databaseStorage(): Promise<Storage> {
  const database = await openTestDatabase();
  const { dataSource } = await database.open();
  const rows = new GuildRows(dataSource);
  return {
    reader: new TypeOrmFirstStateReader(new TransactionContext(dataSource)),
    addGuild: async (others) => {
      const { guildId } = await rows.guildWithOwner();
      await rows.members(guildId, await rows.users(others));
      return guildId;
    },
    close: () => database.close(),
  };
}

describe.each([
  ['fake', fakeStorage],
  ['TypeORM', databaseStorage],
])('FirstStateReader (%s)', (_name, open: () => Promise<Storage>) => {
  let storage: Storage;
  beforeAll(async () => {
    storage = await open();
  });
  afterAll(() => storage?.close());

  it('finds all members of guilds that are small enough, and nobody of the others', async () => {
    const [small, exact, large] = [await storage.addGuild(1), await storage.addGuild(2), await storage.addGuild(3)];

    const members = await storage.reader.membersOfSmall([small, exact, large], 3);

    expect(members.map(({ guildId }) => guildId)).toEqual([small, small, exact, exact, exact]);
    expect(members[0]).toMatchObject({ userId: expect.any(String), roleIds: [], joinedAtMs: expect.any(Number) });
  });

  it('finds nobody of no guild', async () => {
    expect(await storage.reader.membersOfSmall([], 3)).toEqual([]);
    expect(await storage.reader.membersOfSmall(['1'], 3)).toEqual([]);
  });
});
