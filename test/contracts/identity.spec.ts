import { PostgresQueryRunner } from 'typeorm/driver/postgres/PostgresQueryRunner';
import type { Application } from '../../src/domain/identity';
import { CACHED_PROFILES_MAX } from '../../src/infrastructure/persistence/identity/typeorm-user-directory';
import type { Id } from '../../src/shared/ids';
import {
  databaseIdentityStorage,
  type DatabaseIdentityStorage,
  fakeIdentityStorage,
  type IdentityStorage,
  newName,
  storePerson,
} from '../builders/identity-storage';

let database: DatabaseIdentityStorage;
beforeAll(async () => {
  database = await databaseIdentityStorage();
});
afterAll(() => database?.close());

const storages: [string, () => Promise<IdentityStorage>][] = [
  ['fake', fakeIdentityStorage],
  ['TypeORM', async () => database],
];
const digestOf = (text: string): Uint8Array => Buffer.from(text.padEnd(32, '.'));

describe.each(storages)('AccountRepository and UserDirectory (%s)', (_name, open) => {
  let storage: IdentityStorage;
  beforeAll(async () => {
    storage = await open();
  });

  it('find an account by any name of it', async () => {
    const name = newName();
    const userId = await storePerson(storage, name);
    const credentials = { userId, passwordHash: `hash of ${name}` };

    for (const login of [
      { userId },
      { username: name.toUpperCase() },
      { username: name.replace('p', '\uff50') },
      { email: `${name}@EXAMPLE.org` },
    ]) {
      expect(await storage.accounts.findCredentials(login)).toEqual(credentials);
    }
    expect(await storage.uow.run(() => storage.accounts.lockCredentials(userId))).toEqual(credentials);
    for (const login of [{ userId: '1' }, { username: `${name}x` }, { email: name }, { username: '' }]) {
      expect(await storage.accounts.findCredentials(login)).toBeUndefined();
    }
  });

  it('show others everything but the address', async () => {
    const name = newName();
    const userId = await storePerson(storage, name);
    const profile = { id: userId, kind: 'human', username: name, isDeleted: false };

    expect(await storage.users.findOwn(userId)).toEqual({ ...profile, email: `${name}@example.org` });
    expect(await storage.users.find(userId)).toEqual(profile);
    expect(await storage.users.findMany([userId, userId, '1'])).toEqual(new Map([[userId, profile]]));
    for (const unknown of ['1', '0', 'x', '99999999999999999999']) {
      expect(await storage.users.find(unknown)).toBeUndefined();
      expect(await storage.users.findOwn(unknown)).toBeUndefined();
    }
  });

  it('refuse a name or an address that is taken, also in a change', async () => {
    const { accounts, uow, ids } = storage;
    const [name, other] = [newName(), newName()];
    await storePerson(storage, name);
    const otherId = await storePerson(storage, other);
    const account = { userId: ids.next(), passwordHash: 'x', createdAtMs: 0 };

    const sameName = { ...account, username: name.toUpperCase(), email: `${newName()}@example.org` };
    await expect(uow.run(() => accounts.insert(sameName))).rejects.toMatchObject({ code: 'username_taken' });
    const sameAddress = { ...account, username: newName(), email: `${name.toUpperCase()}@example.org` };
    await expect(uow.run(() => accounts.insert(sameAddress))).rejects.toMatchObject({ code: 'email_taken' });
    const rename = (username: string) => uow.run(() => accounts.updateProfile(otherId, { username }, 1));
    await expect(rename(name)).rejects.toMatchObject({ code: 'username_taken' });
    await expect(rename(other.toUpperCase())).resolves.toBeUndefined();
  });

  it('list people by their ids or a part of their names', async () => {
    const { accounts, people, uow, clock } = storage;
    const [name, gone] = [newName(), newName()];
    const ids = [await storePerson(storage, `${name}_%`), await storePerson(storage, `x${name}y`)];
    const goneId = await storePerson(storage, `${gone}${name}`);
    await uow.run(() => accounts.delete(goneId, clock.nowMs()));
    const find = (query: object) => people.find({ search: name.toUpperCase(), exceptId: '1', limit: 10, ...query });

    expect(await find({})).toEqual(ids);
    expect(await find({ limit: 1 })).toEqual([ids[0]]);
    expect(await find({ after: ids[0] })).toEqual([ids[1]]);
    expect(await find({ exceptId: ids[1] })).toEqual([ids[0]]);
    expect(await find({ search: `${name}_%` })).toEqual([ids[0]]);
    expect(await find({ search: `${name}%y` })).toEqual([]);
    expect(await find({ search: undefined, after: goneId })).toEqual([]);
  });

  it('change what is given, clear what is null, keep the rest', async () => {
    const { accounts, uow, users } = storage;
    const userId = await storePerson(storage, newName());
    const change = (changes: Parameters<typeof accounts.updateProfile>[1]) =>
      uow.run(() => accounts.updateProfile(userId, changes, 1_000));
    await change({ displayName: '用户 😀', avatar: 'a_1', bio: 'hello' });
    await change({});
    const changed = { displayName: '用户 😀', avatar: 'a_1', bio: 'hello', updatedAtMs: 1_000 };
    expect(await users.findOwn(userId)).toMatchObject(changed);

    await change({ displayName: null, avatar: null });
    const profile = await users.findOwn(userId);
    expect(profile).toMatchObject({ bio: 'hello' });
    expect(profile).not.toHaveProperty('displayName');
    expect(profile).not.toHaveProperty('avatar');
  });

  it('keep a new password, and nothing of a deleted account but its id', async () => {
    const { accounts, uow, users, clock } = storage;
    const name = newName();
    const userId = await storePerson(storage, name);
    await uow.run(() => accounts.setPasswordHash(userId, 'new', clock.nowMs()));
    expect(await accounts.findCredentials({ userId })).toMatchObject({ passwordHash: 'new' });

    await uow.run(() => accounts.updateProfile(userId, { displayName: 'x', avatar: 'y', bio: 'z' }, clock.nowMs()));
    await uow.run(() => accounts.delete(userId, clock.nowMs()));
    for (const login of [{ userId }, { username: name }, { email: `${name}@example.org` }]) {
      expect(await accounts.findCredentials(login)).toBeUndefined();
    }
    expect(await users.findOwn(userId)).toEqual({
      id: userId,
      kind: 'human',
      username: expect.any(String),
      isDeleted: true,
    });
    await expect(storePerson(storage, name)).resolves.toBeDefined();
  });
});

describe.each(storages)('ApplicationRepository (%s)', (_name, open) => {
  let storage: IdentityStorage;
  let ownerId: Id;
  beforeAll(async () => {
    storage = await open();
  });
  beforeEach(async () => {
    ownerId = await storePerson(storage, newName());
  });

  async function store(): Promise<Application> {
    const id = storage.ids.next();
    const application = { id, ownerId, name: 'app', description: 'd', flags: 0, isBotPublic: true };
    await storage.uow.run(() => storage.applications.insert(application));
    return application;
  }
  const addBot = (applicationId: Id, username: string, userId = storage.ids.next()) =>
    storage.uow
      .run(() => storage.applications.addBot(applicationId, { userId, username, createdAtMs: 0 }, digestOf(userId)))
      .then(() => userId);

  it('finds, lists and changes them', async () => {
    const [first, second] = [await store(), await store()];
    const changed = { ...first, name: 'new', description: '', icon: 'i', flags: 1 << 19, isBotPublic: false };
    await storage.uow.run(() => storage.applications.update(changed));

    expect(await storage.applications.find(first.id)).toEqual(changed);
    expect(await storage.applications.find('1')).toBeUndefined();
    expect(await storage.applications.list(ownerId, 10)).toEqual([changed, second]);
    expect(await storage.applications.list(ownerId, 1)).toEqual([changed]);
    expect(await storage.applications.list('1', 10)).toEqual([]);
  });

  it('gives one bot to each, whose token is looked up until it is taken away', async () => {
    const application = await store();
    const name = newName();
    const botId = await addBot(application.id, name);

    expect(await storage.users.findOwn(botId)).toEqual({ id: botId, kind: 'bot', username: name, isDeleted: false });
    expect(await storage.applications.find(application.id)).toEqual({ ...application, botUserId: botId });
    const found = await storage.applications.findBot(botId);
    expect(found?.applicationId).toBe(application.id);
    expect(Buffer.from(found?.tokenDigest ?? [])).toEqual(Buffer.from(digestOf(botId)));
    await expect(addBot(application.id, newName())).rejects.toMatchObject({ code: 'bot_exists' });

    await storage.uow.run(() => storage.applications.setBotToken(application.id, digestOf('other')));
    const other = await storage.applications.findBot(botId);
    expect(Buffer.from(other?.tokenDigest ?? [])).toEqual(Buffer.from(digestOf('other')));
    await storage.uow.run(() => storage.applications.setBotToken(application.id, undefined));
    expect(await storage.applications.findBot(botId)).toBeUndefined();
    expect(await storage.applications.findBot('1')).toBeUndefined();
  });

  it('calls no bot like somebody else, and leaves nothing of the try', async () => {
    const name = newName();
    await storePerson(storage, name);
    const application = await store();
    const userId = storage.ids.next();

    await expect(addBot(application.id, name.toUpperCase(), userId)).rejects.toMatchObject({ code: 'username_taken' });
    expect(await storage.users.find(userId)).toBeUndefined();
    expect(await storage.applications.find(application.id)).toEqual(application);
  });

  it('knows no password of a bot', async () => {
    const name = newName();
    await addBot((await store()).id, name);

    expect(await storage.accounts.findCredentials({ username: name })).toBeUndefined();
  });
});

describe('TypeOrmUserDirectory', () => {
  afterEach(() => jest.restoreAllMocks());
  const countQueries = (): jest.SpyInstance => jest.spyOn(PostgresQueryRunner.prototype, 'query');

  it('asks once for many, and not again for those it knows', async () => {
    const ids = [await storePerson(database, newName()), await storePerson(database, newName())];
    const query = countQueries();
    await database.users.findMany([...ids, '1']);
    await database.users.findMany(ids);
    await database.users.find(ids[0] ?? '');

    expect(query).toHaveBeenCalledTimes(1);
  });

  it('reads anew what was invalidated, also while it was being read', async () => {
    const userId = await storePerson(database, newName());
    const { users, uow, accounts, invalidations } = database;
    const rename = (displayName: string) => uow.run(() => accounts.updateProfile(userId, { displayName }, 1));
    const reading = users.find(userId);
    invalidations.publish(`user:${userId}`);
    await reading;
    await rename('one');
    expect(await users.find(userId)).toMatchObject({ displayName: 'one' });

    await rename('two');
    expect(await users.find(userId)).toMatchObject({ displayName: 'one' });
    invalidations.publish(`user:${userId}`);
    expect(await users.find(userId)).toMatchObject({ displayName: 'two' });
  });

  it('keeps nothing that a transaction saw', async () => {
    const userId = await storePerson(database, newName());
    const { users, uow, accounts } = database;
    const failed = uow.run(async () => {
      await accounts.updateProfile(userId, { displayName: 'never' }, 1);
      expect(await users.find(userId)).toMatchObject({ displayName: 'never' });
      throw new Error('rolled back');
    });

    await expect(failed).rejects.toThrow('rolled back');
    expect(await users.find(userId)).not.toHaveProperty('displayName');
  });

  it('knows no guests', async () => {
    const id = database.ids.next();
    await database.dataSource.query(`INSERT INTO users (id, kind, external_id) VALUES ($1, 'guest', $2)`, [
      id,
      'a guest',
    ]);

    expect(await database.users.find(id)).toBeUndefined();
    expect(await database.users.findOwn(id)).toBeUndefined();
  });

  it(`keeps at most ${CACHED_PROFILES_MAX}`, async () => {
    const { dataSource, users } = database;
    const range = [900_000_000, CACHED_PROFILES_MAX + 1];
    await dataSource.query(
      `INSERT INTO users (id, kind, username) SELECT $1::bigint + n, 'human', 'many' FROM generate_series(1, $2) AS n`,
      range,
    );
    const ids = Array.from({ length: CACHED_PROFILES_MAX + 1 }, (_none, index) => String(900_000_001 + index));
    await users.findMany(ids);
    const query = countQueries();

    await users.find(ids.at(-1) ?? '');
    expect(query).not.toHaveBeenCalled();
    await users.find(ids[0] ?? '');
    expect(query).toHaveBeenCalledTimes(1);
  });
});
