import { Injectable } from '@nestjs/common';
import { type Moderator, ModerationAccess } from './moderation-access';
import { SanctionWriter } from './sanction-writer';

export interface UnbanVisitorInput {
  readonly roomId: string;
  readonly userKey: string;
}

@Injectable()
export class UnbanVisitor {
  constructor(
    private readonly access: ModerationAccess,
    private readonly sanctions: SanctionWriter,
  ) {}

  /** @throws AppError `not_found` (the room, or no ban), `room_closed`, `forbidden`, `invalid` */
  async execute(actor: Moderator, { roomId, userKey }: UnbanVisitorInput): Promise<void> {
    const room = await this.access.requireAgainst(actor, roomId, userKey);
    await this.sanctions.lift('ban', room, userKey);
  }
}
