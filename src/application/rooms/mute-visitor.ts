import { Injectable } from '@nestjs/common';
import type { RoomUserMuted, Sanction } from '../../domain/rooms';
import { type Moderator, ModerationAccess } from './moderation-access';
import { type SanctionInput, SanctionWriter } from './sanction-writer';

export interface MuteVisitorInput extends SanctionInput {
  readonly roomId: string;
}

/** Takes a user's right to write in a room; reading goes on. */
@Injectable()
export class MuteVisitor {
  constructor(
    private readonly access: ModerationAccess,
    private readonly sanctions: SanctionWriter,
  ) {}

  /**
   * A second mute replaces the first.
   * @throws AppError `not_found`, `room_closed`, `forbidden`, `invalid`, conflict `room_sanctions_max`
   */
  async execute(actor: Moderator, { roomId, ...input }: MuteVisitorInput): Promise<Sanction> {
    const room = await this.access.requireAgainst(actor, roomId, input.userKey);
    const { userKey } = input;
    const muted: RoomUserMuted = { type: 'room.user_muted', channelId: room.id, userKey, muted: true };
    return this.sanctions.put('mute', room, input, [muted]);
  }
}
