import { Injectable } from '@nestjs/common';
import type { Member } from '../../../domain/guilds';
import type { Id } from '../../../shared/ids';
import { GuildReader, memberOfGuildKey } from '../../guilds';
import { Invalidations } from '../../shared/invalidations';
import type { FeedSession } from './feed-session';
import { FeedSessions } from './feed-sessions';
import type { LiveGuild } from './live-guild';
import { LiveGuilds } from './live-guilds';

/** Memberships that are being read; `changed` are the guilds where the user came, went or changed meanwhile. */
interface Watch {
  readonly userId: Id;
  readonly changed: Set<Id>;
  readonly pinned: Id[];
}

/** Makes sessions part of the audience of their guilds, on what is true at the moment they become part of it. */
@Injectable()
export class GuildConnector {
  private readonly watches = new Set<Watch>();

  constructor(
    private readonly sessions: FeedSessions,
    private readonly guilds: LiveGuilds,
    private readonly reader: GuildReader,
    invalidations: Invalidations,
  ) {
    invalidations.subscribe((key) => {
      const member = this.watches.size > 0 ? memberOfGuildKey(key) : undefined;
      if (member) this.noticeChange(member.guildId, member.userId);
    });
  }

  /** A membership came, went or changed. */
  noticeChange(guildId: Id, userId: Id): void {
    for (const watch of this.watches) if (watch.userId === userId) watch.changed.add(guildId);
  }

  /** Connects a new session to every guild of its user that its shard serves; none when it has ended meanwhile. */
  async connectAll(session: FeedSession): Promise<readonly LiveGuild[]> {
    return this.watching(session.userId, async (watch) => {
      const memberships = await this.reader.membershipsOf(session.userId);
      const members = new Map<Id, Member>();
      for (const member of memberships) if (session.servesGuild(member.guildId)) members.set(member.guildId, member);
      await this.load(watch, [...members.keys()]);
      // Asked here and not inside, so that nothing can happen between the answer and the connecting.
      while (watch.changed.size > 0) await this.settle(watch, members, (guildId) => session.servesGuild(guildId));
      session.isConnected = true;
      return session.session.isEnded ? [] : this.connect([...members.values()], [session]);
    });
  }

  /**
   * Connects the sessions of somebody who became a member of a guild, and calls `connected` at that very moment; never
   * when the membership is over by then, or every session is connected already.
   */
  async connectNewcomer(
    userId: Id,
    guildId: Id,
    connected: (guild: LiveGuild, sessions: readonly FeedSession[]) => void,
  ): Promise<void> {
    if (this.sessionsFor(userId, guildId).length === 0) return;
    await this.watching(userId, async (watch) => {
      const members = new Map<Id, Member>();
      watch.changed.add(guildId);
      while (watch.changed.size > 0) await this.settle(watch, members, (changedId) => changedId === guildId);
      const newcomers = this.sessionsFor(userId, guildId);
      const [guild] = newcomers.length === 0 ? [] : this.connect([...members.values()], newcomers);
      if (guild) connected(guild, newcomers);
    });
  }

  /** A session that is still being connected to all of its guilds is left to that. */
  private sessionsFor(userId: Id, guildId: Id): readonly FeedSession[] {
    return [...this.sessions.ofUser(userId)].filter(
      (session) => session.isConnected && session.servesGuild(guildId) && !session.guildIds.has(guildId),
    );
  }

  private connect(members: readonly Member[], sessions: readonly FeedSession[]): readonly LiveGuild[] {
    return members.flatMap((member) => {
      const guild = this.guilds.find(member.guildId);
      for (const session of sessions) guild?.connect(session, member);
      return guild ? [guild] : [];
    });
  }

  /** Reads again what changed while it was read; to be repeated until nothing did. */
  private async settle(watch: Watch, members: Map<Id, Member>, isWanted: (guildId: Id) => boolean): Promise<void> {
    for (const guildId of [...watch.changed]) {
      watch.changed.delete(guildId);
      if (!isWanted(guildId)) continue;
      const member = await this.reader.member(guildId, watch.userId);
      if (member) {
        members.set(guildId, member);
        await this.load(watch, [guildId]);
      } else {
        members.delete(guildId);
      }
    }
  }

  private async load(watch: Watch, guildIds: readonly Id[]): Promise<void> {
    await this.guilds.load(guildIds);
    watch.pinned.push(...guildIds);
  }

  private async watching<Result>(userId: Id, work: (watch: Watch) => Promise<Result>): Promise<Result> {
    const watch: Watch = { userId, changed: new Set(), pinned: [] };
    this.watches.add(watch);
    try {
      return await work(watch);
    } finally {
      this.watches.delete(watch);
      this.guilds.release(watch.pinned);
    }
  }
}
