import { Injectable } from '@nestjs/common';
import { type Id, isId } from '../../shared/ids';
import { InvalidatingCache } from '../shared/invalidating-cache';
import { Invalidations } from '../shared/invalidations';
import { UnitOfWork } from '../shared/unit-of-work';
import { readMembershipKey, roomMembershipKey } from './cache-keys';
import { RoomMembershipRepository } from './room-membership.repository';

/** Memberships kept in memory; the least recently used one is dropped. */
export const CACHED_MEMBERSHIPS_MAX = 200_000;

/** Whether an account is a member of a room, from memory where it is known. */
@Injectable()
export class RoomMemberships {
  private readonly members: InvalidatingCache<boolean>;

  constructor(
    private readonly repository: RoomMembershipRepository,
    private readonly uow: UnitOfWork,
    invalidations: Invalidations,
  ) {
    this.members = new InvalidatingCache((key) => this.load(key), CACHED_MEMBERSHIPS_MAX, invalidations);
  }

  isMember(roomId: Id, userId: Id): Promise<boolean> {
    return this.members.get(roomMembershipKey(roomId, userId));
  }

  /** False, and nothing happens, for who is no member, a guest for one. Only inside `UnitOfWork.run`. */
  async end(roomId: Id, userKey: string): Promise<boolean> {
    if (!isId(userKey) || !(await this.repository.remove(roomId, userKey))) return false;
    await this.uow.invalidate(roomMembershipKey(roomId, userKey));
    return true;
  }

  private load(key: string): Promise<boolean> {
    const { roomId, userId } = readMembershipKey(key);
    return this.repository.isMember(roomId, userId);
  }
}
