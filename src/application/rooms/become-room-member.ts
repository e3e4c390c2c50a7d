import { Injectable } from '@nestjs/common';
import {
  bannedFromRoom,
  MEMBER_ROOMS_MAX,
  memberRoomsMax,
  roomClosed,
  type RoomMembershipBegan,
} from '../../domain/rooms';
import type { Id } from '../../shared/ids';
import type { AccountActor } from '../shared/actor';
import { Clock } from '../shared/clock';
import { UnitOfWork } from '../shared/unit-of-work';
import { roomMembershipKey } from './cache-keys';
import { RoomDirectory } from './room-directory';
import { RoomMembershipRepository } from './room-membership.repository';

/** Makes an account a member of a room until it leaves, whatever becomes of its connections. */
@Injectable()
export class BecomeRoomMember {
  constructor(
    private readonly directory: RoomDirectory,
    private readonly memberships: RoomMembershipRepository,
    private readonly uow: UnitOfWork,
    private readonly clock: Clock,
  ) {}

  /**
   * For an account that was admitted; once more changes nothing.
   * @throws AppError `not_found`, `room_closed`, `banned`, conflict `member_rooms_max`
   */
  async execute({ userId }: AccountActor, roomId: Id): Promise<void> {
    const room = await this.directory.require(roomId);
    if (room.closedAtMs !== undefined) throw roomClosed();
    const { ban } = await this.directory.sanctionsOf(room.id, userId);
    if (ban) throw bannedFromRoom();
    await this.uow.run(async () => {
      if (!(await this.memberships.add(room.id, userId, this.clock.nowMs()))) return;
      const rooms = await this.memberships.roomIdsOf(userId, MEMBER_ROOMS_MAX + 1);
      if (rooms.length > MEMBER_ROOMS_MAX) throw memberRoomsMax(MEMBER_ROOMS_MAX);
      await this.uow.invalidate(roomMembershipKey(room.id, userId));
      const event: RoomMembershipBegan = { type: 'room.membership_began', channelId: room.id, userKey: userId };
      this.uow.record(event);
    });
  }
}
