import { Injectable } from '@nestjs/common';
import { bannedFromRoom, roomClosed, roomNotFound } from '../../domain/rooms';
import type { Id } from '../../shared/ids';
import type { AccountActor } from '../shared/actor';
import { RoomDirectory } from './room-directory';
import { RoomMemberships } from './room-memberships';
import { type OccupantView, RoomOccupancy } from './room-occupancy';
import { RoomReader, ROOMS_PAGE_MAX } from './room.reader';
import type { RoomView } from './room-view';

/** What people find without being told: the rooms that are open to everybody. */
@Injectable()
export class ListOpenRooms {
  constructor(
    private readonly rooms: RoomReader,
    private readonly occupancy: RoomOccupancy,
    private readonly directory: RoomDirectory,
    private readonly memberships: RoomMemberships,
  ) {}

  /** The oldest first, at most 1,000. */
  async execute(): Promise<readonly RoomView[]> {
    const rooms = await this.rooms.list({ closed: false, access: 'open', limit: ROOMS_PAGE_MAX });
    return rooms.map((room) => ({ room, currentUsers: this.occupancy.count(room.id) }));
  }

  /**
   * Who is inside, in the order of joining.
   * @throws AppError `not_found`, also for a room of another kind that one is no member of; `room_closed`, `banned`
   */
  async inside({ userId }: AccountActor, roomId: Id): Promise<readonly OccupantView[]> {
    const room = await this.directory.require(roomId);
    if (room.closedAtMs !== undefined) throw roomClosed();
    const { ban } = await this.directory.sanctionsOf(room.id, userId);
    if (ban) throw bannedFromRoom();
    const users = this.occupancy.users(room.id);
    const mayKnow =
      room.access === 'open' ||
      users.some(({ userKey }) => userKey === userId) ||
      (await this.memberships.isMember(room.id, userId));
    if (!mayKnow) throw roomNotFound(room.id);
    return users;
  }
}
