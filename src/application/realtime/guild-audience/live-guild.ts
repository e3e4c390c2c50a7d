import {
  computePermissions,
  type GuildEvent,
  hasPermission,
  type Member,
  Permission,
  permissionsInThread,
  type Thread,
  TIMED_OUT_PERMISSIONS,
} from '../../../domain/guilds';
import type { Id } from '../../../shared/ids';
import type { GuildSnapshot } from '../../guilds';
import { type ChannelRights, ChannelVisibility } from './channel-visibility';
import type { FeedSession } from './feed-session';
import { GuildState, type StateChange } from './guild-state';
import { compareRights, NO_CHANGES, type RightsChange, type VisibilityChanges } from './visibility-changes';

/** The sessions of those who get an event. */
export type Audience = readonly FeedSession[];

interface ConnectedMember {
  member: Member;
  readonly sessions: Set<FeedSession>;
}

const NO_ONE: Audience = [];
const NO_RIGHTS: ChannelRights = new Map();

/** Whether an event can change who may see what. */
const isStructural = ({ type }: GuildEvent): boolean =>
  type === 'guild.updated' || type.startsWith('role.') || type.startsWith('guild_channel.');

/** A guild with connected members on this process: how it is now, and which sessions may see what of it. */
export class LiveGuild {
  readonly state: GuildState;
  private readonly visibility: ChannelVisibility;
  private readonly connected = new Map<Id, ConnectedMember>();
  private readonly audiences = new Map<Id, Audience>();
  private all: Audience | undefined;

  constructor(
    snapshot: GuildSnapshot,
    threads: readonly Thread[],
    private readonly nowMs: () => number,
  ) {
    this.state = new GuildState(snapshot, threads);
    this.visibility = new ChannelVisibility(this.state);
  }

  get id(): Id {
    return this.state.guild.id;
  }
  get isEmpty(): boolean {
    return this.connected.size === 0;
  }
  get connectedUserIds(): Iterable<Id> {
    return this.connected.keys();
  }

  /** Only of those who are connected here. */
  memberOf(userId: Id): Member | undefined {
    return this.connected.get(userId)?.member;
  }
  isConnected(session: FeedSession): boolean {
    return this.connected.get(session.userId)?.sessions.has(session) ?? false;
  }
  sessionsOf(userId: Id): Audience {
    return [...(this.connected.get(userId)?.sessions ?? NO_ONE)];
  }

  connect(session: FeedSession, member: Member): void {
    const known = this.connected.get(session.userId);
    if (known) known.sessions.add(session);
    else this.connected.set(session.userId, { member, sessions: new Set([session]) });
    session.guildIds.add(this.id);
    this.forgetAudiences();
  }

  disconnect(session: FeedSession): void {
    const known = this.connected.get(session.userId);
    if (!known?.sessions.delete(session)) return;
    session.guildIds.delete(this.id);
    if (known.sessions.size === 0) this.connected.delete(session.userId);
    this.forgetAudiences();
  }

  /** Everybody connected here. */
  everyone(): Audience {
    this.all ??= [...this.connected.values()].flatMap(({ sessions }) => [...sessions]);
    return this.all;
  }

  /** True for a channel or thread that is known here. */
  knows(channelId: Id): boolean {
    return this.state.channels.has(channelId) || this.state.threads.has(channelId);
  }

  /** Who may view a channel or thread now. The same array for as long as nothing changed, but of private threads. */
  viewersOf(channelId: Id): Audience {
    const thread = this.state.threads.get(channelId);
    if (!thread) return this.viewersOfChannel(channelId);
    const ofParent = this.viewersOfChannel(thread.parentId);
    return thread.type === 'private' ? ofParent.filter(({ userId }) => this.maySee(thread, userId)) : ofParent;
  }

  /** Of those who may view the channel, who has these permissions in it too. */
  viewersWith(channelId: Id, wanted: bigint): Audience {
    return this.viewersOf(channelId).filter(({ userId }) =>
      hasPermission(this.permissionsIn(channelId, userId), wanted),
    );
  }

  /** Who has these permissions in the guild as a whole. */
  everyoneWith(wanted: bigint): Audience {
    const { guild, roles } = this.state;
    return [...this.connected.values()]
      .filter(({ member }) => hasPermission(computePermissions({ guild, roles, member, nowMs: this.nowMs() }), wanted))
      .flatMap(({ sessions }) => [...sessions]);
  }

  /** Channels a connected member may view. */
  rightsOf(userId: Id): ChannelRights {
    const member = this.memberOf(userId);
    return member ? this.visibility.rightsOf(member) : NO_RIGHTS;
  }

  maySee(thread: Thread, userId: Id): boolean {
    const permissions = this.permissionsIn(thread.parentId, userId);
    return hasPermission(permissionsInThread(permissions, thread, userId), Permission.viewChannel);
  }

  /** Moves the guild along; afterwards nobody is an audience of what they may not see any more. */
  apply(event: GuildEvent): VisibilityChanges {
    if (!isStructural(event)) {
      this.state.apply(event);
      return NO_CHANGES;
    }
    return this.changing(() => {
      const change = this.state.apply(event);
      if (event.type === 'role.deleted') this.dropRole(event.roleId);
      return change;
    });
  }

  /** The guild was read again: another process changed it. */
  replace(snapshot: GuildSnapshot): VisibilityChanges {
    return this.changing(() => {
      this.state.replace(snapshot);
      return { kind: 'everything' };
    });
  }

  /** A connected member changed. */
  updateMember(member: Member): VisibilityChanges {
    const known = this.connected.get(member.userId);
    if (!known) return NO_CHANGES;
    const before = this.visibility.rightsOf(known.member);
    known.member = member;
    const after = this.visibility.rightsOf(known.member);
    if (before !== after) this.audiences.clear();
    const { channels } = this.state;
    return compareRights([{ before, after, sessions: [...known.sessions] }], channels, channels);
  }

  private viewersOfChannel(channelId: Id): Audience {
    const known = this.audiences.get(channelId);
    if (known) return known;
    const viewers: FeedSession[] = [];
    for (const { member, sessions } of this.connected.values()) {
      if (this.visibility.rightsOf(member).has(channelId)) viewers.push(...sessions);
    }
    this.audiences.set(channelId, viewers);
    return viewers;
  }

  /** A timed-out member moderates nothing, but sees what everybody sees. */
  private permissionsIn(channelId: Id, userId: Id): bigint {
    const member = this.memberOf(userId);
    const placeId = this.state.threads.get(channelId)?.parentId ?? channelId;
    const permissions = (member && this.visibility.rightsOf(member).get(placeId)) ?? 0n;
    const isTimedOut = member?.timeoutUntilMs !== undefined && member.timeoutUntilMs > this.nowMs();
    const isAbove = hasPermission(permissions, Permission.administrator);
    return isTimedOut && !isAbove ? permissions & TIMED_OUT_PERMISSIONS : permissions;
  }

  private changing(change: () => StateChange): VisibilityChanges {
    const channelsBefore = this.state.channels;
    const before = new Map<ConnectedMember, ChannelRights>();
    for (const one of this.connected.values()) before.set(one, this.visibility.rightsOf(one.member));
    const changed = change();
    if (changed.kind === 'none') return NO_CHANGES;
    if (changed.kind === 'channel') this.visibility.channelChanged(changed.channelId);
    else this.visibility.reset();
    this.audiences.clear();
    return compareRights(this.rightsChanges(before), channelsBefore, this.state.channels);
  }

  private *rightsChanges(before: ReadonlyMap<ConnectedMember, ChannelRights>): Iterable<RightsChange> {
    for (const [one, rights] of before) {
      yield { before: rights, after: this.visibility.rightsOf(one.member), sessions: [...one.sessions] };
    }
  }

  private dropRole(roleId: Id): void {
    for (const one of this.connected.values()) {
      const roleIds = one.member.roleIds.filter((id) => id !== roleId);
      if (roleIds.length < one.member.roleIds.length) one.member = { ...one.member, roleIds };
    }
  }

  private forgetAudiences(): void {
    this.all = undefined;
    this.audiences.clear();
  }
}
