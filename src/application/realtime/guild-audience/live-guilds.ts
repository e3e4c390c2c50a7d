import { Injectable } from '@nestjs/common';
import type { Member, Thread } from '../../../domain/guilds';
import type { Id } from '../../../shared/ids';
import { GuildDirectory, guildIdOfKey, GuildReader, memberOfGuildKey } from '../../guilds';
import { Clock } from '../../shared/clock';
import { Invalidations } from '../../shared/invalidations';
import { Logger } from '../../shared/logger';
import { Timers } from '../../shared/timers';
import type { FeedSession } from './feed-session';
import { LiveGuild } from './live-guild';
import type { VisibilityChanges } from './visibility-changes';

/** What could not be read again is tried again after this long. */
export const REFRESH_RETRY_MS = 1_000;

/** Told when a guild was read again because something of it changed, here or in another process. */
export interface LiveGuildsListener {
  visibilityChanged(guild: LiveGuild, changes: VisibilityChanges): void;
  /** The sessions were disconnected: their user is no member any more, or the guild is gone. */
  lost(guild: LiveGuild, sessions: readonly FeedSession[]): void;
}

/** What is being read for the first time; `dirty` are those that changed meanwhile. */
interface Loading {
  readonly dirty: Set<Id>;
}

/**
 * The guilds that have connected members here. They move along with the events; each invalidation also has what it
 * names read again at the end of the tick, which changes nothing when the events told everything.
 */
@Injectable()
export class LiveGuilds {
  private readonly guilds = new Map<Id, LiveGuild>();
  /** Openings under way that need the guild to stay. */
  private readonly pins = new Map<Id, number>();
  private readonly loads = new Map<Id, Promise<void>>();
  private readonly loading = new Set<Loading>();
  private readonly staleGuilds = new Set<Id>();
  private readonly staleMembers = new Map<string, { readonly guildId: Id; readonly userId: Id }>();
  private refreshing: Promise<void> | undefined;
  private listener: LiveGuildsListener | undefined;
  private readonly nowMs: () => number;

  constructor(
    private readonly reader: GuildReader,
    private readonly directory: GuildDirectory,
    private readonly timers: Timers,
    private readonly logger: Logger,
    clock: Clock,
    invalidations: Invalidations,
  ) {
    this.nowMs = () => clock.nowMs();
    invalidations.subscribe((key) => this.invalidated(key));
  }

  listen(listener: LiveGuildsListener): void {
    this.listener = listener;
  }

  get size(): number {
    return this.guilds.size;
  }

  find(guildId: Id): LiveGuild | undefined {
    return this.guilds.get(guildId);
  }

  /**
   * Makes the guilds live, in a bounded number of queries, and keeps them so until `release` is called with the same
   * ids; unknown and deleted ones are passed over.
   */
  async load(guildIds: readonly Id[]): Promise<void> {
    for (const guildId of guildIds) this.pins.set(guildId, (this.pins.get(guildId) ?? 0) + 1);
    try {
      const missing = guildIds.filter((guildId) => !this.guilds.has(guildId) && !this.loads.has(guildId));
      if (missing.length > 0) this.begin(missing);
      await Promise.all(guildIds.map((guildId) => this.loads.get(guildId) ?? Promise.resolve()));
    } catch (error) {
      this.release(guildIds);
      throw error;
    }
  }

  release(guildIds: readonly Id[]): void {
    for (const guildId of guildIds) {
      const left = (this.pins.get(guildId) ?? 1) - 1;
      if (left > 0) this.pins.set(guildId, left);
      else this.pins.delete(guildId);
      this.dropEmpty(guildId);
    }
  }

  disconnect(guild: LiveGuild, sessions: Iterable<FeedSession>): void {
    for (const session of sessions) guild.disconnect(session);
    this.dropEmpty(guild.id);
  }

  /** The guild is gone for everybody. */
  remove(guild: LiveGuild): void {
    this.disconnect(guild, guild.everyone());
    this.guilds.delete(guild.id);
  }

  private begin(guildIds: readonly Id[]): void {
    const reading = this.read(guildIds).finally(() => {
      for (const guildId of guildIds) this.loads.delete(guildId);
    });
    for (const guildId of guildIds) this.loads.set(guildId, reading);
  }

  private async read(guildIds: readonly Id[]): Promise<void> {
    const loading: Loading = { dirty: new Set() };
    this.loading.add(loading);
    try {
      let wanted = guildIds;
      while (wanted.length > 0) {
        for (const guildId of wanted) loading.dirty.delete(guildId);
        const [snapshots, threads] = await Promise.all([
          this.reader.snapshots(wanted),
          this.reader.activeThreads(wanted),
        ]);
        // What changed while it was read is read again; the rest is as it is now, and moves along from here.
        for (const [guildId, snapshot] of snapshots) {
          if (loading.dirty.has(guildId)) continue;
          const ofGuild: readonly Thread[] = threads.get(guildId) ?? [];
          this.guilds.set(guildId, new LiveGuild(snapshot, ofGuild, this.nowMs));
        }
        wanted = wanted.filter((guildId) => loading.dirty.has(guildId));
      }
    } finally {
      this.loading.delete(loading);
    }
  }

  /** A guild that is being read changed. */
  noticeChange(guildId: Id): void {
    for (const { dirty } of this.loading) dirty.add(guildId);
  }

  private dropEmpty(guildId: Id): void {
    if (!this.pins.has(guildId) && this.guilds.get(guildId)?.isEmpty) this.guilds.delete(guildId);
  }

  private invalidated(key: string): void {
    const guildId = guildIdOfKey(key);
    if (guildId !== undefined) {
      this.noticeChange(guildId);
      if (this.guilds.has(guildId)) this.staleGuilds.add(guildId);
    } else {
      const member = memberOfGuildKey(key);
      if (!member || !this.guilds.get(member.guildId)?.memberOf(member.userId)) return;
      this.staleMembers.set(key, member);
    }
    if (this.staleGuilds.size + this.staleMembers.size > 0) this.refreshSoon();
  }

  private refreshSoon(): void {
    this.refreshing ??= new Promise<void>((resolve) => this.timers.endOfTick(resolve))
      .then(() => this.refresh())
      .catch((error: unknown) => {
        this.logger.warn('a guild with connected members could not be read; trying again', { error });
        this.timers.after(REFRESH_RETRY_MS, () => this.refreshSoon());
      })
      .finally(() => {
        this.refreshing = undefined;
      });
  }

  private async refresh(): Promise<void> {
    while (this.staleGuilds.size + this.staleMembers.size > 0) {
      for (const guildId of [...this.staleGuilds]) await this.refreshGuild(guildId);
      for (const [key, member] of [...this.staleMembers]) await this.refreshMember(key, member);
    }
  }

  private async refreshGuild(guildId: Id): Promise<void> {
    this.staleGuilds.delete(guildId);
    const snapshot = await this.directory.find(guildId).catch((error: unknown) => {
      this.staleGuilds.add(guildId);
      throw error;
    });
    const guild = this.guilds.get(guildId);
    // Stale again: what was read may be older than what an event told since.
    if (!guild || this.staleGuilds.has(guildId)) return;
    if (snapshot) {
      this.listener?.visibilityChanged(guild, guild.replace(snapshot));
    } else {
      const sessions = guild.everyone();
      this.remove(guild);
      this.listener?.lost(guild, sessions);
    }
  }

  private async refreshMember(key: string, { guildId, userId }: { guildId: Id; userId: Id }): Promise<void> {
    this.staleMembers.delete(key);
    const member = await this.directory.member(guildId, userId).catch((error: unknown) => {
      this.staleMembers.set(key, { guildId, userId });
      throw error;
    });
    const guild = this.guilds.get(guildId);
    if (!guild?.memberOf(userId) || this.staleMembers.has(key)) return;
    if (member) this.takeMember(guild, member);
    else this.takeLeave(guild, userId);
  }

  private takeMember(guild: LiveGuild, member: Member): void {
    this.listener?.visibilityChanged(guild, guild.updateMember(member));
  }

  private takeLeave(guild: LiveGuild, userId: Id): void {
    const sessions = guild.sessionsOf(userId);
    this.disconnect(guild, sessions);
    this.listener?.lost(guild, sessions);
  }
}
