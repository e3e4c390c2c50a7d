import { Injectable } from '@nestjs/common';
import type { RoomMembershipEnded } from '../../domain/rooms';
import type { Id } from '../../shared/ids';
import type { AccountActor } from '../shared/actor';
import { UnitOfWork } from '../shared/unit-of-work';
import { RoomMemberships } from './room-memberships';

/** An account is a member of a room no longer; who is none already stays so. */
@Injectable()
export class EndRoomMembership {
  constructor(
    private readonly memberships: RoomMemberships,
    private readonly uow: UnitOfWork,
  ) {}

  execute({ userId }: AccountActor, roomId: Id): Promise<void> {
    return this.uow.run(async () => {
      if (!(await this.memberships.end(roomId, userId))) return;
      const event: RoomMembershipEnded = { type: 'room.membership_ended', channelId: roomId, userKey: userId };
      this.uow.record(event);
    });
  }
}
