import { Injectable } from '@nestjs/common';
import { checkRoomSettings, type Room, type RoomAccess, roomClosed } from '../../domain/rooms';
import { UnitOfWork } from '../shared/unit-of-work';
import { roomKey } from './cache-keys';
import { ModerationAccess } from './moderation-access';
import { RoomRepository } from './room.repository';

/** What is absent stays as it is. */
export interface RoomChanges {
  readonly name?: string;
  readonly adminUserIds?: readonly string[];
  readonly access?: RoomAccess;
  /** Null lifts the limit. */
  readonly maxMembers?: number | null;
  readonly slowModeSeconds?: number;
  readonly metadata?: Readonly<Record<string, unknown>>;
}

/** Changes settings of an open room. Those already inside stay, also above a lowered `maxMembers`. For operators. */
@Injectable()
export class UpdateRoom {
  constructor(
    private readonly access: ModerationAccess,
    private readonly rooms: RoomRepository,
    private readonly uow: UnitOfWork,
  ) {}

  /** @throws AppError `not_found`, `room_closed`, `invalid` (naming the field) */
  execute(roomId: string, changes: RoomChanges): Promise<Room> {
    return this.uow.run(async () => {
      const room = await this.access.lockRoom(roomId);
      if (room.closedAtMs !== undefined) throw roomClosed();
      const changed = applyChanges(room, changes);
      checkRoomSettings(changed);
      await this.rooms.update(changed);
      await this.uow.invalidate(roomKey(room.id));
      return changed;
    });
  }
}

function applyChanges(room: Room, changes: RoomChanges): Room {
  const { maxMembers: oldMaxMembers, ...kept } = room;
  const maxMembers = changes.maxMembers === undefined ? oldMaxMembers : changes.maxMembers;
  return {
    ...kept,
    name: changes.name ?? kept.name,
    adminUserIds: changes.adminUserIds ? [...new Set(changes.adminUserIds)] : kept.adminUserIds,
    access: changes.access ?? kept.access,
    ...(typeof maxMembers === 'number' && { maxMembers }),
    slowModeSeconds: changes.slowModeSeconds ?? kept.slowModeSeconds,
    metadata: changes.metadata ?? kept.metadata,
  };
}
