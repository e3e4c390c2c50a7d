import { GuildAccess, GuildDirectory, type GuildSnapshot, memberKey, guildKey } from '../../src/application/guilds';
import { MemberReader } from '../../src/application/guilds';
import { AttachmentLinks, GroupMemberships } from '../../src/application/messaging';
import { groupKey, groupSeatsKey } from '../../src/application/messaging/groups/group-keys';
import { FeedSessions, FirstStateReader, GuildConnector, LiveGuilds, Presences } from '../../src/application/realtime';
import {
  ALL_INTENTS,
  type Dispatch,
  type GatewaySession,
  type SessionEnd,
  type SessionIdentity,
} from '../../src/application/realtime/gateway';
import type { GuildEvent, Member, Thread } from '../../src/domain/guilds';
import type { GroupEvent, MessagingEvent } from '../../src/domain/messaging';
import { InProcessEventBus } from '../../src/infrastructure/events/in-process-event-bus';
import { Announcer } from '../../src/presentation/discord/gateway/events/announcer';
import { ChannelHomes } from '../../src/presentation/discord/gateway/events/channel-homes';
import { FirstState } from '../../src/presentation/discord/gateway/events/first-state';
import { GatewayFeed } from '../../src/presentation/discord/gateway/events/gateway-feed';
import { GroupPresentation } from '../../src/presentation/discord/direct/group-presentation';
import { GroupAnnouncements } from '../../src/presentation/discord/gateway/events/group-announcements';
import { GuildAnnouncements } from '../../src/presentation/discord/gateway/events/guild-announcements';
import { GuildEvents } from '../../src/presentation/discord/gateway/events/guild-events';
import { MemberChunks } from '../../src/presentation/discord/gateway/events/member-chunks';
import { MemberGatherer } from '../../src/presentation/discord/gateway/events/member-gatherer';
import { MessageAnnouncements } from '../../src/presentation/discord/gateway/events/message-announcements';
import { MessageEvents } from '../../src/presentation/discord/gateway/events/message-events';
import { UserEvents } from '../../src/presentation/discord/gateway/events/user-events';
import { InteractionPresentation } from '../../src/presentation/discord/interactions/interaction-presentation';
import { MessagePresentation } from '../../src/presentation/discord/messages/message-presentation';
import { compareIds, type Id } from '../../src/shared/ids';
import { FakeDirectChannelReader, FakeUserDirectory } from './direct-channels';
import { FoundApplications } from './gateway';
import { FakeGroupReader, FakeGroups, FakeOwnGroupsReader } from './groups';
import { ManualInvalidations } from './guilds-platform';
import { FakeGuildReader } from './guilds-reader';
import { FakeMessageReader, FakeMessages } from './messaging';
import { FakeReactionReader, FakeReactions } from './reactions';
import { FakeReadStates } from './read-states';
import { SilentLogger, SilentMetrics } from './rooms-log';
import { FakeUnitOfWork } from './rooms-platform';
import { FakeThreadReader, FakeThreads } from './threads';
import { ManualTimers, settled } from './timers';

/** What a session was told, `d` parsed. */
export interface ToldEvent {
  readonly t: string;
  readonly d: Record<string, never>;
  readonly dispatch: Dispatch;
}

let sessions = 0;

/** A session that keeps what it is told. */
export class RecordedSession implements GatewaySession {
  readonly id = `session${(sessions += 1)}`;
  readonly identity: SessionIdentity;
  readonly told: ToldEvent[] = [];
  isAttached = true;
  ended: SessionEnd | undefined;
  /** Called at each event. */
  onTold: (event: ToldEvent) => void = () => undefined;

  constructor(userId: Id, changes: Partial<SessionIdentity> = {}) {
    this.identity = {
      userId,
      actor: { kind: 'account', userId, authSessionId: `9${userId}` },
      intents: ALL_INTENTS,
      shard: [0, 1],
      largeThreshold: 50,
      version: 10,
      resumeUrl: 'ws://localhost/gateway',
      ...changes,
    };
  }

  get isEnded(): boolean {
    return this.ended !== undefined;
  }

  /** Names of what it was told, in order. */
  get names(): readonly string[] {
    return this.told.map(({ t }) => t);
  }

  dispatch(dispatch: Dispatch): void {
    if (this.isEnded) return;
    const event: ToldEvent = { t: dispatch.name, d: JSON.parse(dispatch.body.toString()) as never, dispatch };
    this.told.push(event);
    this.onTold(event);
  }

  async whenWritable(): Promise<void> {}

  end(reason: SessionEnd): void {
    this.ended ??= reason;
  }

  /** What it was told under this name. */
  of(t: string): readonly ToldEvent['d'][] {
    return this.told.filter((event) => event.t === t).map(({ d }) => d);
  }

  forget(): void {
    this.told.length = 0;
  }
}

/** As a bot of application `7`+id, whose intents are what it identified with. */
export const asBot = (userId: Id, intents: number): Partial<SessionIdentity> => ({
  actor: { kind: 'account', userId, applicationId: `7${userId}` },
  intents,
});

/** Snapshots that stay as they were read. */
class SnapshotReader extends FakeGuildReader {
  snapshotReads = 0;
  /** Awaited after something was read. */
  after: () => Promise<void> = () => Promise.resolve();

  override async snapshots(guildIds: readonly Id[]): Promise<ReadonlyMap<Id, GuildSnapshot>> {
    this.snapshotReads += 1;
    const copies = new Map(
      [...this.guilds]
        .filter(([id]) => guildIds.includes(id))
        .map(([id, { guild, roles, channels, emojis }]) => [
          id,
          { guild, roles: new Map(roles), channels: new Map(channels), emojis: new Map(emojis) },
        ]),
    );
    await this.after();
    return copies;
  }

  override async member(guildId: Id, userId: Id): Promise<Member | undefined> {
    const member = await super.member(guildId, userId);
    await this.after();
    return member;
  }

  override async activeThreads(guildIds: readonly Id[]): Promise<ReadonlyMap<Id, readonly Thread[]>> {
    const threads = await super.activeThreads(guildIds);
    await this.after();
    return threads;
  }

  override async membershipsOf(userId: Id): Promise<readonly Member[]> {
    const members = (await super.membershipsOf(userId)).filter(({ guildId }) => this.guilds.has(guildId));
    await this.after();
    return members;
  }
}

/** Counts the members that are there. */
export class FakeFirstStateReader extends FirstStateReader {
  constructor(private readonly guilds: FakeGuildReader) {
    super();
  }

  async membersOfSmall(guildIds: readonly Id[], membersMax: number): Promise<readonly Member[]> {
    const members = this.guilds.memberships.filter(({ guildId }) => guildIds.includes(guildId));
    return members
      .filter(({ guildId }) => members.filter((one) => one.guildId === guildId).length <= membersMax)
      .sort((a, b) => compareIds(a.guildId, b.guildId) || compareIds(a.userId, b.userId));
  }
}

class FakeMemberReader extends MemberReader {
  constructor(private readonly guilds: FakeGuildReader) {
    super();
  }

  async list(guildId: Id, { limit, after = '0' }: { limit: number; after?: Id }): Promise<readonly Member[]> {
    return this.guilds.memberships
      .filter((member) => member.guildId === guildId && compareIds(member.userId, after) > 0)
      .sort((one, other) => compareIds(one.userId, other.userId))
      .slice(0, limit);
  }

  async search(guildId: Id, { prefix, limit }: { prefix: string; limit: number }): Promise<readonly Member[]> {
    return this.guilds.memberships
      .filter((member) => member.guildId === guildId && (member.nick ?? '').startsWith(prefix))
      .slice(0, limit);
  }
}

class PlainLinks extends AttachmentLinks {
  sign(): string {
    return 'http://localhost/file';
  }
}

/** The feed of the gateway with everything it stands on, storage in memory. */
export class FeedWorld {
  readonly logger = new SilentLogger();
  readonly metrics = new SilentMetrics();
  readonly bus = new InProcessEventBus(this.logger);
  readonly invalidations = new ManualInvalidations();
  readonly timers = new ManualTimers();
  readonly reader = new SnapshotReader();
  readonly users = new FakeUserDirectory();
  readonly applications = new FoundApplications();
  readonly messages = new FakeMessages();
  readonly threads = new FakeThreads(this.reader, this.messages);
  readonly direct = new FakeDirectChannelReader();
  readonly groups = new FakeGroups(new FakeUnitOfWork());
  readonly sessions = new FeedSessions();
  readonly presences = new Presences(this.timers, this.timers.clock);
  readonly memberships = new GroupMemberships(new FakeGroupReader(this.groups), this.invalidations);
  readonly directory = new GuildDirectory(this.reader, this.invalidations);
  readonly guilds = new LiveGuilds(
    this.reader,
    this.directory,
    this.timers,
    this.logger,
    this.timers.clock,
    this.invalidations,
  );
  readonly reactions = new FakeReactions(this.messages, new FakeUnitOfWork());
  readonly presentation = new MessagePresentation(
    this.users,
    new FakeMessageReader(this.messages),
    new FakeReactionReader(this.reactions),
    new FakeThreadReader(this.threads),
    new PlainLinks(),
  );
  readonly feed: GatewayFeed;

  constructor() {
    const { bus, sessions: known, guilds, reader, directory, users, logger, presences, metrics } = this;
    const connector = new GuildConnector(known, guilds, reader, this.invalidations);
    const gatherer = new MemberGatherer(users, directory, reader);
    const presentGroups = new GroupPresentation(users);
    const firstState = new FirstState(
      users,
      this.applications,
      new FakeThreadReader(this.threads),
      new FakeFirstStateReader(reader),
      new FakeReadStates(this.messages),
      this.direct,
      new FakeOwnGroupsReader(this.groups),
      presentGroups,
      presences,
      gatherer,
    );
    const announcer = new Announcer(logger, metrics);
    const tell = new GuildAnnouncements(announcer, gatherer, firstState, presences);
    const access = new GuildAccess(directory, this.timers.clock);
    const interactions = new InteractionPresentation(directory, access, users, this.presentation);
    const inChannels = new MessageAnnouncements(announcer, known, this.presentation, interactions, gatherer);
    const homes = new ChannelHomes(directory, this.direct, this.memberships);
    new GuildEvents(bus, guilds, connector, known, tell, gatherer, logger).start();
    const inGroups = new GroupAnnouncements(
      ...([announcer, known, this.memberships, presentGroups, gatherer, inChannels, metrics, logger] as const),
    );
    new MessageEvents(bus, known, guilds, directory, homes, inChannels, inGroups, metrics, logger).start();
    new UserEvents(bus, known, guilds, reader, presences, announcer, tell, logger).start();
    const chunks = new MemberChunks(guilds, new FakeMemberReader(reader), gatherer, presences);
    this.feed = new GatewayFeed(known, connector, guilds, firstState, presences, chunks);
  }

  /** A session of somebody, told its first state. */
  async session(userId: Id, changes: Partial<SessionIdentity> = {}): Promise<RecordedSession> {
    const session = new RecordedSession(userId, changes);
    await this.feed.open(session, undefined);
    await this.settle();
    return session;
  }

  addMember(guildId: Id, userId: Id, changes: Partial<Member> = {}): Member {
    if (!this.users.profiles.has(userId)) this.users.add(userId);
    return this.reader.addMember(guildId, userId, changes);
  }

  removeMember(guildId: Id, userId: Id): void {
    const { memberships } = this.reader;
    const place = memberships.findIndex((one) => one.guildId === guildId && one.userId === userId);
    if (place >= 0) memberships.splice(place, 1);
  }

  /** What storage holds has changed already; the caches and the gateway hear of it as after a commit. */
  committed(...events: readonly (GuildEvent | GroupEvent | MessagingEvent)[]): void {
    for (const event of events) for (const key of keysOf(event)) this.invalidations.tell(key);
    for (const event of events) this.bus.publish(event);
  }

  /** Everything that is under way has been told. */
  async settle(): Promise<void> {
    for (let round = 0; round < 4; round += 1) {
      await settled();
      this.timers.endTick();
    }
    await settled();
  }
}

function keysOf(event: GuildEvent | GroupEvent | MessagingEvent): readonly string[] {
  if ('group' in event) return [groupKey(event.channelId), groupSeatsKey(event.channelId)];
  if (!('guildId' in event)) return [];
  const { guildId } = event;
  if (event.type === 'member.joined' || event.type === 'member.updated') {
    return [memberKey(guildId, event.member.userId)];
  }
  if (event.type === 'member.left') return [memberKey(guildId, event.userId)];
  return /^(guild|role|guild_channel|emojis)\./.test(event.type) ? [guildKey(guildId)] : [];
}
