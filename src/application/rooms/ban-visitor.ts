import { Injectable } from '@nestjs/common';
import type { RoomUserRemoved, Sanction } from '../../domain/rooms';
import { type Moderator, ModerationAccess } from './moderation-access';
import { type SanctionInput, SanctionWriter } from './sanction-writer';

export interface BanVisitorInput extends SanctionInput {
  readonly roomId: string;
}

/** Bans a user from a room, now and until it ends or is lifted; also one who was never inside. */
@Injectable()
export class BanVisitor {
  constructor(
    private readonly access: ModerationAccess,
    private readonly sanctions: SanctionWriter,
  ) {}

  /**
   * A second ban replaces the first.
   * @throws AppError `not_found`, `room_closed`, `forbidden`, `invalid`, conflict `room_sanctions_max`
   */
  async execute(actor: Moderator, { roomId, ...input }: BanVisitorInput): Promise<Sanction> {
    const room = await this.access.requireAgainst(actor, roomId, input.userKey);
    const { userKey } = input;
    const removed: RoomUserRemoved = {
      type: 'room.user_removed',
      channelId: room.id,
      userKey,
      how: 'banned',
      mayReturn: false,
    };
    return this.sanctions.put('ban', room, input, [removed]);
  }
}
