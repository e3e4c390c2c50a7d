import { Injectable } from '@nestjs/common';
import type { RoomClosed } from '../../domain/rooms';
import { Clock } from '../shared/clock';
import { UnitOfWork } from '../shared/unit-of-work';
import { roomKey } from './cache-keys';
import { ModerationAccess } from './moderation-access';
import { RoomSyncQueue } from './room-sync-queue';
import { RoomRepository } from './room.repository';
import { SyncSettings } from './sync-settings';

/** Closes a room for good: everybody is sent out, nobody comes in, operators still read its history. */
@Injectable()
export class CloseRoom {
  constructor(
    private readonly access: ModerationAccess,
    private readonly rooms: RoomRepository,
    private readonly syncQueue: RoomSyncQueue,
    private readonly uow: UnitOfWork,
    private readonly clock: Clock,
    private readonly settings: SyncSettings,
  ) {}

  /** Closing a closed room changes nothing and triggers no second sync. @throws AppError `not_found` */
  execute(roomId: string): Promise<void> {
    return this.uow.run(async () => {
      const room = await this.access.lockRoom(roomId);
      if (room.closedAtMs !== undefined) return;
      await this.rooms.update({ ...room, closedAtMs: this.clock.nowMs() });
      if (!room.isDefault || this.settings.pushesDefaultRooms) await this.syncQueue.enqueue(room.id, 'room.closed');
      await this.uow.invalidate(roomKey(room.id));
      const event: RoomClosed = { type: 'room.closed', channelId: room.id };
      this.uow.record(event);
    });
  }
}
