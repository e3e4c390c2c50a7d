import { Injectable } from '@nestjs/common';
import type {
  APIUser,
  GatewayGuildCreateDispatchData,
  GatewayPresenceUpdate,
  GatewayReadyDispatchData,
} from 'discord-api-types/v10';
import { ThreadReader } from '../../../../application/guilds';
import { ApplicationRepository, UserDirectory } from '../../../../application/identity';
import {
  DIRECT_CHANNELS_LISTED_MAX,
  DirectChannelReader,
  type JoinedChannel,
  type OwnGroup,
  OwnGroupsReader,
  ReadStates,
} from '../../../../application/messaging';
import { type FeedSession, FirstStateReader, type LiveGuild, Presences } from '../../../../application/realtime';
import { Intent } from '../../../../application/realtime/gateway';
import type { GuildChannel, Member, Thread, ThreadMember } from '../../../../domain/guilds';
import type { OwnProfile } from '../../../../domain/identity';
import { type DirectChannel, GROUPS_MAX, otherOf } from '../../../../domain/messaging';
import { assert } from '../../../../shared/assert';
import type { Id } from '../../../../shared/ids';
import { GROUP_FACES_MAX, GroupPresentation } from '../../direct/group-presentation';
import { lastUsedFirst, type PrivateChannel } from '../../direct/private-channels';
import { presentDirectChannel, presentGuildChannel, presentThread } from '../../presenters/channel.presenter';
import { presentGuild, presentMember } from '../../presenters/guild.presenter';
import { encodeDispatch } from './announcer';
import { ownUserPayload, presencePayload } from './guild-event-payloads';
import { MemberGatherer } from './member-gatherer';

/** Members of a large guild that a session is told at first, of those who are here. */
export const ONLINE_MEMBERS_TOLD_MAX = 1_000;

/** Channels whose unread messages a person is told of at first. */
export const UNREAD_CHANNELS_TOLD_MAX = 5_000;

const OWN_GROUPS = { limit: GROUPS_MAX, facesMax: GROUP_FACES_MAX };

/** What is read for the first state of some guilds, whatever their number. */
export interface GuildSurroundings {
  /** All members of the small ones. */
  readonly members: ReadonlyMap<Id, readonly Member[]>;
  /** The session's user in active threads. */
  readonly threadMemberships: ReadonlyMap<Id, ThreadMember>;
  readonly userOf: (userId: Id) => APIUser;
}

/** How far a person has read a channel, and how much is left. */
interface ReadStateEntry {
  readonly channelId: Id;
  readonly lastReadId: Id | undefined;
  readonly unread: number;
}

export interface ReadySurroundings {
  readonly profile: OwnProfile;
  readonly application: GatewayReadyDispatchData['application'];
  /** Of people only. */
  readonly readState: readonly ReadStateEntry[] | undefined;
  /** Of people only, as on Discord: last used first. */
  readonly privateChannels: readonly PrivateChannel[];
}

/** What a session is told first: who it is, and each of its guilds as its user may see it. */
@Injectable()
export class FirstState {
  constructor(
    private readonly users: UserDirectory,
    private readonly applications: ApplicationRepository,
    private readonly threads: ThreadReader,
    private readonly reader: FirstStateReader,
    private readonly readStates: ReadStates,
    private readonly direct: DirectChannelReader,
    private readonly groups: OwnGroupsReader,
    private readonly presentGroups: GroupPresentation,
    private readonly presences: Presences,
    private readonly gatherer: MemberGatherer,
  ) {}

  /** At most seven queries. */
  async gatherReady({ session }: FeedSession, guilds: readonly LiveGuild[]): Promise<ReadySurroundings> {
    const { userId, actor } = session.identity;
    const { applicationId } = actor;
    const isPerson = applicationId === undefined;
    const direct = isPerson ? await this.direct.ofUser(userId, DIRECT_CHANNELS_LISTED_MAX) : [];
    const groups = isPerson ? await this.groups.ofUser(userId, OWN_GROUPS) : [];
    const [profile, application, readState, privateChannels] = await Promise.all([
      this.users.findOwn(userId),
      isPerson ? undefined : this.applications.find(applicationId),
      isPerson
        ? this.readStateOf(userId, [...inConversations(direct, groups), ...readableChannels(userId, guilds)])
        : undefined,
      this.privateChannels(userId, direct, groups),
    ]);
    assert(profile, `the account ${userId} has no profile`);
    return {
      profile,
      application: presentApplication(applicationId ?? userId, application?.flags ?? 0),
      readState,
      privateChannels,
    };
  }

  tellReady({ session }: FeedSession, guildIds: readonly Id[], around: ReadySurroundings): void {
    const { identity } = session;
    const ready: GatewayReadyDispatchData & {
      readonly session_type: string;
      readonly private_channels: readonly PrivateChannel[];
      readonly read_state?: object;
    } = {
      v: identity.version,
      user: ownUserPayload(around.profile),
      guilds: guildIds.map((id) => ({ id, unavailable: true })),
      session_id: session.id,
      session_type: 'normal',
      resume_gateway_url: identity.resumeUrl,
      shard: [...identity.shard],
      application: around.application,
      private_channels: around.privateChannels,
      ...(around.readState && { read_state: presentReadState(around.readState) }),
    };
    session.dispatch(encodeDispatch('READY', ready));
  }

  /** At most three queries. */
  async gather({ session, userId }: FeedSession, guilds: readonly LiveGuild[]): Promise<GuildSurroundings> {
    const { largeThreshold } = session.identity;
    const small = guilds.filter(({ state }) => state.guild.memberCount <= largeThreshold).map(({ id }) => id);
    const threadIds = guilds.flatMap((guild) => visibleThreads(guild, userId).map(({ id }) => id));
    const [found, threadMemberships] = await Promise.all([
      this.reader.membersOfSmall(small, largeThreshold),
      threadIds.length === 0 ? new Map<Id, ThreadMember>() : this.threads.membershipsOf(userId, threadIds),
    ]);
    const members = new Map<Id, Member[]>(small.map((guildId) => [guildId, []]));
    for (const member of found) members.get(member.guildId)?.push(member);
    const online = guilds.flatMap((guild) =>
      members.has(guild.id) ? [] : this.onlineIn(guild, session.identity.intents),
    );
    const userOf = await this.gatherer.usersOf(new Set([userId, ...found.map((one) => one.userId), ...online]));
    return { members, threadMemberships, userOf };
  }

  /** The guild as it is now; goes where all events of the session go. */
  tellGuild(session: FeedSession, guild: LiveGuild, around: GuildSurroundings): void {
    session.deliver(encodeDispatch('GUILD_CREATE', this.presentTo(session, guild, around)));
  }

  /** As {@link tellGuild} for a session whose events are still held back. */
  tellFirstGuild(session: FeedSession, guild: LiveGuild, around: GuildSurroundings): void {
    session.session.dispatch(encodeDispatch('GUILD_CREATE', this.presentTo(session, guild, around)));
  }

  private async privateChannels(
    userId: Id,
    channels: readonly DirectChannel[],
    groups: readonly OwnGroup[],
  ): Promise<readonly PrivateChannel[]> {
    if (channels.length + groups.length === 0) return [];
    const userOf = await this.gatherer.usersOf(new Set(channels.map((channel) => otherOf(channel, userId))));
    const direct = channels.map((channel) =>
      presentDirectChannel(channel.id, userOf(otherOf(channel, userId)), channel.lastMessageId),
    );
    return lastUsedFirst([...direct, ...(await this.presentGroups.list(groups, userId))]);
  }

  private async readStateOf(userId: Id, channels: readonly JoinedChannel[]): Promise<readonly ReadStateEntry[]> {
    const [pointers, unread] = await Promise.all([
      this.readStates.of(userId),
      this.readStates.unread(userId, channels.slice(0, UNREAD_CHANNELS_TOLD_MAX)),
    ]);
    const lastRead = new Map(pointers.map((pointer) => [pointer.channelId, pointer.lastReadId]));
    return [...new Set([...lastRead.keys(), ...unread.keys()])].map((channelId) => ({
      channelId,
      lastReadId: lastRead.get(channelId),
      unread: unread.get(channelId) ?? 0,
    }));
  }

  private presentTo(
    { session, userId }: FeedSession,
    guild: LiveGuild,
    around: GuildSurroundings,
  ): GatewayGuildCreateDispatchData {
    const { state } = guild;
    const { intents, largeThreshold } = session.identity;
    const own = guild.memberOf(userId);
    assert(own, 'a session is told a guild only when its user is a member');
    const members = this.membersToldOf(guild, own, around, intents);
    const channels = [...guild.rightsOf(userId).keys()].flatMap((id) => state.channels.get(id) ?? []);
    return {
      ...presentGuild(state),
      unavailable: false,
      joined_at: new Date(own.joinedAtMs).toISOString(),
      large: state.guild.memberCount > largeThreshold,
      member_count: state.guild.memberCount,
      members: members.map((member) => presentMember(member, around.userOf(member.userId))),
      channels: channels.sort(byPosition).map((channel) => presentGuildChannel(channel, state.headIdOf(channel))),
      threads: visibleThreads(guild, userId).map((one) => presentThread(one, around.threadMemberships.get(one.id))),
      presences: (intents & Intent.guildPresences) === 0 ? [] : this.presencesOf(guild.id, members),
      voice_states: [],
      stage_instances: [],
      guild_scheduled_events: [],
      soundboard_sounds: [],
    };
  }

  private membersToldOf(guild: LiveGuild, own: Member, around: GuildSurroundings, intents: number): readonly Member[] {
    const read = around.members.get(guild.id);
    const others = read ?? this.onlineIn(guild, intents).flatMap((userId) => guild.memberOf(userId) ?? []);
    return [own, ...others.filter(({ userId }) => userId !== own.userId)];
  }

  /** Whoever of a large guild is here, for those who are told who is here. */
  private onlineIn(guild: LiveGuild, intents: number): readonly Id[] {
    if ((intents & Intent.guildPresences) === 0) return [];
    const online: Id[] = [];
    for (const userId of guild.connectedUserIds) {
      if (online.length >= ONLINE_MEMBERS_TOLD_MAX) break;
      if (this.presences.statusOf(userId) !== 'offline') online.push(userId);
    }
    return online;
  }

  private presencesOf(guildId: Id, members: readonly Member[]): GatewayPresenceUpdate[] {
    return members.flatMap(({ userId }) => {
      const presence = this.presences.of(userId);
      return presence.status === 'offline' ? [] : [presencePayload(guildId, userId, presence)];
    });
  }
}

const visibleThreads = (guild: LiveGuild, userId: Id): readonly Thread[] =>
  [...guild.state.threads.values()].filter((thread) => !thread.isArchived && guild.maySee(thread, userId));

const byPosition = (one: GuildChannel, other: GuildChannel): number => one.position - other.position;

const presentApplication = (id: Id, flags: number): GatewayReadyDispatchData['application'] => ({
  id,
  flags,
  flags_new: flags.toString(),
});

const presentReadState = (entries: readonly ReadStateEntry[]): object => ({
  version: 1,
  partial: false,
  entries: entries.map(({ channelId, lastReadId, unread }) => ({
    id: channelId,
    last_message_id: lastReadId ?? '0',
    mention_count: 0,
    unread_count: unread,
  })),
});

/** All of a conversation of two counts from its beginning, a group from the join on. */
const inConversations = (direct: readonly DirectChannel[], groups: readonly OwnGroup[]): readonly JoinedChannel[] => [
  ...direct.map(({ id: channelId }) => ({ channelId })),
  ...groups.map(({ group, joinedSeq }) => ({ channelId: group.id, joinedSeq })),
];

/** Where the person may read messages, beginning with the guilds joined first. */
function readableChannels(userId: Id, guilds: readonly LiveGuild[]): JoinedChannel[] {
  const channels: JoinedChannel[] = [];
  for (const guild of guilds) {
    const joinedAtMs = guild.memberOf(userId)?.joinedAtMs ?? 0;
    for (const channelId of guild.rightsOf(userId).keys()) {
      if (channels.length >= UNREAD_CHANNELS_TOLD_MAX) return channels;
      if (guild.state.channels.get(channelId)?.type !== 'category') channels.push({ channelId, joinedAtMs });
    }
  }
  return channels;
}
