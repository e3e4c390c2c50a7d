import { type ChannelPlace, GuildReader, type GuildSnapshot } from '../../src/application/guilds';
import {
  DEFAULT_PERMISSIONS,
  type Emoji,
  type Guild,
  type GuildChannel,
  type Member,
  type Role,
  type Thread,
} from '../../src/domain/guilds';
import { compareIds, type Id } from '../../src/shared/ids';

/** A snapshot that a test may still add to. */
export interface FakeGuild extends GuildSnapshot {
  readonly guild: Guild;
  readonly roles: Map<Id, Role>;
  readonly channels: Map<Id, GuildChannel>;
  readonly emojis: Map<Id, Emoji>;
}

/** Guilds in memory, threads included; a test puts in what it needs. */
export class FakeGuildReader extends GuildReader {
  readonly guilds = new Map<Id, FakeGuild>();
  readonly memberships: Member[] = [];
  readonly threads = new Map<Id, Thread>();
  /** Of deleted channels and threads. */
  private readonly formerPlaces = new Map<Id, ChannelPlace>();

  /** With @everyone and its owner as member. */
  addGuild(id: Id, ownerId: Id, everyone = DEFAULT_PERMISSIONS): FakeGuild {
    const guild: FakeGuild = {
      guild: {
        ...{ id, name: 'guild', ownerId, afkTimeoutSeconds: 300, verificationLevel: 0, memberCount: 1 },
        ...{ defaultMessageNotifications: 0, explicitContentFilter: 0, preferredLocale: 'en-US' },
      },
      roles: new Map(),
      channels: new Map(),
      emojis: new Map(),
    };
    this.guilds.set(id, guild);
    this.addRole(id, { id, name: '@everyone', permissions: everyone, position: 0 });
    this.addMember(id, ownerId);
    return guild;
  }

  addRole(guildId: Id, changes: Pick<Role, 'id'> & Partial<Role>): Role {
    const role: Role = {
      ...{ guildId, name: 'role', color: 0, hoist: false, mentionable: false, permissions: 0n, position: 1 },
      ...{ managed: false, ...changes },
    };
    this.guilds.get(guildId)?.roles.set(role.id, role);
    return role;
  }

  addChannel(guildId: Id, changes: Pick<GuildChannel, 'id'> & Partial<GuildChannel>): GuildChannel {
    const channel: GuildChannel = {
      ...{ guildId, type: 'text', name: 'general', position: 0, nsfw: false, slowModeSeconds: 0, overwrites: [] },
      ...changes,
    };
    this.guilds.get(guildId)?.channels.set(channel.id, channel);
    return channel;
  }

  addMember(guildId: Id, userId: Id, changes: Partial<Member> = {}): Member {
    const member: Member = { guildId, userId, roleIds: [], joinedAtMs: 0, flags: 0, ...changes };
    this.memberships.push(member);
    return member;
  }

  /** Writes a channel; who has read the guild before does not see it. */
  putChannel(channel: GuildChannel): void {
    this.replaceChannels(channel.guildId, (channels) => channels.set(channel.id, channel));
  }

  /** Deletes a channel or thread; who has read the guild before does not see it. */
  closeChannel(channelId: Id): void {
    const place = this.currentPlace(channelId);
    if (!place) return;
    this.formerPlaces.set(channelId, place);
    this.threads.delete(channelId);
    this.replaceChannels(place.guildId, (channels) => channels.delete(channelId));
  }

  private replaceChannels(guildId: Id, change: (channels: Map<Id, GuildChannel>) => void): void {
    const known = this.guilds.get(guildId);
    if (!known) return;
    const channels = new Map(known.channels);
    change(channels);
    this.guilds.set(guildId, { ...known, channels });
  }

  dropMembers(isGone: (member: Member) => boolean): void {
    this.memberships.splice(0, this.memberships.length, ...this.memberships.filter((member) => !isGone(member)));
  }

  async snapshots(guildIds: readonly Id[]): Promise<ReadonlyMap<Id, GuildSnapshot>> {
    return new Map([...this.guilds].filter(([id]) => guildIds.includes(id)));
  }

  async placeOf(channelId: Id): Promise<ChannelPlace | undefined> {
    return this.currentPlace(channelId) ?? this.formerPlaces.get(channelId);
  }

  private currentPlace(channelId: Id): ChannelPlace | undefined {
    const thread = this.threads.get(channelId);
    if (thread) return { guildId: thread.guildId, isThread: true };
    const guild = [...this.guilds.values()].find(({ channels }) => channels.has(channelId));
    return guild && { guildId: guild.guild.id, isThread: false };
  }

  async thread(threadId: Id): Promise<Thread | undefined> {
    return this.threads.get(threadId);
  }

  async activeThreads(guildIds: readonly Id[]): Promise<ReadonlyMap<Id, readonly Thread[]>> {
    const active = [...this.threads.values()].filter((thread) => !thread.isArchived);
    return new Map(guildIds.map((id) => [id, active.filter((thread) => thread.guildId === id)]));
  }

  async member(guildId: Id, userId: Id): Promise<Member | undefined> {
    return this.memberships.find((member) => member.guildId === guildId && member.userId === userId);
  }

  async membershipsOf(userId: Id): Promise<readonly Member[]> {
    const own = this.memberships.filter((member) => member.userId === userId && this.guilds.has(member.guildId));
    return own.sort((a, b) => compareIds(a.guildId, b.guildId));
  }

  async members(guildId: Id, userIds: readonly Id[]): Promise<readonly Member[]> {
    return this.memberships
      .filter((member) => member.guildId === guildId && userIds.includes(member.userId))
      .sort((a, b) => compareIds(a.userId, b.userId));
  }
}
