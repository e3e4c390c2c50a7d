import fc from 'fast-check';
import { FeedWorld, RecordedSession, type ToldEvent } from '../../../../../test/fakes/gateway-feed';
import { settled } from '../../../../../test/fakes/timers';
import { aMessage } from '../../../../../test/builders/messages';
import {
  ALL_PERMISSIONS,
  computePermissions,
  type GuildChannel,
  type GuildEvent,
  hasPermission,
  type Member,
  type Overwrite,
  Permission,
  permissionsInThread,
  type Thread,
} from '../../../../domain/guilds';
import type { Id } from '../../../../shared/ids';

const RUNS = 300;
const GUILD = '100';
const OWNER = '1';
const USERS = ['2', '3', '4'] as const;
const ROLES = ['200', '201'] as const;
const CHANNELS = ['1000', '1001', '1002'] as const;
const THREAD = '2000';
const VIEW = Permission.viewChannel;

/** Every change that can move who sees what, made in storage and told as the use cases tell it. */
class Model {
  readonly world = new FeedWorld();
  readonly sessions = new Map<Id, RecordedSession>();
  /** Channels each session has been told of and not lost since. */
  readonly shown = new Map<RecordedSession, Set<Id>>();
  readonly leaks: string[] = [];
  private seq = 0;

  constructor() {
    this.world.users.add(OWNER);
    this.world.reader.addGuild(GUILD, OWNER, VIEW);
    for (const id of ROLES) this.world.reader.addRole(GUILD, { id });
    for (const id of CHANNELS) this.world.reader.addChannel(GUILD, { id });
    for (const userId of USERS) this.world.addMember(GUILD, userId);
  }

  async connect(userId: Id): Promise<void> {
    if (this.sessions.has(userId)) return;
    const session = new RecordedSession(userId);
    this.sessions.set(userId, session);
    this.shown.set(session, new Set());
    session.onTold = (event) => {
      this.note(session, event);
      this.check(session, event);
    };
    await this.world.feed.open(session, undefined);
  }

  /** What is read is as it was when the read began, and comes later. */
  readSlowly(isSlow: boolean): void {
    this.world.reader.after = isSlow ? settled : () => Promise.resolve();
  }

  disconnect(userId: Id): void {
    const session = this.sessions.get(userId);
    if (!session) return;
    this.sessions.delete(userId);
    session.end('closed');
    this.world.feed.close(session);
  }

  mayView(userId: Id, channelId: Id): boolean {
    const guild = this.world.reader.guilds.get(GUILD);
    const thread = this.world.reader.threads.get(channelId);
    const channel = guild?.channels.get(thread?.parentId ?? channelId);
    const member = this.member(userId);
    if (!guild || !channel || !member) return false;
    const { overwrites } = channel;
    const permissions = computePermissions({ guild: guild.guild, roles: guild.roles, member, overwrites, nowMs: 0 });
    return hasPermission(thread ? permissionsInThread(permissions, thread, userId) : permissions, VIEW);
  }

  visibleTo(userId: Id): readonly Id[] {
    return CHANNELS.filter((channelId) => this.mayView(userId, channelId));
  }

  say(channelId: Id): void {
    const isThere = this.world.reader.guilds.get(GUILD)?.channels.has(channelId);
    if (!isThere && !this.world.reader.threads.has(channelId)) return;
    this.seq += 1;
    const message = aMessage(this.seq, { channelId, author: { userId: OWNER } });
    this.world.committed({ type: 'message.created', channelId, message });
  }

  setRole(roleId: Id, permissions: bigint): void {
    const role = this.world.reader.addRole(GUILD, { id: roleId, permissions });
    this.tell({ type: 'role.updated', guildId: GUILD, role });
  }

  deleteRole(roleId: Id): void {
    if (!this.world.reader.guilds.get(GUILD)?.roles.delete(roleId)) return;
    for (const userId of [OWNER, ...USERS]) {
      const member = this.member(userId);
      if (member) this.replaceMember({ ...member, roleIds: member.roleIds.filter((id) => id !== roleId) });
    }
    this.tell({ type: 'role.deleted', guildId: GUILD, roleId });
  }

  setOverwrites(channelId: Id, overwrites: readonly Overwrite[]): void {
    const known = this.world.reader.guilds.get(GUILD)?.channels.get(channelId);
    const channel: GuildChannel = this.world.reader.addChannel(GUILD, { ...known, id: channelId, overwrites });
    this.tell({ type: known ? 'guild_channel.updated' : 'guild_channel.created', guildId: GUILD, channel });
  }

  deleteChannel(channelId: Id): void {
    const channels = this.world.reader.guilds.get(GUILD)?.channels;
    const channel = channels?.get(channelId);
    if (!channel) return;
    channels?.delete(channelId);
    if (channelId === CHANNELS[0]) this.world.reader.threads.delete(THREAD);
    this.tell({ type: 'guild_channel.deleted', guildId: GUILD, channel });
  }

  /** A private thread of the first channel, which is made when there is none. */
  setThreadMembers(memberIds: readonly Id[], isArchived: boolean): void {
    if (!this.world.reader.guilds.get(GUILD)?.channels.has(CHANNELS[0])) return;
    const known = this.world.reader.threads.get(THREAD);
    const thread: Thread = {
      ...{ id: THREAD, guildId: GUILD, parentId: CHANNELS[0], ownerId: OWNER, type: 'private', name: 'secret' },
      ...{ isLocked: false, autoArchiveMinutes: 60, archiveChangedAtMs: 0, slowModeSeconds: 0 },
      ...{ memberCount: memberIds.length, messageCount: 0, memberIds, isArchived },
    };
    this.world.reader.threads.set(THREAD, thread);
    if (!known) return this.tell({ type: 'thread.created', guildId: GUILD, thread });
    if (known.isArchived !== isArchived) this.tell({ type: 'thread.updated', guildId: GUILD, thread });
    const before = known.memberIds ?? [];
    this.tell({
      ...{ type: 'thread.members_changed', guildId: GUILD, thread },
      added: memberIds
        .filter((userId) => !before.includes(userId))
        .map((userId) => ({ threadId: THREAD, userId, joinedAtMs: 0 })),
      removedUserIds: before.filter((userId) => !memberIds.includes(userId)),
    });
  }

  setRoles(userId: Id, roleIds: readonly Id[]): void {
    const member = this.member(userId);
    if (!member) return;
    const changed = { ...member, roleIds };
    this.replaceMember(changed);
    this.tell({ type: 'member.updated', guildId: GUILD, member: changed });
  }

  leave(userId: Id): void {
    if (!this.member(userId)) return;
    this.world.removeMember(GUILD, userId);
    this.tell({ type: 'member.left', guildId: GUILD, userId });
  }

  join(userId: Id): void {
    if (this.member(userId)) return;
    const member = this.world.addMember(GUILD, userId);
    this.tell({ type: 'member.joined', guildId: GUILD, member });
  }

  setOwner(ownerId: Id): void {
    const guild = this.world.reader.guilds.get(GUILD);
    if (!guild) return;
    const changed = { ...guild, guild: { ...guild.guild, ownerId } };
    this.world.reader.guilds.set(GUILD, changed);
    this.tell({ type: 'guild.updated', guildId: GUILD, guild: changed.guild });
  }

  private tell(event: GuildEvent): void {
    this.world.committed(event);
  }

  private member(userId: Id): Member | undefined {
    return this.world.reader.memberships.find((one) => one.userId === userId && one.guildId === GUILD);
  }

  private replaceMember(member: Member): void {
    this.world.removeMember(GUILD, member.userId);
    this.world.reader.memberships.push(member);
  }

  private note(session: RecordedSession, event: ToldEvent): void {
    const shown = this.shown.get(session);
    for (const id of appearing(event)) if (id !== THREAD) shown?.add(id);
    if (event.t === 'CHANNEL_DELETE') shown?.delete(event.d.id);
    if (event.t === 'GUILD_DELETE') shown?.clear();
  }

  /** What names a channel reaches only those who may view it at this moment. */
  private check({ identity: { userId } }: RecordedSession, event: ToldEvent): void {
    const named = [...appearing(event), ...('channel_id' in event.d ? [event.d.channel_id as Id] : [])];
    for (const id of named) if (!this.mayView(userId, id)) this.leaks.push(`${event.t} of ${id} to ${userId}`);
  }
}

/** Channels and threads that the event shows whole. */
function appearing({ t, d }: ToldEvent): readonly Id[] {
  const ids = (list: unknown): Id[] => (list as { id: Id }[]).map(({ id }) => id);
  if (t === 'GUILD_CREATE') return [...ids(d.channels), ...ids(d.threads)];
  if (t === 'THREAD_LIST_SYNC') return ids(d.threads);
  return /^(CHANNEL|THREAD)_(CREATE|UPDATE)$/.test(t) ? [d.id] : [];
}

const user = fc.constantFrom(...USERS);
const role = fc.constantFrom(...ROLES);
const channel = fc.constantFrom(...CHANNELS);
const bits = fc.constantFrom(0n, VIEW, Permission.administrator, Permission.manageThreads);
const overwrite = fc.record({
  target: fc.oneof(
    fc.record({ kind: fc.constant('role' as const), targetId: fc.constantFrom(GUILD, ...ROLES) }),
    fc.record({ kind: fc.constant('member' as const), targetId: user }),
  ),
  allows: fc.boolean(),
});
const toOverwrite = ({ target, allows }: { target: { kind: 'role' | 'member'; targetId: Id }; allows: boolean }) => ({
  ...target,
  allow: allows ? VIEW : 0n,
  deny: allows ? 0n : VIEW,
});

type Step = (model: Model) => Promise<void> | void;

const step: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 6,
    arbitrary: channel.map(
      (id): Step =>
        (model) =>
          model.say(id),
    ),
  },
  {
    weight: 2,
    arbitrary: user.map(
      (id): Step =>
        (model) =>
          model.connect(id),
    ),
  },
  user.map(
    (id): Step =>
      (model) =>
        model.disconnect(id),
  ),
  fc.tuple(role, bits).map(
    ([id, permissions]): Step =>
      (model) =>
        model.setRole(id, permissions),
  ),
  fc.constantFrom(0n, VIEW).map(
    (permissions): Step =>
      (model) =>
        model.setRole(GUILD, permissions),
  ),
  role.map(
    (id): Step =>
      (model) =>
        model.deleteRole(id),
  ),
  {
    weight: 3,
    arbitrary: fc
      .tuple(channel, fc.uniqueArray(overwrite, { maxLength: 3, selector: ({ target }) => target.targetId }))
      .map(
        ([id, overwrites]): Step =>
          (model) =>
            model.setOverwrites(id, overwrites.map(toOverwrite)),
      ),
  },
  channel.map(
    (id): Step =>
      (model) =>
        model.deleteChannel(id),
  ),
  fc.tuple(user, fc.subarray([...ROLES])).map(
    ([id, roleIds]): Step =>
      (model) =>
        model.setRoles(id, roleIds),
  ),
  user.map(
    (id): Step =>
      (model) =>
        model.leave(id),
  ),
  user.map(
    (id): Step =>
      (model) =>
        model.join(id),
  ),
  fc.constantFrom(OWNER, ...USERS).map(
    (id): Step =>
      (model) =>
        model.setOwner(id),
  ),
  { weight: 3, arbitrary: fc.constant<Step>((model) => model.world.settle()) },
  fc.boolean().map(
    (isSlow): Step =>
      (model) =>
        model.readSlowly(isSlow),
  ),
  fc.constant<Step>(() => settled()),
  user.map(
    (id): Step =>
      (model) =>
        void model.connect(id),
  ),
);

describe('what sessions see while permissions change', () => {
  it('is never a channel that they cannot view, and in the end every one they can', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 5, maxLength: 40 }), async (steps) => {
        const model = new Model();
        for (const userId of USERS) await model.connect(userId);
        for (const take of steps) await take(model);
        model.readSlowly(false);
        for (let round = 0; round < 5; round += 1) await model.world.settle();

        expect(model.leaks).toEqual([]);
        expect(model.world.logger.problems).toEqual([]);
        for (const [userId, session] of model.sessions) {
          expect([...(model.shown.get(session) ?? [])].sort()).toEqual(model.visibleTo(userId));
        }
        // And what is said now reaches exactly those who may view it.
        for (const session of model.sessions.values()) session.forget();
        const places = [...CHANNELS, THREAD];
        for (const channelId of places) model.say(channelId);
        await model.world.settle();
        for (const [userId, session] of model.sessions) {
          const heard = session.of('MESSAGE_CREATE').map((told): Id => told.channel_id);
          expect(heard.sort()).toEqual(places.filter((channelId) => model.mayView(userId, channelId)));
        }
      }),
      { numRuns: RUNS },
    );
  });

  it('grows and shrinks with an administrator role', async () => {
    const model = new Model();
    model.setOverwrites(CHANNELS[0], [{ kind: 'role', targetId: GUILD, allow: 0n, deny: ALL_PERMISSIONS }]);
    await model.connect('2');
    model.setRole(ROLES[0], Permission.administrator);
    model.setRoles('2', [ROLES[0]]);
    await model.world.settle();
    model.setRole(ROLES[0], 0n);
    await model.world.settle();

    const told = model.sessions.get('2')?.names.filter((name) => name.startsWith('CHANNEL_'));
    expect(told).toEqual(['CHANNEL_CREATE', 'CHANNEL_DELETE']);
  });
});
