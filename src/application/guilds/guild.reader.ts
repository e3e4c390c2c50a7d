import type { Member, Thread } from '../../domain/guilds';
import type { Id } from '../../shared/ids';
import type { GuildSnapshot } from './guild-snapshot';

/** Where a channel of kind `guild` stands; never changes. */
export interface ChannelPlace {
  readonly guildId: Id;
  readonly isThread: boolean;
}

/** What access is decided on and what a client is told at first; a bounded number of queries for any number of guilds. */
export abstract class GuildReader {
  /** Deleted and unknown guilds are missing from the answer. */
  abstract snapshots(guildIds: readonly Id[]): Promise<ReadonlyMap<Id, GuildSnapshot>>;
  /** Undefined for what is no guild's channel or thread. Also answers for deleted ones. */
  abstract placeOf(channelId: Id): Promise<ChannelPlace | undefined>;
  /** Undefined when deleted. */
  abstract thread(threadId: Id): Promise<Thread | undefined>;
  /** Threads that are not archived, by guild. */
  abstract activeThreads(guildIds: readonly Id[]): Promise<ReadonlyMap<Id, readonly Thread[]>>;
  abstract member(guildId: Id, userId: Id): Promise<Member | undefined>;
  /** All of a user's memberships. */
  abstract membershipsOf(userId: Id): Promise<readonly Member[]>;
  /** The memberships of some users in one guild. */
  abstract members(guildId: Id, userIds: readonly Id[]): Promise<readonly Member[]>;
}
