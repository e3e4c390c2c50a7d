import type { Emoji, Guild, GuildChannel, Role } from '../../domain/guilds';
import type { Id } from '../../shared/ids';

/** A guild with everything in it but its members, threads and messages, as it was at one moment. */
export interface GuildSnapshot {
  readonly guild: Guild;
  readonly roles: ReadonlyMap<Id, Role>;
  /** Without deleted ones. */
  readonly channels: ReadonlyMap<Id, GuildChannel>;
  readonly emojis: ReadonlyMap<Id, Emoji>;
}
