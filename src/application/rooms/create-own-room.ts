import { Injectable } from '@nestjs/common';
import { checkRoomSettings, OWN_ROOMS_MAX, ownRoomsMax, type Room, ROOM_DESCRIPTION_MAX } from '../../domain/rooms';
import { invalid } from '../../shared/errors';
import { codePointLength, isStorableText } from '../../shared/text';
import type { AccountActor } from '../shared/actor';
import { Clock } from '../shared/clock';
import { IdGenerator } from '../shared/id-generator';
import { UnitOfWork } from '../shared/unit-of-work';
import { roomKey } from './cache-keys';
import { RoomSyncQueue } from './room-sync-queue';
import { RoomRepository } from './room.repository';

export interface CreateOwnRoomInput {
  readonly name: string;
  readonly description?: string;
  /** Absent: as many as come. */
  readonly maxMembers?: number;
}

/** A person opens a room that everybody may enter, and is its admin. */
@Injectable()
export class CreateOwnRoom {
  constructor(
    private readonly rooms: RoomRepository,
    private readonly syncQueue: RoomSyncQueue,
    private readonly uow: UnitOfWork,
    private readonly ids: IdGenerator,
    private readonly clock: Clock,
  ) {}

  /** @throws AppError `invalid`, naming the field; conflict `own_rooms_max` */
  async execute({ userId }: AccountActor, { name, description = '', maxMembers }: CreateOwnRoomInput): Promise<Room> {
    if (codePointLength(description) > ROOM_DESCRIPTION_MAX || !isStorableText(description)) {
      throw invalid('description', `description must have at most ${ROOM_DESCRIPTION_MAX} characters`);
    }
    const settings = {
      name,
      adminUserIds: [userId],
      access: 'open' as const,
      ...(maxMembers !== undefined && { maxMembers }),
      slowModeSeconds: 0,
      metadata: description === '' ? {} : { description },
    };
    checkRoomSettings(settings);
    const createdAtMs = this.clock.nowMs();
    const room: Room = {
      ...settings,
      id: this.ids.next(),
      creatorId: userId,
      peakUsers: 0,
      totalJoins: 0,
      createdAtMs,
    };
    await this.uow.run(async () => {
      if ((await this.rooms.lockAndCountOpenOf(userId)) >= OWN_ROOMS_MAX) throw ownRoomsMax(OWN_ROOMS_MAX);
      await this.rooms.insert(room);
      await this.syncQueue.enqueue(room.id, 'room.created');
      await this.uow.invalidate(roomKey(room.id));
    });
    return room;
  }
}
