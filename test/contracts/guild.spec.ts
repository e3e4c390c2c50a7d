import { PostgresQueryRunner } from 'typeorm/driver/postgres/PostgresQueryRunner';
import { ALL_PERMISSIONS, type GuildChannel, type Overwrite, type Thread } from '../../src/domain/guilds';
import type { Id } from '../../src/shared/ids';
import {
  aGuild,
  aGuildChannel,
  aMember,
  aRole,
  databaseGuildStorage,
  fakeGuildStorage,
  type GuildStorage,
} from '../builders/guild-storage';
import { aThread } from '../builders/threads';

const NOW = Date.UTC(2026, 5, 1);
const TEXT = '测试 😀 "quoted" {a,b} back\\slash NULL';

let database: GuildStorage;
beforeAll(async () => {
  database = await databaseGuildStorage();
});
afterAll(() => database?.close());

describe.each([
  ['fake', fakeGuildStorage],
  ['TypeORM', async (): Promise<GuildStorage> => database],
])('GuildReader, GuildRepository and GuildChannelRepository (%s)', (_name, open: () => Promise<GuildStorage>) => {
  let storage: GuildStorage;
  let ownerId: Id;
  let guildId: Id;
  beforeAll(async () => {
    storage = await open();
  });
  beforeEach(async () => {
    ownerId = await storage.addUser();
    guildId = await found(ownerId);
  });

  async function found(userId: Id): Promise<Id> {
    const id = storage.nextId();
    await storage.guilds.insert(aGuild({ id, ownerId: userId }));
    await storage.roles.insert(aRole({ id, guildId: id, name: '@everyone', position: 0 }));
    await storage.members.insert(aMember({ guildId: id, userId }));
    return id;
  }

  const draft = (changes: Partial<GuildChannel> = {}): GuildChannel =>
    aGuildChannel({ id: storage.nextId(), guildId, ...changes });
  async function store(changes: Partial<GuildChannel> = {}): Promise<GuildChannel> {
    const channel = draft(changes);
    await storage.channels.insert([channel]);
    return channel;
  }
  async function storeThread(parentId: Id, changes: Partial<Thread> = {}): Promise<Thread> {
    const thread = aThread({ id: storage.nextId(), guildId, parentId, ownerId, ...changes });
    await storage.uow.run(() => storage.threads.insert(thread));
    return thread;
  }
  const snapshot = async (id = guildId) => (await storage.reader.snapshots([id])).get(id);
  const read = async (channelId: Id): Promise<GuildChannel | undefined> => (await snapshot())?.channels.get(channelId);
  const write = <Result>(work: () => Promise<Result>): Promise<Result> => storage.uow.run(work);
  const inOrder = (overwrites: readonly Overwrite[] = []): readonly Overwrite[] =>
    overwrites.toSorted((a, b) => (BigInt(a.targetId) < BigInt(b.targetId) ? -1 : 1));

  it('reads guilds with all that is in them', async () => {
    const other = await found(ownerId);
    const role = aRole({
      ...{ id: storage.nextId(), guildId, name: TEXT, color: 0xff_ff_ff, secondaryColor: 0, tertiaryColor: 7 },
      ...{ hoist: true, mentionable: true, permissions: ALL_PERMISSIONS, position: 3, icon: 'a'.repeat(32) },
      ...{ unicodeEmoji: '😀', managed: true, botId: ownerId },
    });
    await storage.roles.insert(role);
    const channel = await store({
      overwrites: [{ targetId: role.id, kind: 'role', allow: ALL_PERMISSIONS, deny: 0n }],
    });
    const emoji = {
      id: storage.nextId(),
      guildId,
      name: 'wave',
      creatorId: ownerId,
      animated: true,
      roleIds: [role.id],
    };
    await storage.emojis.insert(emoji);
    const guilds = await storage.reader.snapshots([guildId, other, '77']);

    expect([...guilds.keys()].sort()).toEqual([guildId, other].sort());
    const read = guilds.get(guildId);
    expect(read?.guild).toEqual(aGuild({ id: guildId, ownerId, memberCount: 1 }));
    expect([...(read?.roles.values() ?? [])]).toEqual([expect.objectContaining({ id: guildId }), role]);
    expect([...(read?.channels.values() ?? [])]).toEqual([channel]);
    expect([...(read?.emojis.values() ?? [])]).toEqual([emoji]);
    expect(guilds.get(other)?.channels.size).toBe(0);
    expect((await storage.reader.snapshots([])).size).toBe(0);
  });

  it('writes every setting of a guild, never its number of members', async () => {
    const channel = await store();
    const changed = aGuild({
      ...{ id: guildId, ownerId: await storage.addUser(), name: TEXT, icon: 'a_1', description: TEXT },
      ...{ systemChannelId: channel.id, rulesChannelId: channel.id, afkChannelId: channel.id, afkTimeoutSeconds: 60 },
      ...{ verificationLevel: 4, defaultMessageNotifications: 1, explicitContentFilter: 2, preferredLocale: 'de' },
      memberCount: 99,
    });
    await write(() => storage.guilds.update(changed));
    expect((await snapshot())?.guild).toEqual({ ...changed, memberCount: 1 });
    const plain = aGuild({ id: guildId, ownerId });
    await write(() => storage.guilds.update(plain));

    expect((await snapshot())?.guild).toEqual({ ...plain, memberCount: 1 });
  });

  it('counts members and guilds as of now', async () => {
    const [userId, other] = [await storage.addUser(), await found(ownerId)];
    await storage.members.insert(aMember({ guildId, userId }));

    expect([...(await storage.guilds.memberCounts([guildId, other, '77']))].sort()).toEqual(
      [
        [guildId, 2],
        [other, 1],
      ].sort(),
    );
    expect(await write(() => storage.guilds.countGuildsOf(ownerId))).toBe(2);
    expect(await write(() => storage.guilds.countGuildsOf(userId))).toBe(1);
    const among = await storage.guilds.countAmong([guildId, other], [userId, ownerId, '77']);
    expect([guildId, other].map((id) => among.get(id))).toEqual([2, 1]);
    expect((await storage.guilds.countAmong([other], [userId])).get(other) ?? 0).toBe(0);
    expect((await storage.guilds.countAmong([other], [])).get(other) ?? 0).toBe(0);
    await expect(storage.guilds.countGuildsOf(userId)).rejects.toThrow('unit of work');
  });

  it('knows who is a member of what', async () => {
    const [second, third] = [await storage.addUser(), await storage.addUser()];
    const member = aMember({ guildId, userId: second, nick: TEXT, avatar: 'a', roleIds: [guildId], flags: 1 });
    await storage.members.insert({ ...member, timeoutUntilMs: NOW });
    const other = await found(second);

    expect(await storage.reader.member(guildId, second)).toEqual({ ...member, timeoutUntilMs: NOW });
    expect(await storage.reader.member(guildId, third)).toBeUndefined();
    expect((await storage.reader.members(guildId, [third, second, ownerId])).map(({ userId }) => userId)).toEqual([
      ...[ownerId, second],
    ]);
    expect((await storage.reader.membershipsOf(second)).map((one) => one.guildId)).toEqual([guildId, other]);
    expect(await storage.reader.membershipsOf(third)).toEqual([]);
  });

  it('returns channels as they were stored', async () => {
    const box = await store({ type: 'category', name: TEXT, position: 5 });
    const text = draft({
      ...{ name: TEXT, parentId: box.id, position: 2, topic: TEXT, nsfw: true, slowModeSeconds: 21_600 },
      ...{ autoArchiveMinutes: 60, type: 'announcement' },
    });
    const voice = draft({ type: 'voice', bitrate: 96_000, userLimit: 99, position: 1 });
    await storage.channels.insert([text, voice]);

    expect(await read(text.id)).toEqual(text);
    expect(await read(voice.id)).toEqual(voice);
    expect(await storage.reader.placeOf(voice.id)).toEqual({ guildId, isThread: false });
  });

  it('writes settings of several channels, never their overwrites', async () => {
    const overwrites: Overwrite[] = [{ targetId: guildId, kind: 'role', allow: 0n, deny: 1n }];
    const [a, b] = [await store({ topic: 'topic', nsfw: true, overwrites }), await store({ name: 'b' })];
    const changed = [
      { ...a, name: TEXT, topic: undefined, nsfw: false, position: 9, parentId: b.id },
      { ...b, type: 'announcement' as const, slowModeSeconds: 5, topic: TEXT, autoArchiveMinutes: 1_440 },
    ];
    await write(() => storage.channels.update(changed.map((channel) => ({ ...channel, overwrites: [] }))));

    expect(await read(a.id)).toEqual({ ...changed[0], overwrites });
    expect(await read(b.id)).toEqual(changed[1]);
  });

  it('puts, removes and replaces overwrites', async () => {
    const { id } = await store();
    const everyone: Overwrite = { targetId: guildId, kind: 'role', allow: 1n, deny: 1n << 52n };
    const own: Overwrite = { targetId: ownerId, kind: 'member', allow: 0n, deny: ALL_PERMISSIONS };
    const overwrites = async (): Promise<readonly Overwrite[]> => inOrder((await read(id))?.overwrites);
    await write(() => storage.channels.putOverwrite(id, { ...everyone, allow: 5n }));
    await write(() => storage.channels.putOverwrite(id, own));
    await write(() => storage.channels.putOverwrite(id, everyone));
    expect(await overwrites()).toEqual(inOrder([everyone, own]));
    await write(() => storage.channels.removeOverwrite(id, guildId));
    await write(() => storage.channels.removeOverwrite(id, guildId));
    expect(await overwrites()).toEqual([own]);
    await write(() => storage.channels.replaceOverwrites(id, [everyone]));
    expect(await overwrites()).toEqual([everyone]);
    await write(() => storage.channels.replaceOverwrites(id, []));

    expect(await overwrites()).toEqual([]);
  });

  it('ends a channel with its threads; their places stay known', async () => {
    const [channel, other] = [await store(), await store()];
    const [thread, kept] = [await storeThread(channel.id), await storeThread(other.id)];
    await write(() => storage.channels.close(channel.id, NOW));

    expect([...((await snapshot())?.channels.keys() ?? [])]).toEqual([other.id]);
    expect(await storage.reader.thread(thread.id)).toBeUndefined();
    expect(await storage.reader.thread(kept.id)).toMatchObject({ id: kept.id, parentId: other.id });
    expect(await storage.reader.placeOf(channel.id)).toEqual({ guildId, isThread: false });
    expect(await storage.reader.placeOf(thread.id)).toEqual({ guildId, isThread: true });
    expect(await storage.reader.placeOf('77')).toBeUndefined();
  });

  it('knows the threads that are active', async () => {
    const channel = await store();
    const [first, second] = [await storeThread(channel.id), await storeThread(channel.id)];
    await storeThread(channel.id, { isArchived: true });
    const active = await storage.reader.activeThreads([guildId]);

    expect(active.get(guildId)?.map(({ id }) => id)).toEqual([first.id, second.id]);
    expect((await storage.reader.activeThreads(['77'])).get('77') ?? []).toEqual([]);
  });

  it('knows the newest message of each channel', async () => {
    const [channel, empty] = [await store(), await store()];
    await storage.setHead(channel.id, '123');

    expect([...(await storage.channels.heads([channel.id, empty.id, '77']))]).toEqual([[channel.id, '123']]);
  });

  it('ends a guild with its channels, threads and members', async () => {
    const channel = await store();
    const thread = await storeThread(channel.id);
    await write(() => storage.guilds.end(guildId, NOW));

    expect(await snapshot()).toBeUndefined();
    expect(await storage.reader.thread(thread.id)).toBeUndefined();
    expect(await storage.reader.member(guildId, ownerId)).toBeUndefined();
    expect(await storage.reader.membershipsOf(ownerId)).toEqual([]);
    expect((await storage.guilds.memberCounts([guildId])).size).toBe(0);
    expect(await write(() => storage.guilds.countGuildsOf(ownerId))).toBe(0);
  });
});

describe('TypeOrmGuildReader', () => {
  afterEach(() => jest.restoreAllMocks());

  it('takes the same few queries for any number of guilds, channels and overwrites', async () => {
    const ownerId = await database.addUser();
    const guildIds: Id[] = [];
    for (let count = 0; count < 20; count += 1) {
      const id = database.nextId();
      guildIds.push(id);
      await database.guilds.insert(aGuild({ id, ownerId }));
      const overwrites: Overwrite[] = [{ targetId: id, kind: 'role', allow: 0n, deny: 0n }];
      const channels = Array.from({ length: 5 }, () =>
        aGuildChannel({ id: database.nextId(), guildId: id, overwrites }),
      );
      await database.channels.insert(channels);
    }
    const query = jest.spyOn(PostgresQueryRunner.prototype, 'query');
    expect((await database.reader.snapshots(guildIds)).get(guildIds[19])?.channels.size).toBe(5);

    expect(query).toHaveBeenCalledTimes(5);
  });
});
