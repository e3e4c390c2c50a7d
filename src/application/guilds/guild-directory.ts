import { Injectable } from '@nestjs/common';
import { type GuildChannel, guildError, type Member, type Thread } from '../../domain/guilds';
import { assert } from '../../shared/assert';
import { type Id, isId } from '../../shared/ids';
import { InvalidatingCache } from '../shared/invalidating-cache';
import { Invalidations } from '../shared/invalidations';
import { guildKey, memberKey, memberOfGuildKey, threadKey } from './cache-keys';
import { type ChannelPlace, GuildReader } from './guild.reader';
import type { GuildSnapshot } from './guild-snapshot';

/** Guilds, members and threads kept in memory; the least recently used one is dropped. */
export const CACHED_GUILDS_MAX = 5_000;
export const CACHED_MEMBERS_MAX = 200_000;
export const CACHED_THREADS_MAX = 50_000;
export const CACHED_PLACES_MAX = 200_000;

export interface LocatedChannel {
  readonly snapshot: GuildSnapshot;
  /** Of a thread: its parent. */
  readonly channel: GuildChannel;
  readonly thread?: Thread;
}

/** What is decided on guilds, from memory where it is known and else from the database; never guessed. */
@Injectable()
export class GuildDirectory {
  private readonly guilds: InvalidatingCache<GuildSnapshot | undefined>;
  private readonly members: InvalidatingCache<Member | undefined>;
  private readonly threads: InvalidatingCache<Thread | undefined>;
  /** A channel never moves to another guild, so a place never goes stale; what has none is asked again. */
  private readonly places = new Map<Id, ChannelPlace>();

  constructor(
    private readonly reader: GuildReader,
    invalidations: Invalidations,
  ) {
    this.guilds = new InvalidatingCache((key) => this.loadGuild(key), CACHED_GUILDS_MAX, invalidations);
    this.members = new InvalidatingCache((key) => this.loadMember(key), CACHED_MEMBERS_MAX, invalidations);
    this.threads = new InvalidatingCache((key) => this.loadThread(key), CACHED_THREADS_MAX, invalidations);
  }

  /** Undefined for an unknown or deleted guild, and for what is no id. */
  async find(guildId: Id): Promise<GuildSnapshot | undefined> {
    return isId(guildId) ? this.guilds.get(guildKey(guildId)) : undefined;
  }

  /** @throws AppError `unknown_guild` */
  async require(guildId: Id): Promise<GuildSnapshot> {
    const snapshot = await this.find(guildId);
    if (!snapshot) throw guildError('unknown_guild');
    return snapshot;
  }

  /** Undefined for whoever is no member of the guild. */
  async member(guildId: Id, userId: Id): Promise<Member | undefined> {
    return isId(guildId) && isId(userId) ? this.members.get(memberKey(guildId, userId)) : undefined;
  }

  /** Undefined for a thread that is unknown or deleted. */
  async thread(threadId: Id): Promise<Thread | undefined> {
    return isId(threadId) ? this.threads.get(threadKey(threadId)) : undefined;
  }

  /** The guild a channel or thread belongs to, also when it is deleted; undefined for other kinds of channels. */
  async placeOf(channelId: Id): Promise<ChannelPlace | undefined> {
    const known = this.places.get(channelId);
    if (known) return known;
    const place = isId(channelId) ? await this.reader.placeOf(channelId) : undefined;
    if (place) {
      if (this.places.size >= CACHED_PLACES_MAX) this.places.clear();
      this.places.set(channelId, place);
    }
    return place;
  }

  /** A channel or thread that exists, with its guild; undefined for other kinds of channels and deleted ones. */
  async locate(channelId: Id): Promise<LocatedChannel | undefined> {
    const place = await this.placeOf(channelId);
    const snapshot = place && (await this.find(place.guildId));
    if (!snapshot) return undefined;
    const thread = place.isThread ? await this.thread(channelId) : undefined;
    const channel = snapshot.channels.get(place.isThread ? (thread?.parentId ?? '') : channelId);
    return channel && { snapshot, channel, ...(thread && { thread }) };
  }

  private async loadGuild(key: string): Promise<GuildSnapshot | undefined> {
    const guildId = key.slice('guild:'.length);
    const snapshots = await this.reader.snapshots([guildId]);
    return snapshots.get(guildId);
  }

  private loadMember(key: string): Promise<Member | undefined> {
    const parts = memberOfGuildKey(key);
    assert(parts, `not a member's key: ${key}`);
    return this.reader.member(parts.guildId, parts.userId);
  }

  private loadThread(key: string): Promise<Thread | undefined> {
    return this.reader.thread(key.slice('thread:'.length));
  }
}
