import type { Invite } from '../../../domain/guilds';
import type { Id } from '../../../shared/ids';

/** Codes by which people come in. Written under the guild's lock. */
export abstract class InviteRepository {
  abstract insert(invite: Invite): Promise<void>;
  /** Counts one use. */
  abstract addUse(code: string): Promise<void>;
  /** False when there was none. */
  abstract remove(code: string): Promise<boolean>;
  /** Also one that is no longer valid; undefined for text that can be no code. */
  abstract find(code: string): Promise<Invite | undefined>;
  /** All of a guild, or of one of its channels, oldest first; also those that are no longer valid. */
  abstract list(guildId: Id, channelId?: Id): Promise<readonly Invite[]>;
  /** Forgets those of the guild that expired before; returns how many. */
  abstract removeExpired(guildId: Id, nowMs: number): Promise<number>;
}
