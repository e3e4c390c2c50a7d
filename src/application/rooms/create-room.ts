import { Injectable } from '@nestjs/common';
import { checkRoomSettings, type Room, type RoomAccess } from '../../domain/rooms';
import { Clock } from '../shared/clock';
import { IdGenerator } from '../shared/id-generator';
import { UnitOfWork } from '../shared/unit-of-work';
import { roomKey } from './cache-keys';
import { RoomSyncQueue } from './room-sync-queue';
import { RoomRepository } from './room.repository';

export interface CreateRoomInput {
  readonly name: string;
  readonly adminUserIds: readonly string[];
  /** `open` unless said otherwise. */
  readonly access?: RoomAccess;
  /** Absent: as many as come. */
  readonly maxMembers?: number;
  readonly slowModeSeconds?: number;
  readonly metadata?: Readonly<Record<string, unknown>>;
}

/** Opens a room; the outside system is told by a sync. For operators. */
@Injectable()
export class CreateRoom {
  constructor(
    private readonly rooms: RoomRepository,
    private readonly syncQueue: RoomSyncQueue,
    private readonly uow: UnitOfWork,
    private readonly ids: IdGenerator,
    private readonly clock: Clock,
  ) {}

  /** @throws AppError `invalid`, naming the field */
  async execute(input: CreateRoomInput): Promise<Room> {
    const settings = {
      name: input.name,
      adminUserIds: [...new Set(input.adminUserIds)],
      access: input.access ?? 'open',
      ...(input.maxMembers !== undefined && { maxMembers: input.maxMembers }),
      slowModeSeconds: input.slowModeSeconds ?? 0,
      metadata: input.metadata ?? {},
    };
    checkRoomSettings(settings);
    const room: Room = {
      ...settings,
      id: this.ids.next(),
      peakUsers: 0,
      totalJoins: 0,
      createdAtMs: this.clock.nowMs(),
    };
    await this.uow.run(async () => {
      await this.rooms.insert(room);
      await this.syncQueue.enqueue(room.id, 'room.created');
      // Somebody may have asked for the id before it was given out, and caches remember that there is no such room.
      await this.uow.invalidate(roomKey(room.id));
    });
    return room;
  }
}
