import { Injectable } from '@nestjs/common';
import { isSanctionActive, type Room, roomNotFound } from '../../domain/rooms';
import { type Id, isId } from '../../shared/ids';
import { Clock } from '../shared/clock';
import { InvalidatingCache } from '../shared/invalidating-cache';
import { Invalidations } from '../shared/invalidations';
import { memberOfKey, roomKey, roomMemberKey } from './cache-keys';
import { RoomRepository } from './room.repository';
import { type MemberSanctions, SanctionRepository } from './sanction.repository';

/** Rooms kept in memory; the least recently used one is dropped. */
export const CACHED_ROOMS_MAX = 20_000;
export const CACHED_MEMBERS_MAX = 200_000;

/** What access to rooms is decided on, from memory where it is known and else from the database; never guessed. */
@Injectable()
export class RoomDirectory {
  private readonly rooms: InvalidatingCache<Room | undefined>;
  private readonly members: InvalidatingCache<MemberSanctions>;

  constructor(
    private readonly repository: RoomRepository,
    private readonly sanctions: SanctionRepository,
    private readonly clock: Clock,
    invalidations: Invalidations,
  ) {
    this.rooms = new InvalidatingCache((key) => this.loadRoom(key), CACHED_ROOMS_MAX, invalidations);
    this.members = new InvalidatingCache((key) => this.loadMember(key), CACHED_MEMBERS_MAX, invalidations);
  }

  /** @throws AppError `not_found`, also for what is not an id at all */
  async require(roomId: Id): Promise<Room> {
    const room = isId(roomId) ? await this.rooms.get(roomKey(roomId)) : undefined;
    if (!room) throw roomNotFound(roomId.slice(0, ROOM_ID_SHOWN_MAX));
    return room;
  }

  /** The counters of a room move with every visit: nobody is inside any more, so it is read anew next time. */
  forget(roomId: Id): void {
    this.rooms.forget(roomKey(roomId));
  }

  /** The bans and mutes that count now. */
  async sanctionsOf(roomId: Id, userKey: string): Promise<MemberSanctions> {
    const { ban, mute } = await this.members.get(roomMemberKey(roomId, userKey));
    const nowMs = this.clock.nowMs();
    return {
      ...(ban && isSanctionActive(ban, nowMs) && { ban }),
      ...(mute && isSanctionActive(mute, nowMs) && { mute }),
    };
  }

  private loadRoom(key: string): Promise<Room | undefined> {
    return this.repository.find(key.slice('room:'.length));
  }

  private loadMember(key: string): Promise<MemberSanctions> {
    const { roomId = '', userKey = '' } = memberOfKey(key) ?? {};
    return this.sanctions.of(roomId, userKey);
  }
}

/** How much of a wrong room id an error repeats. */
const ROOM_ID_SHOWN_MAX = 64;
