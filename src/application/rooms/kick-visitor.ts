import { Injectable } from '@nestjs/common';
import { checkOutsideUserId, type Room, type RoomNotice, type RoomUserRemoved } from '../../domain/rooms';
import { AppError } from '../../shared/errors';
import { isId } from '../../shared/ids';
import { UnitOfWork } from '../shared/unit-of-work';
import { type Moderator, ModerationAccess } from './moderation-access';
import { RoomMemberships } from './room-memberships';
import { RoomOccupancy } from './room-occupancy';
import { SanctionWriter } from './sanction-writer';

export interface KickVisitorInput {
  readonly roomId: string;
  readonly userKey: string;
  /** True also bans the user until unbanned and tells everybody: what KickUser means on a room's sockets. */
  readonly bans: boolean;
}

/** Sends a user out of a room. */
@Injectable()
export class KickVisitor {
  constructor(
    private readonly access: ModerationAccess,
    private readonly sanctions: SanctionWriter,
    private readonly occupancy: RoomOccupancy,
    private readonly memberships: RoomMemberships,
    private readonly uow: UnitOfWork,
  ) {}

  /**
   * @throws AppError `not_found` (the room; without a ban also when the user is neither inside nor a member), `room_closed`, `forbidden`,
   *   `invalid`
   */
  async execute(actor: Moderator, { roomId, userKey, bans }: KickVisitorInput): Promise<void> {
    const room = await this.access.requireAgainst(actor, roomId, userKey);
    const removed: RoomUserRemoved = {
      type: 'room.user_removed',
      channelId: room.id,
      userKey,
      how: 'kicked',
      mayReturn: !bans,
    };
    if (bans) {
      const notice: RoomNotice = { type: 'room.notice', channelId: room.id, text: `用户 ${userKey} 已被踢出房间` };
      await this.sanctions.put('ban', room, { userKey }, [removed, notice]);
      return;
    }
    await this.requireInside(room, userKey);
    await this.uow.run(async () => {
      await this.memberships.end(room.id, userKey);
      this.uow.record(removed);
    });
  }

  private async requireInside(room: Room, userKey: string): Promise<void> {
    checkOutsideUserId(userKey);
    const isInside = this.occupancy.users(room.id).some((user) => user.userKey === userKey);
    if (!isInside && !(isId(userKey) && (await this.memberships.isMember(room.id, userKey)))) {
      throw new AppError('not_found', 'not_found', 'this user is not in the room', { field: 'user_id' });
    }
  }
}
