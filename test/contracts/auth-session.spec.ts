import type { RefreshToken } from '../../src/application/identity/auth-session.repository';
import type { AuthSession } from '../../src/domain/identity';
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

describe.each(storages)('AuthSessionRepository (%s)', (_name, open) => {
  let storage: IdentityStorage;
  let userId: Id;
  beforeAll(async () => {
    storage = await open();
  });
  beforeEach(async () => {
    userId = await storePerson(storage, newName());
  });

  const token = (sessionId: Id, text: string): RefreshToken => ({
    digest: digestOf(text),
    sessionId,
    createdAtMs: storage.clock.nowMs(),
    expiresAtMs: storage.clock.nowMs() + 1_000,
  });

  async function store(changes: Partial<AuthSession> = {}): Promise<AuthSession> {
    const nowMs = storage.clock.nowMs();
    const session: AuthSession = {
      id: storage.ids.next(),
      userId,
      device: 'a test 😀',
      address: '2001:db8::1',
      createdAtMs: nowMs,
      lastUsedAtMs: nowMs,
      expiresAtMs: nowMs + 1_000,
      ...changes,
    };
    await storage.uow.run(() => storage.sessions.insert(session, token(session.id, `first of ${session.id}`)));
    return session;
  }
  const present = (text: string) => storage.uow.run(() => storage.sessions.lockRefreshToken(digestOf(text)));
  const revoke = (selection: Parameters<typeof storage.sessions.revoke>[1]) =>
    storage.uow.run(() => storage.sessions.revoke(userId, selection, storage.clock.nowMs()));

  it('finds a login until it is ended', async () => {
    const session = await store();
    expect(await storage.sessions.find(session.id)).toEqual(session);
    expect(await revoke({ sessionId: session.id })).toEqual([session.id]);
    expect(await revoke({ sessionId: session.id })).toEqual([]);
    expect(await storage.sessions.find(session.id)).toBeUndefined();
    expect(await storage.sessions.find('1')).toBeUndefined();
    expect(await present(`first of ${session.id}`)).toMatchObject({ isRevoked: true, session: { id: session.id } });
  });

  it('lists what lasts, the one used last first', async () => {
    const nowMs = storage.clock.nowMs();
    const first = await store({ lastUsedAtMs: nowMs - 10 });
    const second = await store({ lastUsedAtMs: nowMs - 5 });
    await store({ expiresAtMs: nowMs });
    const ended = await store();
    await revoke({ sessionId: ended.id });

    expect(await storage.sessions.list(userId, nowMs, 10)).toEqual([second, first]);
    expect(await storage.sessions.list(userId, nowMs, 1)).toEqual([second]);
  });

  it('exchanges tokens and knows the used ones', async () => {
    const session = await store();
    const first = `first of ${session.id}`;
    const second = `second of ${session.id}`;
    expect(await present(first)).toEqual({
      session,
      isRevoked: false,
      isUsed: false,
      expiresAtMs: session.expiresAtMs,
    });
    expect(await present('nothing')).toBeUndefined();

    storage.clock.advance(500);
    const next = token(session.id, second);
    await storage.uow.run(() => storage.sessions.rotate(digestOf(first), next));
    const renewed = { ...session, lastUsedAtMs: next.createdAtMs, expiresAtMs: next.expiresAtMs };
    expect(await present(first)).toMatchObject({ isUsed: true, session: renewed });
    expect(await present(second)).toEqual({
      session: renewed,
      isRevoked: false,
      isUsed: false,
      expiresAtMs: next.expiresAtMs,
    });
  });

  it('ends those that are chosen, of one account only', async () => {
    const nowMs = storage.clock.nowMs();
    const ids: Id[] = [];
    for (const ago of [40, 30, 20, 10]) ids.push((await store({ lastUsedAtMs: nowMs - ago })).id);
    const ownId = userId;
    userId = await storePerson(storage, newName());
    const other = await store();
    userId = ownId;

    expect(await revoke({ sessionId: other.id })).toEqual([]);
    expect(await revoke({ keep: 3 })).toEqual([ids[0]]);
    expect(await revoke({ keep: 3 })).toEqual([]);
    expect(await revoke({ exceptSessionId: ids[3] })).toEqual(expect.arrayContaining([ids[1], ids[2]]));
    expect(await revoke({})).toEqual([ids[3]]);
    expect(await storage.sessions.find(other.id)).toEqual(other);
  });

  it('forgets what is over, with its tokens', async () => {
    storage.clock.advance(10_000);
    const nowMs = storage.clock.nowMs();
    const forget = (beforeMs: number, limit: number) => storage.uow.run(() => storage.sessions.forget(beforeMs, limit));
    for (let rest = await forget(nowMs, 1_000); rest > 0; rest = await forget(nowMs, 1_000));
    const [expired, ended, running] = [await store({ expiresAtMs: nowMs }), await store(), await store()];
    await revoke({ sessionId: ended.id });

    expect(await forget(nowMs, 10)).toBe(0);
    expect(await forget(nowMs + 1, 1)).toBe(1);
    expect(await forget(nowMs + 1, 10)).toBe(1);
    for (const { id } of [expired, ended]) expect(await present(`first of ${id}`)).toBeUndefined();
    expect(await storage.sessions.find(running.id)).toEqual(running);
  });
});

describe('TypeOrmAuthSessionRepository', () => {
  it('lets two who present one token at once through one after the other', async () => {
    const userId = await storePerson(database, newName());
    const { sessions, uow, ids, clock } = database;
    const nowMs = clock.nowMs();
    const session = { id: ids.next(), userId, device: '', address: '', createdAtMs: nowMs, lastUsedAtMs: nowMs };
    const expiresAtMs = nowMs + 1_000;
    const kept = (text: string): RefreshToken => ({
      digest: digestOf(text),
      sessionId: session.id,
      createdAtMs: nowMs,
      expiresAtMs,
    });
    await uow.run(() => sessions.insert({ ...session, expiresAtMs }, kept('shared')));

    const seen = await Promise.all(
      [1, 2, 3, 4].map((turn) =>
        uow.run(async () => {
          const presented = await sessions.lockRefreshToken(digestOf('shared'));
          if (presented && !presented.isUsed) await sessions.rotate(digestOf('shared'), kept(`next ${turn}`));
          return presented?.isUsed;
        }),
      ),
    );
    expect(seen.filter((isUsed) => !isUsed)).toHaveLength(1);
  });
});
