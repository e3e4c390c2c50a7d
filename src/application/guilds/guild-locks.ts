import type { Id } from '../../shared/ids';

/** Changes of one guild run one after the other. */
export abstract class GuildLocks {
  /**
   * Holds the guild's row until the transaction ends; what is read after it is as it stays. Taken before the locks of
   * channels. False when there is no such guild. Only inside `UnitOfWork.run`.
   */
  abstract lock(guildId: Id): Promise<boolean>;
}
