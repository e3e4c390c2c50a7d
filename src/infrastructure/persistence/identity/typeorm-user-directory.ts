import { Injectable } from '@nestjs/common';
import { UserDirectory, userIdOfKey } from '../../../application/identity';
import { Invalidations } from '../../../application/shared/invalidations';
import type { OwnProfile, UserProfile } from '../../../domain/identity';
import { type Id, isId } from '../../../shared/ids';
import { TransactionContext } from '../transaction-context';
import type { UserRow } from './user.table';

/** Profiles kept in memory; the one used longest ago is dropped. */
export const CACHED_PROFILES_MAX = 50_000;

type ProfileRow = Pick<
  UserRow,
  'id' | 'kind' | 'username' | 'display_name' | 'avatar' | 'bio' | 'updated_at' | 'deleted_at'
>;

const COLUMNS = 'u.id, u.kind, u.username, u.display_name, u.avatar, u.bio, u.updated_at, u.deleted_at';

@Injectable()
export class TypeOrmUserDirectory extends UserDirectory {
  private readonly profiles = new Map<Id, UserProfile>();
  /** For each reading under way, whose profiles changed since it began. */
  private readonly readings = new Set<Set<Id>>();

  constructor(
    private readonly context: TransactionContext,
    invalidations: Invalidations,
  ) {
    super();
    invalidations.subscribe((key) => this.forget(userIdOfKey(key)));
  }

  async find(userId: Id): Promise<UserProfile | undefined> {
    const known = this.known(userId);
    return known ?? (await this.read([userId])).get(userId);
  }

  async findMany(userIds: Iterable<Id>): Promise<ReadonlyMap<Id, UserProfile>> {
    const found = new Map<Id, UserProfile>();
    const unknown: Id[] = [];
    for (const userId of new Set(userIds)) {
      const profile = this.known(userId);
      if (profile) found.set(userId, profile);
      else unknown.push(userId);
    }
    for (const [userId, profile] of await this.read(unknown)) found.set(userId, profile);
    return found;
  }

  async findOwn(userId: Id): Promise<OwnProfile | undefined> {
    if (!isId(userId)) return undefined;
    const rows = await this.context.query<(ProfileRow & { email: string | null })[]>(
      `SELECT ${COLUMNS}, a.email FROM users u LEFT JOIN accounts a ON a.user_id = u.id
       WHERE u.id = $1 AND u.kind <> 'guest'`,
      [userId],
    );
    return rows[0] && { ...toDomain(rows[0]), ...(rows[0].email !== null && { email: rows[0].email }) };
  }

  private async read(userIds: readonly Id[]): Promise<Map<Id, UserProfile>> {
    const ids = userIds.filter(isId);
    if (ids.length === 0) return new Map();
    const changed = new Set<Id>();
    this.readings.add(changed);
    try {
      const rows = await this.context.query<ProfileRow[]>(
        `SELECT ${COLUMNS} FROM users u WHERE u.id = ANY($1::bigint[]) AND u.kind <> 'guest'`,
        [ids],
      );
      const profiles = new Map(rows.map((row) => [row.id, toDomain(row)]));
      // A transaction sees what may yet be rolled back.
      if (!this.context.current) for (const profile of profiles.values()) this.remember(profile, changed);
      return profiles;
    } finally {
      this.readings.delete(changed);
    }
  }

  private known(userId: Id): UserProfile | undefined {
    // Inside a transaction the profile may be another already than for everybody else.
    const profile = this.context.current ? undefined : this.profiles.get(userId);
    if (!profile) return undefined;
    this.profiles.delete(userId);
    this.profiles.set(userId, profile);
    return profile;
  }

  private remember(profile: UserProfile, changed: ReadonlySet<Id>): void {
    if (changed.has(profile.id)) return;
    this.profiles.set(profile.id, profile);
    if (this.profiles.size <= CACHED_PROFILES_MAX) return;
    const [oldest] = this.profiles.keys();
    if (oldest !== undefined) this.profiles.delete(oldest);
  }

  private forget(userId: Id | undefined): void {
    if (userId === undefined) return;
    this.profiles.delete(userId);
    for (const changed of this.readings) changed.add(userId);
  }
}

const toDomain = (row: ProfileRow): UserProfile => ({
  id: row.id,
  kind: row.kind === 'bot' ? 'bot' : 'human',
  username: row.username ?? '',
  ...(row.display_name !== null && { displayName: row.display_name }),
  ...(row.avatar !== null && { avatar: row.avatar }),
  ...(row.bio !== null && { bio: row.bio }),
  ...(row.updated_at !== null && { updatedAtMs: row.updated_at.getTime() }),
  isDeleted: row.deleted_at !== null,
});
