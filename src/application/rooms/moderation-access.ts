import { Injectable } from '@nestjs/common';
import { isRoomAdmin, type Room, roomAdminsOnly, roomClosed, roomNotFound, type Visitor } from '../../domain/rooms';
import { AppError } from '../../shared/errors';
import { isId } from '../../shared/ids';
import type { OperatorActor } from '../shared/actor';
import { RoomRepository } from './room.repository';

/** Somebody inside a room who asks for an act of moderation. */
export interface VisitorActor {
  readonly visitor: Visitor;
}

/** Who moderates a room: the operator who owns it, or one of its admins. */
export type Moderator = OperatorActor | VisitorActor;

/** How much of a wrong room id an error repeats. */
const SHOWN_ROOM_ID_MAX = 64;

/** The only way to a room for those who manage or moderate it. */
@Injectable()
export class ModerationAccess {
  constructor(private readonly rooms: RoomRepository) {}

  /** @throws AppError `not_found`, also for what is not an id at all */
  async requireRoom(roomId: string): Promise<Room> {
    const room = isId(roomId) ? await this.rooms.find(roomId) : undefined;
    if (!room) throw roomNotFound(shownRoomId(roomId));
    return room;
  }

  /** Like {@link requireRoom}, holding the room's lock; only inside `UnitOfWork.run`. */
  async lockRoom(roomId: string): Promise<Room> {
    const room = isId(roomId) ? await this.rooms.lock(roomId) : undefined;
    if (!room) throw roomNotFound(shownRoomId(roomId));
    return room;
  }

  /**
   * The room, when `actor` may moderate it.
   * @throws AppError `not_found`; for a visitor also `forbidden` and `room_closed`
   */
  async require(actor: Moderator, roomId: string): Promise<Room> {
    const room = await this.requireRoom(roomId);
    if (!('visitor' in actor)) return room;
    if (room.closedAtMs !== undefined) throw roomClosed();
    if (!isRoomAdmin(actor.visitor, room.adminUserIds)) throw roomAdminsOnly();
    return room;
  }

  /**
   * Like {@link require}, for an act against `userKey`: an admin moderates neither himself nor the admins whom the
   * operator named; the operator moderates everybody.
   */
  async requireAgainst(actor: Moderator, roomId: string, userKey: string): Promise<Room> {
    const room = await this.require(actor, roomId);
    if (!('visitor' in actor)) return room;
    if (actor.visitor.userKey === userKey) throw notAgainst('an admin cannot do this to himself');
    if (room.adminUserIds.includes(userKey)) throw notAgainst('only the operator may do this to an admin of the room');
    return room;
  }
}

const notAgainst = (message: string): AppError => new AppError('forbidden', 'forbidden', message, { field: 'user_id' });

const shownRoomId = (roomId: string): string => roomId.slice(0, SHOWN_ROOM_ID_MAX).toWellFormed();
