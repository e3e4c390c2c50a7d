import { Injectable } from '@nestjs/common';
import { Clock } from '../shared/clock';
import { ModerationAccess } from './moderation-access';
import { RoomOccupancy } from './room-occupancy';
import { type RoomFigures, RoomReader } from './room.reader';

export interface RoomStats extends RoomFigures {
  readonly currentUsers: number;
  /** Since the room was opened, until it was closed. */
  readonly uptimeSeconds: number;
}

/** For operators; closed rooms too. */
@Injectable()
export class ReadRoomStats {
  constructor(
    private readonly access: ModerationAccess,
    private readonly rooms: RoomReader,
    private readonly occupancy: RoomOccupancy,
    private readonly clock: Clock,
  ) {}

  /** @throws AppError `not_found` */
  async execute(roomId: string): Promise<RoomStats> {
    const room = await this.access.requireRoom(roomId);
    const nowMs = this.clock.nowMs();
    const figures = await this.rooms.figures(room.id, nowMs);
    const untilMs = room.closedAtMs ?? nowMs;
    return {
      ...figures,
      currentUsers: this.occupancy.count(room.id),
      uptimeSeconds: Math.max(0, Math.floor((untilMs - room.createdAtMs) / 1_000)),
    };
  }
}
