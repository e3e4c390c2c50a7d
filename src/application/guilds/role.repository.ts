import type { Role } from '../../domain/guilds';

/** Roles as they are written. Call it under the guild's lock. */
export abstract class RoleRepository {
  abstract insert(role: Role): Promise<void>;
  abstract update(role: Role): Promise<void>;
  /** With the overwrites for it. */
  abstract remove(role: Pick<Role, 'id' | 'guildId'>): Promise<void>;
}
