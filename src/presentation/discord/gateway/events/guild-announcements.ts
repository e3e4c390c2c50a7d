import { Injectable } from '@nestjs/common';
import {
  type Audience,
  type FeedSession,
  type LiveGuild,
  Presences,
  type VisibilityChanges,
} from '../../../../application/realtime';
import { Intent } from '../../../../application/realtime/gateway';
import type { GuildChannel, Member, Thread, ThreadMembersChanged } from '../../../../domain/guilds';
import type { Id } from '../../../../shared/ids';
import { presentGuildChannel, presentThread } from '../../presenters/channel.presenter';
import { type Announcement, Announcer } from './announcer';
import { FirstState } from './first-state';
import { type AddedThreadMember, memberPayload, threadMembersPayload } from './guild-event-payloads';
import { MemberGatherer } from './member-gatherer';

type Told = Pick<Announcement, 'name' | 'data'> & Partial<Announcement>;

/** Tells the members of a guild what happened in it. */
@Injectable()
export class GuildAnnouncements {
  constructor(
    private readonly announcer: Announcer,
    private readonly gatherer: MemberGatherer,
    private readonly firstState: FirstState,
    private readonly presences: Presences,
  ) {}

  /** Everybody in the guild, who asked for `intent` (guilds, unless said otherwise). */
  toEveryone(guild: LiveGuild, told: Told): void {
    this.announcer.announce(guild.id, { intent: Intent.guilds, audience: () => guild.everyone(), ...told });
  }

  /** Whoever may view the channel or thread. */
  toViewers(guild: LiveGuild, channelId: Id, told: Told): void {
    this.announcer.announce(guild.id, { intent: Intent.guilds, audience: () => guild.viewersOf(channelId), ...told });
  }

  /** Whichever of these sessions is still connected to the guild. */
  toSessions(guild: LiveGuild, sessions: Audience, told: Told): void {
    const audience = (): Audience => sessions.filter((session) => guild.isConnected(session));
    this.announcer.announce(guild.id, { intent: Intent.guilds, audience, ...told });
  }

  /** The sessions were connected to the guild just now: they are told all of it before anything else of it. */
  guildAppeared(guild: LiveGuild, sessions: readonly FeedSession[]): void {
    this.announcer.deliver(guild.id, sessions, async () => {
      const gathered = await Promise.all(
        sessions.map(async (session) => [session, await this.firstState.gather(session, [guild])] as const),
      );
      return () => {
        for (const [session, around] of gathered) {
          if (guild.isConnected(session)) this.firstState.tellGuild(session, guild, around);
        }
      };
    });
  }

  /** The sessions were disconnected from the guild: nothing of it reaches them any more but this. */
  guildVanished(guildId: Id, sessions: readonly FeedSession[]): void {
    const audience = (): Audience => sessions;
    const data = (): object => ({ id: guildId });
    this.announcer.announce(guildId, { name: 'GUILD_DELETE', intent: 0, audience, data });
  }

  visibilityChanged(guild: LiveGuild, { gained, lost }: VisibilityChanges): void {
    for (const { channel, sessions } of lost.values()) {
      this.toSessions(guild, sessions, { name: 'CHANNEL_DELETE', data: () => presentGuildChannel(channel) });
    }
    for (const { channel, sessions } of gained.values()) this.channelAppeared(guild, channel, sessions);
  }

  memberUpdated(guild: LiveGuild, member: Member): void {
    this.toEveryone(guild, {
      name: 'GUILD_MEMBER_UPDATE',
      intent: Intent.guildMembers,
      always: (session) => session.userId === member.userId,
      data: async () => memberPayload(member, await this.gatherer.user(member.userId)),
    });
  }

  /** @param before who could view the thread before */
  threadMembersChanged(guild: LiveGuild, event: ThreadMembersChanged, before: Audience): void {
    const { thread, added, removedUserIds } = event;
    const could = new Set(before);
    const now = guild.viewersOf(thread.id);
    const can = new Set(now);
    const gained = now.filter((session) => !could.has(session));
    const lost = before.filter((session) => !can.has(session));
    this.threadAppeared(guild, event, gained);
    const affected = new Set([...added.map(({ userId }) => userId), ...removedUserIds]);
    this.announcer.announce(guild.id, {
      name: 'THREAD_MEMBERS_UPDATE',
      intent: Intent.guildMembers,
      audience: () => [...guild.viewersOf(thread.id), ...lost.filter((session) => guild.isConnected(session))],
      always: (session) => affected.has(session.userId),
      data: () => this.threadMembersData(guild, event),
    });
    this.toSessions(guild, lost, { name: 'THREAD_DELETE', data: () => threadDeletedData(thread) });
  }

  private threadAppeared(guild: LiveGuild, { thread, added }: ThreadMembersChanged, gained: Audience): void {
    for (const session of gained) {
      const own = added.find(({ userId }) => userId === session.userId);
      this.toSessions(guild, [session], { name: 'THREAD_CREATE', data: () => presentThread(thread, own) });
    }
  }

  private async threadMembersData(guild: LiveGuild, event: ThreadMembersChanged): Promise<object> {
    const userIds = event.added.map(({ userId }) => userId);
    const members = await this.gatherer.membersOf(guild, userIds);
    const userOf = await this.gatherer.usersOf(userIds);
    const added = event.added.flatMap((threadMember): AddedThreadMember[] => {
      const member = members.get(threadMember.userId);
      const { userId } = threadMember;
      return member ? [{ threadMember, member, user: userOf(userId), presence: this.presences.of(userId) }] : [];
    });
    return threadMembersPayload(event.thread, added, event.removedUserIds);
  }

  private channelAppeared(guild: LiveGuild, channel: GuildChannel, sessions: Audience): void {
    const audience = (): Audience => {
      const viewers = new Set(guild.viewersOf(channel.id));
      return sessions.filter((session) => viewers.has(session));
    };
    this.toSessions(guild, sessions, {
      name: 'CHANNEL_CREATE',
      audience,
      data: () => presentGuildChannel(channel, guild.state.headIdOf(channel)),
    });
    this.threadsAppeared(guild, channel, sessions);
  }

  /** Sessions that may see the same threads are told in one form. */
  private threadsAppeared(guild: LiveGuild, channel: GuildChannel, sessions: Audience): void {
    const threads = [...guild.state.threads.values()].filter(
      (thread) => thread.parentId === channel.id && !thread.isArchived,
    );
    const groups = new Map<string, { readonly visible: readonly Thread[]; readonly sessions: FeedSession[] }>();
    for (const session of threads.length === 0 ? [] : sessions) {
      const visible = threads.filter((thread) => guild.maySee(thread, session.userId));
      const key = visible.map(({ id }) => id).join();
      const group = groups.get(key) ?? { visible, sessions: [] };
      group.sessions.push(session);
      groups.set(key, group);
    }
    for (const { visible, sessions: alike } of groups.values()) {
      if (visible.length > 0) this.tellThreads(guild, channel, visible, alike);
    }
  }

  private tellThreads(guild: LiveGuild, channel: GuildChannel, threads: readonly Thread[], sessions: Audience): void {
    this.toSessions(guild, sessions, {
      name: 'THREAD_LIST_SYNC',
      audience: () => sessions.filter((session) => threads.every((thread) => guild.maySee(thread, session.userId))),
      data: () => ({
        guild_id: guild.id,
        channel_ids: [channel.id],
        threads: threads.map((thread) => presentThread(thread)),
        members: [],
      }),
    });
  }
}

export const threadDeletedData = (thread: Thread): object => {
  const { id, guild_id, parent_id, type } = presentThread(thread);
  return { id, guild_id, parent_id, type };
};
