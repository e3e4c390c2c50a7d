import { AUDIT_REASON_MAX } from '../../src/application/guilds';
import { type Emoji, type Invite, type Member, type Role } from '../../src/domain/guilds';
import { type Id, idTimeMs } from '../../src/shared/ids';
import { databaseMemberStorage, fakeMemberStorage, type MemberStorage } from '../builders/members';

const joinedAtMs = Date.UTC(2026, 1, 1);

describe.each([
  ['fake', fakeMemberStorage],
  ['TypeORM', databaseMemberStorage],
])('members of a guild (%s)', (_name, open: () => Promise<MemberStorage>) => {
  let storage: MemberStorage;
  let place: { guildId: Id; channelId: Id; ownerId: Id };
  beforeAll(async () => {
    storage = await open();
  });
  afterAll(() => storage?.close());
  beforeEach(async () => {
    place = await storage.addGuild();
  });

  const aMember = (userId: Id, changes: Partial<Member> = {}): Member => ({
    ...{ guildId: place.guildId, userId, roleIds: [], joinedAtMs, flags: 0 },
    ...changes,
  });
  const aRole = (changes: Partial<Role> = {}): Role => ({
    ...{ id: storage.nextId(), guildId: place.guildId, name: 'role', color: 0, hoist: false, mentionable: false },
    ...{ permissions: 0n, position: 1, managed: false },
    ...changes,
  });
  const memberCount = async (): Promise<number | undefined> =>
    (await storage.guilds.snapshots([place.guildId])).get(place.guildId)?.guild.memberCount;
  const join = async (changes: Partial<Member> = {}, username = 'somebody'): Promise<Member> => {
    const member = aMember(await storage.addUser(username), changes);
    await storage.uow.run(() => storage.members.insert(member));
    return member;
  };
  const stored = (userId: Id): Promise<Member | undefined> => storage.guilds.member(place.guildId, userId);

  describe('GuildLocks', () => {
    it('locks guilds only inside a unit of work', async () => {
      await expect(storage.locks.lock(place.guildId)).rejects.toThrow('inside a unit of work');
      expect(await storage.uow.run(() => storage.locks.lock(place.guildId))).toBe(true);
    });
  });

  describe('MemberRepository', () => {
    it('stores every field, once, and counts', async () => {
      const rich = {
        nick: '测试 😀',
        avatar: 'picture',
        roleIds: ['7', '8'],
        timeoutUntilMs: joinedAtMs + 1,
        flags: 1,
      };
      const member = await join(rich);

      expect(await stored(member.userId)).toEqual(member);
      expect(await storage.uow.run(() => storage.members.insert(aMember(member.userId)))).toBe(false);
      expect(await stored(member.userId)).toEqual(member);
      expect(await memberCount()).toBe(2);
      await expect(storage.uow.run(() => storage.members.remove(place.guildId, member.userId))).resolves.toBe(true);
      await expect(storage.uow.run(() => storage.members.remove(place.guildId, member.userId))).resolves.toBe(false);
      expect(await memberCount()).toBe(1);
    });

    it('changes everything but when the member joined', async () => {
      const { userId } = await join({ nick: 'old', timeoutUntilMs: joinedAtMs });
      await storage.uow.run(() => storage.members.update(aMember(userId, { roleIds: ['9'], joinedAtMs: 0 })));

      expect(await stored(userId)).toEqual(aMember(userId, { roleIds: ['9'] }));
    });

    it('takes a user out of all threads of the guild', async () => {
      const { userId } = await join();
      const threadId = await storage.addThread(place, userId);
      const other = await storage.addGuild();
      await storage.addThread(other, userId);
      const left = await storage.uow.run(() => storage.members.leaveThreads(place.guildId, userId));

      expect(left).toEqual([expect.objectContaining({ id: threadId, memberCount: 1, memberIds: [place.ownerId] })]);
      expect(await storage.uow.run(() => storage.members.leaveThreads(place.guildId, userId))).toEqual([]);
    });

    it('takes a role from whoever has it', async () => {
      const [first, second] = [await join({ roleIds: ['7', '8'] }), await join({ roleIds: ['8'] })];
      const had = await storage.uow.run(() => storage.members.takeRole(place.guildId, '7'));

      expect(had).toEqual([first.userId]);
      expect((await stored(first.userId))?.roleIds).toEqual(['8']);
      expect((await stored(second.userId))?.roleIds).toEqual(['8']);
    });
  });

  describe('MemberReader', () => {
    it('lists by user id in pages', async () => {
      const ids = [place.ownerId, (await join()).userId, (await join()).userId];
      const list = async (query: { limit: number; after?: Id }): Promise<Id[]> =>
        (await storage.memberReader.list(place.guildId, query)).map(({ userId }) => userId);

      expect(await list({ limit: 10 })).toEqual(ids);
      expect(await list({ limit: 1 })).toEqual(ids.slice(0, 1));
      expect(await list({ limit: 10, after: ids[0] })).toEqual(ids.slice(1));
      expect(await storage.memberReader.list('77', { limit: 10 })).toEqual([]);
    });

    it('finds by the start of username or nick, whatever the case, and takes no wildcard', async () => {
      const ann = await join({}, `Ann_${place.guildId}`);
      const zoe = await join({ nick: 'Zoë 100%' }, `bob${place.guildId}`);
      const search = async (prefix: string, limit = 10): Promise<Id[]> =>
        (await storage.memberReader.search(place.guildId, { prefix, limit })).map(({ userId }) => userId);

      expect(await search('aNN_')).toEqual([ann.userId]);
      expect(await search('ZOË 100%')).toEqual([zoe.userId]);
      expect(await search('nn')).toEqual([]);
      expect(await search('%')).toEqual([]);
      expect(await search('bo_')).toEqual([]);
      expect(await search('b', 1)).toEqual([zoe.userId]);
    });
  });

  describe('RoleRepository', () => {
    it('stores, changes and removes every field', async () => {
      const rich: Partial<Role> = { color: 1, secondaryColor: 2, tertiaryColor: 3, hoist: true, mentionable: true };
      const more = {
        permissions: 1n << 52n,
        position: 9,
        icon: 'picture',
        unicodeEmoji: '🛡️',
        managed: true,
        botId: '5',
      };
      const role = aRole({ ...rich, ...more, name: '测试' });
      const read = async (): Promise<Role | undefined> =>
        (await storage.guilds.snapshots([place.guildId])).get(place.guildId)?.roles.get(role.id);
      await storage.uow.run(() => storage.roles.insert(role));
      expect(await read()).toEqual(role);
      const plain = aRole({ id: role.id });
      await storage.uow.run(() => storage.roles.update(plain));
      expect(await read()).toEqual(plain);
      await storage.uow.run(() => storage.roles.remove(role));
      expect(await read()).toBeUndefined();
    });
  });

  describe('BanRepository', () => {
    it('bans once, finds, lifts and lists in both directions', async () => {
      const ids = [await storage.addUser('a'), await storage.addUser('b'), await storage.addUser('c')];
      const ban = (userId: Id, reason?: string): Promise<boolean> => {
        const entry = { guildId: place.guildId, userId, ...(reason !== undefined && { reason }) };
        return storage.uow.run(() =>
          storage.bans.insert({ ...entry, moderatorId: place.ownerId, createdAtMs: joinedAtMs }),
        );
      };
      const list = async (query: { limit: number; before?: Id; after?: Id }): Promise<Id[]> =>
        (await storage.bans.list(place.guildId, query)).map(({ userId }) => userId);
      const [a, b, c] = ids as [Id, Id, Id];

      expect([await ban(b), await ban(a, 'why'), await ban(c), await ban(a, 'again')]).toEqual([
        true,
        true,
        true,
        false,
      ]);
      expect(await storage.bans.find(place.guildId, a)).toEqual({ guildId: place.guildId, userId: a, reason: 'why' });
      expect(await list({ limit: 10 })).toEqual(ids);
      expect(await list({ limit: 1, after: a })).toEqual([b]);
      expect(await list({ limit: 1, before: c })).toEqual([b]);
      expect(await list({ limit: 10, before: a })).toEqual([]);
      const lift = () => storage.uow.run(() => storage.bans.remove(place.guildId, b));
      expect(await lift()).toEqual({ guildId: place.guildId, userId: b });
      expect(await lift()).toBeUndefined();
      expect(await storage.bans.find(place.guildId, b)).toBeUndefined();
    });
  });

  describe('InviteRepository', () => {
    let count = 0;
    const anInvite = (changes: Partial<Invite> = {}): Invite => {
      count += 1;
      const { guildId, channelId, ownerId: inviterId } = place;
      const terms = { uses: 0, maxUses: 5, maxAgeSeconds: 0, temporary: true };
      return {
        code: `code${count}`,
        guildId,
        channelId,
        inviterId,
        ...terms,
        createdAtMs: joinedAtMs + count,
        ...changes,
      };
    };
    const put = async (changes: Partial<Invite> = {}): Promise<Invite> => {
      const invite = anInvite(changes);
      await storage.uow.run(() => storage.invites.insert(invite));
      return invite;
    };

    it('stores, counts and removes', async () => {
      const invite = await put({ maxAgeSeconds: 60, expiresAtMs: joinedAtMs + 60_000 });
      expect(await storage.invites.find(invite.code)).toEqual(invite);
      await storage.uow.run(() => storage.invites.addUse(invite.code));
      expect((await storage.invites.find(invite.code))?.uses).toBe(1);
      expect(await storage.uow.run(() => storage.invites.remove(invite.code))).toBe(true);
      expect(await storage.uow.run(() => storage.invites.remove(invite.code))).toBe(false);
      for (const code of [invite.code, '', '\u0000', '\ud800']) {
        expect(await storage.invites.find(code)).toBeUndefined();
      }
    });

    it('lists the oldest first, of a guild or a channel, and forgets what expired', async () => {
      const [late, early] = [await put({ createdAtMs: joinedAtMs + 9_000 }), await put({ channelId: '7' })];
      const expired = await put({ expiresAtMs: joinedAtMs });
      const codes = async (channelId?: Id): Promise<string[]> =>
        (await storage.invites.list(place.guildId, channelId)).map(({ code }) => code);

      expect(await codes()).toEqual([early.code, expired.code, late.code]);
      expect(await codes('7')).toEqual([early.code]);
      expect(await storage.uow.run(() => storage.invites.removeExpired(place.guildId, joinedAtMs))).toBe(1);
      expect(await codes()).toEqual([early.code, late.code]);
    });
  });

  describe('EmojiRepository', () => {
    it('stores, changes and removes; a removed role is no longer named', async () => {
      const role = aRole();
      const emoji: Emoji = {
        ...{ id: storage.nextId(), guildId: place.guildId, name: 'dot', creatorId: place.ownerId },
        ...{ animated: true, roleIds: [role.id, '8'] },
      };
      const read = async (): Promise<Emoji | undefined> =>
        (await storage.guilds.snapshots([place.guildId])).get(place.guildId)?.emojis.get(emoji.id);
      await storage.uow.run(() => storage.roles.insert(role));
      await storage.uow.run(() => storage.emojis.insert(emoji));
      expect(await read()).toEqual(emoji);
      await storage.uow.run(() => storage.roles.remove(role));
      expect((await read())?.roleIds).toEqual(['8']);
      await storage.uow.run(() => storage.emojis.update({ ...emoji, name: 'spot', roleIds: [] }));
      expect(await read()).toEqual({ ...emoji, name: 'spot', roleIds: [] });
      await storage.uow.run(() => storage.emojis.remove(emoji.id));
      expect(await read()).toBeUndefined();
    });
  });

  describe('AuthoredMessagesReader', () => {
    it('finds what somebody said since, in channels and threads of the guild alone', async () => {
      const { userId } = await join();
      const threadId = await storage.addThread(place, userId);
      const elsewhere = await storage.addGuild();
      await storage.addMessage(place.channelId, userId);
      storage.tick();
      const first = await storage.addMessage(place.channelId, userId);
      const second = await storage.addMessage(place.channelId, userId);
      await storage.addMessage(place.channelId, place.ownerId);
      await storage.addMessage(elsewhere.channelId, userId);
      const inThread = await storage.addMessage(threadId, userId);
      const query = { guildId: place.guildId, authorIds: [userId], sinceMs: idTimeMs(first), limit: 10 };

      const found = await storage.authored.find(query);
      expect(new Map(found.map(({ channelId, messageIds }) => [channelId, messageIds]))).toEqual(
        new Map([
          [place.channelId, [first, second]],
          [threadId, [inThread]],
        ]),
      );
      const limited = await storage.authored.find({ ...query, limit: 1 });
      expect(limited).toEqual([{ channelId: place.channelId, messageIds: [first] }]);
      expect(await storage.authored.find({ ...query, authorIds: ['77'] })).toEqual([]);
    });
  });

  describe('AuditLog and AuditLogReader', () => {
    it('keep entries and find them by actor, target and kind, in both directions', async () => {
      const { guildId, ownerId: userId } = place;
      const targetId = storage.nextId();
      const changes = [{ key: 'name', oldValue: 'a', newValue: 'b' }];
      const record = (actionType: number, more: object = {}): Promise<void> =>
        storage.uow.run(() => storage.audit.record({ guildId, userId, actionType, ...more }));
      await record(30, { targetId, reason: 'why', changes, options: { count: '2' } });
      await record(31, { targetId });
      await record(30, { userId: '7' });
      const list = (query: object = {}) => storage.auditReader.list(guildId, { limit: 10, ...query });

      const [third, second, first] = await list();
      expect(first).toMatchObject({
        ...{ guildId, userId, targetId, reason: 'why', changes },
        options: { count: '2' },
      });
      expect(await list({ limit: 1 })).toEqual([third]);
      expect(await list({ actionType: 30 })).toEqual([third, first]);
      expect(await list({ userId: '7' })).toEqual([third]);
      expect(await list({ targetId })).toEqual([second, first]);
      expect(await list({ before: third?.id })).toEqual([second, first]);
      expect(await list({ after: first?.id })).toEqual([second, third]);
      expect(await storage.auditReader.list('77', { limit: 10 })).toEqual([]);
      await expect(storage.audit.record({ guildId, userId, actionType: 1 })).rejects.toThrow('inside a unit of work');
    });
  });
});

describe('the stored audit log', () => {
  let storage: MemberStorage;
  beforeAll(async () => {
    storage = await databaseMemberStorage();
  });
  afterAll(() => storage?.close());

  it('tells an entry after the commit as it is stored: a long reason cut, permissions as text', async () => {
    const { guildId, ownerId: userId } = await storage.addGuild();
    const changes = [{ key: 'permissions', oldValue: 0n, newValue: 1n << 52n }];
    const reason = '😀'.repeat(AUDIT_REASON_MAX + 1);
    await storage.uow.run(() => storage.audit.record({ guildId, userId, actionType: 31, reason, changes }));

    const [entry] = await storage.auditReader.list(guildId, { limit: 1 });
    expect(entry).toMatchObject({
      reason: '😀'.repeat(AUDIT_REASON_MAX),
      changes: [{ key: 'permissions', oldValue: '0', newValue: '4503599627370496' }],
    });
    expect(storage.events).toEqual([{ type: 'audit.logged', guildId, entry }]);
  });

  it('is not told when the work fails, and locks no deleted guild', async () => {
    const { guildId, ownerId: userId } = await storage.addGuild();
    const told = storage.events.length;
    const failing = storage.uow.run(async () => {
      await storage.audit.record({ guildId, userId, actionType: 1 });
      throw new Error('later');
    });
    await expect(failing).rejects.toThrow('later');
    expect(storage.events).toHaveLength(told);
    expect(await storage.auditReader.list(guildId, { limit: 1 })).toEqual([]);
    await storage.deleteGuild(guildId);
    expect(await storage.uow.run(() => storage.locks.lock(guildId))).toBe(false);
  });
});
