import type { Member } from '../../../domain/guilds';
import type { Id } from '../../../shared/ids';

/** What a client is told at first besides the guilds themselves, in one query whatever the number of guilds. */
export abstract class FirstStateReader {
  /** All members of those of the guilds that have at most `membersMax`. */
  abstract membersOfSmall(guildIds: readonly Id[], membersMax: number): Promise<readonly Member[]>;
}
