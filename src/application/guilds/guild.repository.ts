import type { Guild } from '../../domain/guilds';
import type { Id } from '../../shared/ids';

/** Guilds as they are written. Call `update` and `end` under the guild's lock. */
export abstract class GuildRepository {
  /** Without members, whatever its count says. */
  abstract insert(guild: Guild): Promise<void>;
  /** Writes every setting; never the number of members. */
  abstract update(guild: Guild): Promise<void>;
  /** Its channels and threads are closed; its members, invites and webhooks are gone. */
  abstract end(guildId: Id, endedAtMs: number): Promise<void>;
  /** How many guilds the user is in, exact until the transaction ends. Only inside `UnitOfWork.run`. */
  abstract countGuildsOf(userId: Id): Promise<number>;
  /** As of now; deleted guilds are missing. */
  abstract memberCounts(guildIds: readonly Id[]): Promise<ReadonlyMap<Id, number>>;
  /** How many of these users are members of each guild; a guild without any may be missing. */
  abstract countAmong(guildIds: readonly Id[], userIds: readonly Id[]): Promise<ReadonlyMap<Id, number>>;
}
