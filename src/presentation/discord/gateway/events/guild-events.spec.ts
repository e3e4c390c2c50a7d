import { asBot, FeedWorld, type RecordedSession } from '../../../../../test/fakes/gateway-feed';
import { guildKey, memberKey } from '../../../../application/guilds';
import { PRESENCE_GRACE_MS } from '../../../../application/realtime';
import { Intent, type SessionIdentity } from '../../../../application/realtime/gateway';
import { type GuildEvent, type Overwrite, Permission, type Thread } from '../../../../domain/guilds';

const GUILD = '100';
const OWNER = '1';
const MEMBER = '2';
const NEWCOMER = '3';
const GENERAL = '1000';
const STAFF = '1001';
const MODERATORS = '200';

const onlyModerators: readonly Overwrite[] = [
  { targetId: GUILD, kind: 'role', allow: 0n, deny: Permission.viewChannel },
  { targetId: MODERATORS, kind: 'role', allow: Permission.viewChannel, deny: 0n },
];
const aThread = (changes: Partial<Thread> = {}): Thread => ({
  ...{ id: '2000', guildId: GUILD, parentId: GENERAL, ownerId: OWNER, type: 'public', name: 'thread' },
  ...{ isArchived: false, isLocked: false, autoArchiveMinutes: 60, archiveChangedAtMs: 0, slowModeSeconds: 0 },
  ...{ memberCount: 1, messageCount: 0, ...changes },
});

let world: FeedWorld;

/** A session that was told its first state. */
async function connected(userId: string, changes: Partial<SessionIdentity> = {}): Promise<RecordedSession> {
  const session = await world.session(userId, changes);
  session.forget();
  return session;
}

async function happen(...events: readonly GuildEvent[]): Promise<void> {
  world.committed(...events);
  await world.settle();
}

const told = (session: RecordedSession) => session.told.map(({ t, d }) => [t, d]);

beforeEach(() => {
  world = new FeedWorld();
  world.users.add(OWNER);
  world.users.add(NEWCOMER);
  world.reader.addGuild(GUILD, OWNER);
  world.reader.addChannel(GUILD, { id: GENERAL });
  world.reader.addRole(GUILD, { id: MODERATORS });
  world.reader.addChannel(GUILD, { id: STAFF, overwrites: onlyModerators });
  world.addMember(GUILD, MEMBER);
});

describe('membership on the gateway', () => {
  it('gives the whole guild to who joins and the member to the others', async () => {
    const [owner, newcomer] = [await connected(OWNER), await connected(NEWCOMER)];

    await happen({ type: 'member.joined', guildId: GUILD, member: world.addMember(GUILD, NEWCOMER) });

    expect(told(owner)).toEqual([
      [
        'GUILD_MEMBER_ADD',
        expect.objectContaining({ guild_id: GUILD, user: expect.objectContaining({ id: NEWCOMER }) }),
      ],
    ]);
    expect(newcomer.of('GUILD_CREATE')).toMatchObject([
      { id: GUILD, unavailable: false, member_count: 2, channels: [{ id: GENERAL }] },
    ]);
  });

  it('is over for who leaves again at whatever moment of the joining', async () => {
    for (let moment = 0; moment < 30; moment += 1) {
      const newcomer = await connected(NEWCOMER);
      world.committed({ type: 'member.joined', guildId: GUILD, member: world.addMember(GUILD, NEWCOMER) });
      for (let step = 0; step < moment; step += 1) await Promise.resolve();
      world.removeMember(GUILD, NEWCOMER);
      await happen({ type: 'member.left', guildId: GUILD, userId: NEWCOMER });

      expect([moment, world.guilds.find(GUILD)?.memberOf(NEWCOMER)]).toEqual([moment, undefined]);
      expect(newcomer.names.at(-1) ?? 'GUILD_DELETE').toBe('GUILD_DELETE');
      world.feed.close(newcomer);
    }
  });

  it('gives a new guild to its founder', async () => {
    const founder = await connected(NEWCOMER);
    world.reader.addGuild('101', NEWCOMER);
    const member = (await world.reader.membershipsOf(NEWCOMER))[0];

    await happen({ type: 'member.joined', guildId: '101', member });

    expect(founder.of('GUILD_CREATE')).toMatchObject([{ id: '101' }]);
  });

  it('takes the guild from who leaves, at once', async () => {
    const [owner, member] = [await connected(OWNER), await connected(MEMBER)];
    world.removeMember(GUILD, MEMBER);

    world.committed({ type: 'member.left', guildId: GUILD, userId: MEMBER });
    expect(told(member)).toEqual([['GUILD_DELETE', { id: GUILD }]]);
    await happen({ type: 'emojis.updated', guildId: GUILD, emojis: [] });

    expect(member.names).toEqual(['GUILD_DELETE']);
    expect(owner.names.filter((name) => name !== 'PRESENCE_UPDATE')).toEqual([
      'GUILD_MEMBER_REMOVE',
      'GUILD_EMOJIS_UPDATE',
    ]);
  });

  it('takes a deleted guild from everybody', async () => {
    const member = await connected(MEMBER);

    await happen({ type: 'guild.deleted', guildId: GUILD });

    expect(told(member)).toEqual([['GUILD_DELETE', { id: GUILD }]]);
    expect(world.guilds.size).toBe(0);
  });

  it('tells oneself of a change without the intent for members', async () => {
    const own = await connected(MEMBER, asBot(MEMBER, Intent.guilds));
    const other = await connected(OWNER, asBot(OWNER, Intent.guilds));
    const changed = { guildId: GUILD, userId: MEMBER, roleIds: [], joinedAtMs: 0, flags: 0, nick: 'Meg' };

    await happen({ type: 'member.updated', guildId: GUILD, member: changed });

    expect(own.of('GUILD_MEMBER_UPDATE')).toMatchObject([{ nick: 'Meg', guild_id: GUILD, user: { id: MEMBER } }]);
    expect(other.names).toEqual([]);
  });

  it('of another process is found by the invalidation', async () => {
    const member = await connected(MEMBER);
    world.removeMember(GUILD, MEMBER);

    world.invalidations.tell(memberKey(GUILD, MEMBER));
    await world.settle();

    expect(told(member)).toEqual([['GUILD_DELETE', { id: GUILD }]]);
  });
});

describe('channels and roles on the gateway', () => {
  it('appear with a role and disappear without', async () => {
    const member = await connected(MEMBER);
    world.removeMember(GUILD, MEMBER);
    const moderator = world.addMember(GUILD, MEMBER, { roleIds: [MODERATORS] });
    await happen({ type: 'member.updated', guildId: GUILD, member: moderator });
    world.reader.guilds.get(GUILD)?.roles.delete(MODERATORS);
    await happen({ type: 'role.deleted', guildId: GUILD, roleId: MODERATORS });

    expect(member.told.map(({ t, d }) => [t, d.id ?? d.role_id ?? d.user])).toEqual([
      ['GUILD_MEMBER_UPDATE', expect.objectContaining({ id: MEMBER })],
      ['CHANNEL_CREATE', STAFF],
      ['GUILD_ROLE_DELETE', MODERATORS],
      ['CHANNEL_DELETE', STAFF],
    ]);
  });

  it('show their threads when they appear', async () => {
    world.threads.put(aThread({ parentId: STAFF }));
    const member = await connected(MEMBER);
    const channel = world.reader.addChannel(GUILD, { id: STAFF });

    await happen({ type: 'guild_channel.updated', guildId: GUILD, channel });

    expect(member.names).toEqual(['CHANNEL_CREATE', 'THREAD_LIST_SYNC']);
    expect(member.of('THREAD_LIST_SYNC')).toMatchObject([
      { guild_id: GUILD, channel_ids: [STAFF], threads: [{ id: '2000' }], members: [] },
    ]);
  });

  it('are told of when they change to those who can view them', async () => {
    const [owner, member] = [await connected(OWNER), await connected(MEMBER)];
    owner.forget();
    const channel = world.reader.addChannel(GUILD, { id: STAFF, overwrites: onlyModerators, name: 'changed' });

    await happen({ type: 'guild_channel.updated', guildId: GUILD, channel });

    expect(told(owner)).toEqual([['CHANNEL_UPDATE', expect.objectContaining({ id: STAFF, name: 'changed' })]]);
    expect(member.names).toEqual([]);
  });

  it('of another process are found by the invalidation', async () => {
    const member = await connected(MEMBER);
    world.reader.addChannel(GUILD, { id: GENERAL, overwrites: onlyModerators });

    world.invalidations.tell(guildKey(GUILD));
    await world.settle();

    expect(told(member)).toEqual([['CHANNEL_DELETE', expect.objectContaining({ id: GENERAL })]]);
  });

  it('stay visible to a member in timeout', async () => {
    const member = await connected(MEMBER);
    world.removeMember(GUILD, MEMBER);
    const timeoutUntilMs = world.timers.clock.nowMs() + 60_000;
    await happen({
      type: 'member.updated',
      guildId: GUILD,
      member: world.addMember(GUILD, MEMBER, { timeoutUntilMs }),
    });

    expect(member.names).toEqual(['GUILD_MEMBER_UPDATE']);
    expect(world.guilds.find(GUILD)?.viewersOf(GENERAL)).toHaveLength(1);
  });
});

describe('threads on the gateway', () => {
  it('are created, updated, deleted', async () => {
    const member = await connected(MEMBER);
    const thread = aThread();

    await happen(
      { type: 'thread.created', guildId: GUILD, thread },
      { type: 'thread.updated', guildId: GUILD, thread },
      { type: 'thread.deleted', guildId: GUILD, thread },
    );

    expect(told(member)).toEqual([
      ['THREAD_CREATE', expect.objectContaining({ id: '2000', newly_created: true, guild_id: GUILD })],
      ['THREAD_UPDATE', expect.objectContaining({ id: '2000' })],
      ['THREAD_DELETE', { id: '2000', guild_id: GUILD, parent_id: GENERAL, type: 11 }],
    ]);
  });

  it('that are private appear to whom is added and disappear from whom is removed', async () => {
    const member = await connected(MEMBER);
    const secret = aThread({ type: 'private', memberIds: [OWNER] });
    const joined = { ...secret, memberIds: [OWNER, MEMBER] };
    const added = [{ threadId: '2000', userId: MEMBER, joinedAtMs: 0 }];

    await happen({ type: 'thread.created', guildId: GUILD, thread: secret });
    await happen({ type: 'thread.members_changed', guildId: GUILD, thread: joined, added, removedUserIds: [] });
    await happen({
      ...{ type: 'thread.members_changed', guildId: GUILD, thread: secret, added: [], removedUserIds: [MEMBER] },
    });

    expect(told(member)).toEqual([
      ['THREAD_CREATE', expect.objectContaining({ id: '2000', member: expect.objectContaining({ user_id: MEMBER }) })],
      [
        'THREAD_MEMBERS_UPDATE',
        expect.objectContaining({ added_members: [expect.objectContaining({ user_id: MEMBER })] }),
      ],
      ['THREAD_MEMBERS_UPDATE', expect.objectContaining({ removed_member_ids: [MEMBER] })],
      ['THREAD_DELETE', expect.objectContaining({ id: '2000' })],
    ]);
  });
});

describe('moderation on the gateway', () => {
  it('is told by intent, and where it shows secrets by permission', async () => {
    const owner = await connected(OWNER, asBot(OWNER, Intent.guildModeration | Intent.guildInvites));
    const member = await connected(MEMBER, asBot(MEMBER, Intent.guildModeration | Intent.guildInvites));
    const invite = {
      ...{ code: 'abc', guildId: GUILD, channelId: GENERAL, inviterId: OWNER, uses: 0, maxUses: 0 },
      ...{ maxAgeSeconds: 0, temporary: false, createdAtMs: 0 },
    };
    const entry = { id: '1', guildId: GUILD, userId: OWNER, actionType: 22, changes: [{ key: 'nick', newValue: 'x' }] };

    await happen(
      { type: 'ban.added', guildId: GUILD, ban: { guildId: GUILD, userId: '9' } },
      { type: 'audit.logged', guildId: GUILD, entry },
      { type: 'invite.created', guildId: GUILD, invite },
      { type: 'invite.deleted', guildId: GUILD, channelId: GENERAL, code: 'abc' },
    );

    expect(member.names).toEqual(['GUILD_BAN_ADD']);
    expect(told(owner)).toEqual([
      ['GUILD_BAN_ADD', { guild_id: GUILD, user: expect.objectContaining({ id: '9' }) }],
      ['GUILD_AUDIT_LOG_ENTRY_CREATE', expect.objectContaining({ changes: [{ key: 'nick', new_value: 'x' }] })],
      ['INVITE_CREATE', expect.objectContaining({ code: 'abc', guild_id: GUILD, inviter: expect.anything() })],
      ['INVITE_DELETE', { channel_id: GENERAL, guild_id: GUILD, code: 'abc' }],
    ]);
  });

  it('ends sessions whose access was revoked', async () => {
    const [one, other] = [await connected(MEMBER), await connected(OWNER)];

    world.bus.publish({ type: 'access.revoked', userId: MEMBER, authSessionId: 'another' } as never);
    expect(one.ended).toBeUndefined();
    world.bus.publish({ type: 'access.revoked', userId: MEMBER } as never);

    expect(one.ended).toBe('revoked');
    expect(other.ended).toBeUndefined();
  });
});

describe('presence on the gateway', () => {
  const input = { sinceMs: null, activities: [{ name: 'Chess', type: 0 }], status: 'dnd', isAfk: false } as const;

  it('is one status over many sessions, told to those who asked', async () => {
    const watching = await connected(OWNER);
    const blind = await connected(OWNER, asBot(OWNER, Intent.guilds));
    const [one, other] = [await world.session(MEMBER), await world.session(MEMBER)];
    world.feed.updatePresence(one, input);
    world.feed.close(one);
    world.feed.close(other);
    await world.settle();

    expect(watching.of('PRESENCE_UPDATE').map(({ user, status, activities }) => [user, status, activities])).toEqual([
      [{ id: MEMBER }, 'online', []],
      [{ id: MEMBER }, 'dnd', [expect.objectContaining({ name: 'Chess', type: 0 })]],
      [{ id: MEMBER }, 'online', []],
      [{ id: MEMBER }, 'offline', []],
    ]);
    expect(blind.names).toEqual([]);
    expect(world.presences.statusOf(MEMBER)).toBe('offline');
  });

  it('outlasts a lost socket for a while', async () => {
    const member = await connected(MEMBER);
    member.isAttached = false;
    world.feed.attachedChanged(member);
    world.timers.pass(PRESENCE_GRACE_MS - 1);
    expect(world.presences.statusOf(MEMBER)).toBe('online');
    world.timers.pass(1);
    expect(world.presences.statusOf(MEMBER)).toBe('offline');

    member.isAttached = true;
    world.feed.attachedChanged(member);

    expect(world.presences.statusOf(MEMBER)).toBe('online');
  });

  it('is offline for who hides', async () => {
    const member = await connected(MEMBER);

    world.feed.updatePresence(member, { ...input, status: 'invisible' });

    expect(world.presences.of(MEMBER)).toMatchObject({ status: 'offline', activities: [] });
  });

  it('counts sockets of other dialects', async () => {
    const watching = await connected(OWNER);
    const socket = { identity: { userId: MEMBER, actor: {} }, isAttached: true };
    world.presences.begin(socket);
    await world.settle();
    world.presences.end(socket);
    await world.settle();

    expect(watching.of('PRESENCE_UPDATE').map(({ user, status }) => [user, status])).toEqual([
      [{ id: MEMBER }, 'online'],
      [{ id: MEMBER }, 'offline'],
    ]);
  });

  it('of the others is part of the guild at first', async () => {
    await world.session(MEMBER);

    const owner = await world.session(OWNER);

    expect(owner.of('GUILD_CREATE')).toMatchObject([
      { presences: [{ user: { id: MEMBER }, status: 'online', activities: [], client_status: { desktop: 'online' } }] },
    ]);
  });
});

describe('a changed profile', () => {
  it('is told to oneself and to the members of one’s guilds', async () => {
    const [own, owner] = [await connected(MEMBER), await connected(OWNER)];
    own.forget();
    const profile = { id: MEMBER, kind: 'human', username: 'new', isDeleted: false, email: 'm@example.org' } as const;
    world.users.profiles.set(MEMBER, profile);

    world.bus.publish({ type: 'user.updated', profile } as never);
    await world.settle();

    expect(own.of('USER_UPDATE')).toMatchObject([{ id: MEMBER, username: 'new', email: 'm@example.org' }]);
    expect(owner.of('USER_UPDATE')).toEqual([]);
    expect(owner.of('GUILD_MEMBER_UPDATE')).toMatchObject([{ user: { id: MEMBER, username: 'new' } }]);
    expect(JSON.stringify(owner.told.map(({ d }) => d))).not.toContain('example.org');
  });
});
