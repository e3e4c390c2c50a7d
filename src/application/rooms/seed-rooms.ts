import { Injectable } from '@nestjs/common';
import { checkRoomSettings, type Room } from '../../domain/rooms';
import { Clock } from '../shared/clock';
import { CompletedSetups } from '../shared/completed-setups';
import { IdGenerator } from '../shared/id-generator';
import { UnitOfWork } from '../shared/unit-of-work';
import { roomKey } from './cache-keys';
import { RoomRepository } from './room.repository';
import { RoomsSettings } from './rooms-settings';

export const DEFAULT_ROOMS_SETUP = 'default-rooms';

/** Opens the rooms that a new server has. Once: what was closed since stays closed. Safe on several processes at once. */
@Injectable()
export class SeedRooms {
  constructor(
    private readonly rooms: RoomRepository,
    private readonly setups: CompletedSetups,
    private readonly settings: RoomsSettings,
    private readonly uow: UnitOfWork,
    private readonly ids: IdGenerator,
    private readonly clock: Clock,
  ) {}

  /** @throws AppError `invalid` for a name that no room may have */
  async execute(): Promise<void> {
    const { defaultRooms } = this.settings;
    if (defaultRooms.length === 0) return;
    const rooms = defaultRooms.map((name) => this.roomNamed(name));
    for (const room of rooms) checkRoomSettings(room);
    await this.uow.run(async () => {
      if (!(await this.setups.complete(DEFAULT_ROOMS_SETUP, this.clock.nowMs()))) return;
      for (const room of rooms) {
        await this.rooms.insert(room);
        await this.uow.invalidate(roomKey(room.id));
      }
    });
  }

  private roomNamed(name: string): Room {
    return {
      ...{ id: this.ids.next(), name, adminUserIds: [], access: 'open', slowModeSeconds: 0, metadata: {} },
      ...{ isDefault: true, peakUsers: 0, totalJoins: 0, createdAtMs: this.clock.nowMs() },
    };
  }
}
