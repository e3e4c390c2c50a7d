import { Injectable } from '@nestjs/common';
import type { RoomUserMuted } from '../../domain/rooms';
import { type Moderator, ModerationAccess } from './moderation-access';
import { SanctionWriter } from './sanction-writer';

export interface UnmuteVisitorInput {
  readonly roomId: string;
  readonly userKey: string;
}

@Injectable()
export class UnmuteVisitor {
  constructor(
    private readonly access: ModerationAccess,
    private readonly sanctions: SanctionWriter,
  ) {}

  /** @throws AppError `not_found` (the room, or no mute), `room_closed`, `forbidden`, `invalid` */
  async execute(actor: Moderator, { roomId, userKey }: UnmuteVisitorInput): Promise<void> {
    const room = await this.access.requireAgainst(actor, roomId, userKey);
    const unmuted: RoomUserMuted = { type: 'room.user_muted', channelId: room.id, userKey, muted: false };
    await this.sanctions.lift('mute', room, userKey, [unmuted]);
  }
}
