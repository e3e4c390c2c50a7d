import type { GuildChannel, Overwrite } from '../../domain/guilds';
import type { Id } from '../../shared/ids';

/** A guild's channels as they are written. Call it under the guild's lock. */
export abstract class GuildChannelRepository {
  /** With their overwrites. */
  abstract insert(channels: readonly GuildChannel[]): Promise<void>;
  /** Writes every setting; never overwrites, the newest message or the last pin. */
  abstract update(channels: readonly GuildChannel[]): Promise<void>;
  /** Ends a channel and its threads; its invites and webhooks are gone. What stands in a category stays as it is. */
  abstract close(channelId: Id, closedAtMs: number): Promise<void>;
  abstract putOverwrite(channelId: Id, overwrite: Overwrite): Promise<void>;
  /** There need not be one. */
  abstract removeOverwrite(channelId: Id, targetId: Id): Promise<void>;
  /** All that a channel has. */
  abstract replaceOverwrites(channelId: Id, overwrites: readonly Overwrite[]): Promise<void>;
  /** Ids of the newest messages as of now; a channel without any is missing. */
  abstract heads(channelIds: readonly Id[]): Promise<ReadonlyMap<Id, Id>>;
}
