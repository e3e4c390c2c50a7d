import { Injectable } from '@nestjs/common';
import { ModerationAccess } from './moderation-access';
import { type OccupantView, RoomOccupancy } from './room-occupancy';
import type { RoomView } from './room-view';

/** One room and who is inside. For operators; closed rooms too. */
@Injectable()
export class ReadRoom {
  constructor(
    private readonly access: ModerationAccess,
    private readonly occupancy: RoomOccupancy,
  ) {}

  /** @throws AppError `not_found` */
  async execute(roomId: string): Promise<RoomView> {
    const room = await this.access.requireRoom(roomId);
    return { room, currentUsers: this.occupancy.count(room.id) };
  }

  /** In the order of joining. @throws AppError `not_found` */
  async users(roomId: string): Promise<readonly OccupantView[]> {
    const room = await this.access.requireRoom(roomId);
    return this.occupancy.users(room.id);
  }
}
