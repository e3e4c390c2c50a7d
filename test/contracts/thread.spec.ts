import type { Thread } from '../../src/domain/guilds';
import { MessageFlag } from '../../src/domain/messaging';
import { type Id, idTimeMs } from '../../src/shared/ids';
import { aThread, databaseThreadStorage, fakeThreadStorage, type ThreadStorage } from '../builders/threads';

const MS_PER_DAY = 86_400_000;
const archivedAtMs = Date.UTC(2026, 2, 1);

describe.each([
  ['fake', fakeThreadStorage],
  ['TypeORM', databaseThreadStorage],
])('ThreadRepository and ThreadReader (%s)', (_name, open: () => Promise<ThreadStorage>) => {
  let storage: ThreadStorage;
  let place: { guildId: Id; channelId: Id; ownerId: Id };
  beforeAll(async () => {
    storage = await open();
  });
  afterAll(() => storage?.close());
  beforeEach(async () => {
    place = await storage.addGuild();
  });

  const draft = (changes: Partial<Thread> = {}): Thread =>
    aThread({
      ...{ id: storage.nextId(), guildId: place.guildId, parentId: place.channelId, ownerId: place.ownerId },
      ...changes,
    });

  async function store(changes: Partial<Thread> = {}, memberIds: readonly Id[] = []): Promise<Thread> {
    const thread = draft(changes);
    return storage.uow.run(async () => {
      expect(await storage.repository.insert(thread)).toBe(true);
      for (const userId of memberIds) {
        await storage.repository.addMember({ threadId: thread.id, userId, joinedAtMs: archivedAtMs });
      }
      return (await storage.repository.lock(thread.id)) ?? thread;
    });
  }

  const find = async (threadId: Id): Promise<Thread | undefined> =>
    (await storage.reader.findMany([threadId])).get(threadId);

  it('returns what was stored, of private threads with whoever may see them', async () => {
    const [first, second] = [place.ownerId, await storage.addMember(place.guildId)];
    const plain = draft();
    const rich = draft({
      ...{ type: 'private', name: '测试 😀', isArchived: true, isLocked: true, isInvitable: false, memberIds: [] },
      ...{ autoArchiveMinutes: 60, archiveChangedAtMs: archivedAtMs, slowModeSeconds: 30 },
    });
    await store(plain);
    await store(rich, [second, first]);

    expect(await find(plain.id)).toEqual(plain);
    expect(await find(rich.id)).toEqual({ ...rich, memberCount: 2, memberIds: [first, second] });
    expect([...(await storage.reader.findMany([plain.id, rich.id, '77'])).keys()].sort()).toEqual(
      [plain.id, rich.id].sort(),
    );
    expect((await storage.reader.findMany([])).size).toBe(0);
  });

  it('stores a thread of a message once and marks the message, which is not counted', async () => {
    const messageId = await storage.addMessage(place.channelId);
    await storage.addMessage(place.channelId);
    await store({ id: messageId });

    expect(await storage.flagsOf(place.channelId, messageId)).toBe(MessageFlag.hasThread);
    expect(await storage.uow.run(() => storage.repository.insert(draft({ id: messageId })))).toBe(false);
    expect(await find(messageId)).toMatchObject({ messageCount: 0 });
  });

  it('stores no thread of a channel that is not there', async () => {
    expect(await storage.uow.run(() => storage.repository.insert(draft({ parentId: '77' })))).toBe(false);
  });

  it('changes settings and state, never members', async () => {
    const thread = await store({}, [place.ownerId]);
    const changed: Thread = {
      ...{ ...thread, name: 'talk', isArchived: true, isLocked: true, autoArchiveMinutes: 60 },
      ...{ archiveChangedAtMs: archivedAtMs, slowModeSeconds: 5 },
    };
    await storage.uow.run(() => storage.repository.update(changed));

    expect(await find(thread.id)).toEqual({ ...changed, memberCount: 1 });
  });

  it('forgets a deleted thread and never makes it again', async () => {
    const messageId = await storage.addMessage(place.channelId);
    const thread = await store({ id: messageId }, [place.ownerId]);
    await storage.uow.run(() => storage.repository.remove(thread.id, archivedAtMs));

    expect(await find(thread.id)).toBeUndefined();
    expect(await storage.uow.run(() => storage.repository.lock(thread.id))).toBeUndefined();
    expect(await storage.uow.run(() => storage.repository.insert(thread))).toBe(false);
    expect(await storage.uow.run(() => storage.repository.lockGuild(place.guildId))).toBe(0);
  });

  it('counts the active threads of a guild', async () => {
    await store();
    await store();
    await store({ isArchived: true });

    expect(await storage.uow.run(() => storage.repository.lockGuild(place.guildId))).toBe(2);
    expect(await storage.uow.run(() => storage.repository.lockGuild('77'))).toBeUndefined();
    await expect(storage.repository.lockGuild(place.guildId)).rejects.toThrow('unit of work');
    await expect(storage.repository.lock('77')).rejects.toThrow('unit of work');
    await expect(storage.repository.insert(draft())).rejects.toThrow('unit of work');
  });

  it('lets members in and out once', async () => {
    const thread = await store({}, [place.ownerId]);
    const userId = await storage.addMember(place.guildId);
    const member = { threadId: thread.id, userId, joinedAtMs: archivedAtMs };
    const add = (): Promise<boolean> => storage.uow.run(() => storage.repository.addMember(member));
    const remove = (): Promise<boolean> => storage.uow.run(() => storage.repository.removeMember(thread.id, userId));

    expect([await add(), await add()]).toEqual([true, false]);
    expect(await find(thread.id)).toMatchObject({ memberCount: 2 });
    expect(await storage.reader.member(thread.id, userId)).toEqual(member);
    const stranger = { ...member, userId: (await storage.addGuild()).ownerId };
    expect(await storage.uow.run(() => storage.repository.addMember(stranger))).toBe(false);
    expect([await remove(), await remove()]).toEqual([true, false]);
    expect(await find(thread.id)).toMatchObject({ memberCount: 1 });
    expect(await storage.reader.member(thread.id, userId)).toBeUndefined();
  });

  it('lists members by id, page by page, and the memberships of one user', async () => {
    const others = [await storage.addMember(place.guildId), await storage.addMember(place.guildId)];
    const thread = await store({}, [others[1], place.ownerId, others[0]]);
    const another = await store({}, [others[0]]);
    const idsOf = async (after?: Id, limit = 10): Promise<Id[]> =>
      (await storage.reader.members({ threadId: thread.id, after, limit })).map((member) => member.userId);

    expect(await idsOf()).toEqual([place.ownerId, ...others]);
    expect(await idsOf(place.ownerId, 1)).toEqual([others[0]]);
    const memberships = await storage.reader.membershipsOf(others[0], [thread.id, another.id, '77']);
    expect([...memberships.keys()].sort()).toEqual([thread.id, another.id].sort());
    expect((await storage.reader.membershipsOf(place.ownerId, [another.id])).size).toBe(0);
    expect((await storage.reader.membershipsOf(place.ownerId, [])).size).toBe(0);
  });

  it('lists archived threads, last archived first, public and private apart', async () => {
    const archived = (days: number, changes: Partial<Thread> = {}, members: readonly Id[] = []): Promise<Thread> =>
      store({ isArchived: true, archiveChangedAtMs: archivedAtMs + days * MS_PER_DAY, ...changes }, members);
    const [late, early] = [await archived(3), await archived(1)];
    const announced = await archived(2, { type: 'announcement' });
    const [own, foreign] = [
      await archived(1, { type: 'private', memberIds: [] }, [place.ownerId]),
      await archived(2, { type: 'private', memberIds: [] }),
    ];
    await store();
    const idsOf = async (isPrivate: boolean, query: object = {}): Promise<Id[]> =>
      (await storage.reader.archived({ parentId: place.channelId, isPrivate, limit: 10, ...query })).map(
        ({ id }) => id,
      );

    expect(await idsOf(false)).toEqual([late.id, announced.id, early.id]);
    expect(await idsOf(false, { limit: 1 })).toEqual([late.id]);
    expect(await idsOf(false, { beforeMs: announced.archiveChangedAtMs })).toEqual([early.id]);
    expect(await idsOf(true)).toEqual([foreign.id, own.id]);
    expect(await idsOf(true, { memberId: place.ownerId })).toEqual([own.id]);
    expect(await idsOf(true, { memberId: place.ownerId, beforeId: own.id })).toEqual([]);
  });

  it('finds threads in which nothing happened for as long as they allow', async () => {
    const startedMs = idTimeMs(storage.nextId());
    const short = await store({ archiveChangedAtMs: startedMs, autoArchiveMinutes: 60 });
    const long = await store({ archiveChangedAtMs: startedMs, autoArchiveMinutes: 10_080 });
    await store({ archiveChangedAtMs: startedMs, autoArchiveMinutes: 60, isArchived: true });
    const ours = [short.id, long.id];
    const idleAt = async (nowMs: number): Promise<Id[]> =>
      (await storage.reader.idle(nowMs, 1_000)).map(({ id }) => id).filter((id) => ours.includes(id));

    expect(await idleAt(startedMs + 59 * 60_000)).toEqual([]);
    expect(await idleAt(startedMs + 60 * 60_000)).toEqual([short.id]);
    expect(await idleAt(startedMs + 7 * MS_PER_DAY)).toEqual([short.id, long.id]);
    expect(await storage.reader.idle(startedMs + 7 * MS_PER_DAY, 1)).toHaveLength(1);
  });
});
