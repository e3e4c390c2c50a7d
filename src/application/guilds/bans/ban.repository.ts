import type { GuildBan } from '../../../domain/guilds';
import type { Id } from '../../../shared/ids';

/** Bans in one answer at most. */
export const BANS_PAGE_MAX = 1_000;

export interface BanListQuery {
  /** 1 to {@link BANS_PAGE_MAX}. */
  readonly limit: number;
  /** Only users with a smaller id: the `limit` nearest to it. Goes before `after`. */
  readonly before?: Id;
  /** Only users with a greater id: the `limit` nearest to it. */
  readonly after?: Id;
}

export interface NewBan extends GuildBan {
  readonly moderatorId: Id;
  readonly createdAtMs: number;
}

/** Who may not come back to a guild. Written under the guild's lock. */
export abstract class BanRepository {
  /** False when the user is banned already; that ban stays as it is. */
  abstract insert(ban: NewBan): Promise<boolean>;
  /** The ban that was lifted; undefined when there was none. */
  abstract remove(guildId: Id, userId: Id): Promise<GuildBan | undefined>;
  abstract find(guildId: Id, userId: Id): Promise<GuildBan | undefined>;
  /** Ascending by user id. */
  abstract list(guildId: Id, query: BanListQuery): Promise<readonly GuildBan[]>;
}
