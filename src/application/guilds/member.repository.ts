import type { Member, Thread } from '../../domain/guilds';
import type { Id } from '../../shared/ids';

/** Memberships as they are written; the guild's number of members moves with them. Call it under the guild's lock. */
export abstract class MemberRepository {
  /** False when the user is a member already. */
  abstract insert(member: Member): Promise<boolean>;
  /** Writes everything but when the member joined. */
  abstract update(member: Member): Promise<void>;
  /** False when the user is no member. */
  abstract remove(guildId: Id, userId: Id): Promise<boolean>;
  /** Takes the user out of all threads of the guild; returns those threads as they are then. */
  abstract leaveThreads(guildId: Id, userId: Id): Promise<readonly Thread[]>;
  /** Takes a role from everybody; returns who had it. */
  abstract takeRole(guildId: Id, roleId: Id): Promise<readonly Id[]>;
}
