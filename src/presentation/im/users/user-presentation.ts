import { Injectable } from '@nestjs/common';
import { PublicAddress } from '../../../application/files';
import { UserDirectory } from '../../../application/identity';
import { PresenceReader, type PresenceStatus } from '../../../application/realtime';
import type { OwnProfile, UserProfile } from '../../../domain/identity';
import { type Id, idTimeMs } from '../../../shared/ids';
import { avatarUrl } from '../../shared/avatar-url';
import type { PresentedSelf, PresentedUser } from './user-answer.dto';

const statuses = {
  online: 'online',
  idle: 'away',
  // Whoever wants no notifications is there all the same.
  dnd: 'online',
  offline: 'offline',
} as const satisfies Record<PresenceStatus, PresentedUser['status']>;

export const presentStatus = (status: PresenceStatus): PresentedUser['status'] => statuses[status];

/** The name that is shown of an account that is gone. */
const deletedName = (id: string): string => `deleted_user_${id}`;

/** People as this dialect shows them. */
@Injectable()
export class UserPresentation {
  constructor(
    private readonly address: PublicAddress,
    private readonly presences: PresenceReader,
    private readonly users: UserDirectory,
  ) {}

  /** In the order given; at most one query. */
  async many(userIds: readonly Id[]): Promise<PresentedUser[]> {
    const profiles = await this.users.findMany(userIds);
    return userIds.map((id) => this.of(profiles.get(id) ?? { id, kind: 'human', username: '', isDeleted: true }));
  }

  of(profile: UserProfile): PresentedUser {
    const createdAt = new Date(idTimeMs(profile.id)).toISOString();
    return {
      id: profile.id,
      username: profile.isDeleted ? deletedName(profile.id) : profile.username,
      avatar: this.avatarUrl(profile),
      status: presentStatus(this.presences.statusOf(profile.id)),
      created_at: createdAt,
      updated_at: profile.updatedAtMs === undefined ? createdAt : new Date(profile.updatedAtMs).toISOString(),
    };
  }

  self(profile: OwnProfile): PresentedSelf {
    return { ...this.of(profile), email: profile.email ?? null };
  }

  avatarUrl(profile: UserProfile): string | null {
    return avatarUrl(profile, this.address.url);
  }
}
